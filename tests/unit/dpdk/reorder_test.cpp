// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <numeric>
#include <random>
#include <vector>

#include <rte_errno.h>
#include <rte_reorder.h>

namespace THIS_TEST {

constexpr unsigned size = 8;

/// Packets without memory: none is left in the buffer at the end.
class reorder : public testing::Test {
protected:
    ~reorder() override {
        drain();
        rte_reorder_drain_up_to_seqn(buffer, room.data(), 64, 0x7fffffff + base);
        rte_reorder_free(buffer);
    }
    int insert(std::uint32_t number) {
        rte_mbuf& packet = packets[number % packets.size()];
        *rte_reorder_seqn(&packet) = base + number;
        return rte_reorder_insert(buffer, &packet);
    }
    std::vector<std::uint32_t> numbers(unsigned count) {
        std::vector<std::uint32_t> all;
        for (unsigned i = 0; i < count; ++i)
            all.push_back(*rte_reorder_seqn(room[i]) - base);
        return all;
    }
    std::vector<std::uint32_t> drain(unsigned most = 64) {
        return numbers(rte_reorder_drain(buffer, room.data(), most));
    }

    using list = std::vector<std::uint32_t>;
    std::uint32_t base = UINT32_MAX - 20;
    std::array<rte_mbuf, 256> packets{};
    std::array<rte_mbuf*, 64> room{};
    rte_reorder_buffer* buffer = rte_reorder_create("reorder_test", 0, size);
};

TEST_F(reorder, gives_packets_in_order_up_to_a_gap) {
    for (const std::uint32_t number : {0U, 2U, 1U, 4U})
        ASSERT_EQ(insert(number), 0);
    EXPECT_EQ(drain(2), (list{0, 1}));
    EXPECT_EQ(drain(), (list{2}));
    ASSERT_EQ(insert(3), 0);
    EXPECT_EQ(drain(), (list{3, 4}));
    EXPECT_EQ(drain(), list{});
}

TEST_F(reorder, passes_gaps_that_the_window_leaves_behind) {
    for (const std::uint32_t number : {0U, 1U, 3U, 4U, 9U})
        ASSERT_EQ(insert(number), 0);
    EXPECT_EQ(drain(), (list{0, 1}));
    ASSERT_EQ(insert(12), 0);
    EXPECT_EQ(drain(), (list{3, 4}));
    EXPECT_EQ(insert(2), -1);
    EXPECT_EQ(rte_errno, ERANGE);
    for (const std::uint32_t number : {5U, 6U, 7U, 8U, 10U, 11U})
        ASSERT_EQ(insert(number), 0);
    EXPECT_EQ(drain(), (list{5, 6, 7, 8, 9, 10, 11, 12}));
}

TEST_F(reorder, leaves_packets_to_the_caller_that_do_not_fit) {
    ASSERT_EQ(insert(0), 0);
    EXPECT_EQ(insert(2 * size), -1);
    EXPECT_EQ(rte_errno, ERANGE);
    EXPECT_EQ(insert(0), -1);
    EXPECT_EQ(rte_errno, ERANGE);
    for (std::uint32_t number = 1; number < size; ++number)
        ASSERT_EQ(insert(number), 0);
    ASSERT_EQ(insert(size), 0);
    EXPECT_EQ(insert(3 * size - 2), -1);
    EXPECT_EQ(rte_errno, ENOSPC);
    EXPECT_EQ(drain().size(), size + 1);
}

TEST_F(reorder, drains_up_to_a_number) {
    for (const std::uint32_t number : {0U, 2U, 5U})
        ASSERT_EQ(insert(number), 0);
    EXPECT_EQ(numbers(rte_reorder_drain_up_to_seqn(buffer, room.data(), 64, base + 5)), (list{0, 2}));
    EXPECT_EQ(drain(), (list{5}));
    EXPECT_EQ(rte_reorder_drain_up_to_seqn(buffer, room.data(), 64, base + 100), 0U);
    ASSERT_EQ(insert(100), 0);
    EXPECT_EQ(rte_reorder_min_seqn_set(buffer, base), static_cast<unsigned>(-ENOTEMPTY));
    EXPECT_EQ(drain(), (list{100}));
    EXPECT_EQ(rte_reorder_min_seqn_set(buffer, base + 50), 0U);
    ASSERT_EQ(insert(51), 0);
    EXPECT_EQ(drain(), list{});
    ASSERT_EQ(insert(50), 0);
    EXPECT_EQ(drain(), (list{50, 51}));
}

TEST_F(reorder, loses_nothing_of_what_it_took) {
    std::mt19937 random(11);
    list order(200);
    std::iota(order.begin(), order.end(), 0);
    // Each packet at most 5 places from its own.
    for (std::size_t i = 0; i + 5 < order.size(); i += 5)
        std::shuffle(order.begin() + static_cast<std::ptrdiff_t>(i), order.begin() + static_cast<std::ptrdiff_t>(i) + 5,
                     random);
    ASSERT_EQ(rte_reorder_min_seqn_set(buffer, base), 0U);
    list got;
    for (const std::uint32_t number : order) {
        ASSERT_EQ(insert(number), 0);
        const list now = drain(static_cast<unsigned>(random() % 4));
        got.insert(got.end(), now.begin(), now.end());
    }
    const list rest = drain();
    got.insert(got.end(), rest.begin(), rest.end());
    std::ranges::sort(order);
    EXPECT_EQ(got, order);
}

TEST_F(reorder, buffers_have_a_name_and_a_size) {
    EXPECT_EQ(rte_reorder_find_existing("reorder_test"), buffer);
    EXPECT_EQ(rte_reorder_find_existing("another"), nullptr);
    EXPECT_EQ(rte_errno, ENOENT);
    EXPECT_EQ(rte_reorder_create("reorder_test", 0, size), nullptr);
    EXPECT_EQ(rte_errno, EEXIST);
    EXPECT_EQ(rte_reorder_create("three", 0, 3), nullptr);
    EXPECT_EQ(rte_errno, EINVAL);
    EXPECT_EQ(rte_reorder_create(nullptr, 0, size), nullptr);
    alignas(64) std::array<char, 1024> memory;
    auto* const place = reinterpret_cast<rte_reorder_buffer*>(memory.data());
    EXPECT_EQ(rte_reorder_init(place, rte_reorder_memory_footprint_get(size) - 1, "own", size), nullptr);
    EXPECT_EQ(rte_reorder_init(place, memory.size(), "own", size), place);
}

} // namespace THIS_TEST
