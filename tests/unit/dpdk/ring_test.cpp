// SPDX-License-Identifier: BSD-3-Clause
#include <rte_errno.h>
#include <rte_ring.h>

#include <array>
#include <cstdint>
#include <gtest/gtest.h>
#include <memory>
#include <numeric>
#include <vector>

namespace THIS_TEST {

using owned_ring = std::unique_ptr<rte_ring, decltype(&rte_ring_free)>;

owned_ring make(unsigned count, unsigned flags, const char* name = "ring_test") {
    return {rte_ring_create(name, count, 0, flags), rte_ring_free};
}

std::vector<void*> numbers(std::size_t n, std::uintptr_t first = 1) {
    std::vector<void*> all(n);
    for (void*& one : all)
        one = reinterpret_cast<void*>(first++);
    return all;
}

TEST(dpdk_ring, holds_one_less_than_a_power_of_two) {
    const owned_ring r = make(8, 0);
    const auto in = numbers(8);
    unsigned room = 99;
    EXPECT_EQ(rte_ring_get_capacity(r.get()), 7U);
    EXPECT_EQ(rte_ring_enqueue_bulk(r.get(), in.data(), 8, &room), 0U);
    EXPECT_EQ(room, 7U);
    EXPECT_EQ(rte_ring_enqueue_burst(r.get(), in.data(), 8, &room), 7U);
    EXPECT_EQ(room, 0U);
    EXPECT_TRUE(rte_ring_full(r.get()));
    EXPECT_EQ(rte_ring_enqueue(r.get(), in[0]), -ENOBUFS);
}

TEST(dpdk_ring, exact_size_holds_what_was_asked_for) {
    const owned_ring r = make(5, RING_F_EXACT_SZ);
    const auto in = numbers(6);
    EXPECT_EQ(rte_ring_enqueue_burst(r.get(), in.data(), 6, nullptr), 5U);
}

TEST(dpdk_ring, gives_objects_in_the_order_they_came_also_around_the_end) {
    const owned_ring r = make(8, RING_F_SP_ENQ | RING_F_SC_DEQ);
    std::uintptr_t next_in = 1;
    std::uintptr_t next_out = 1;
    for (unsigned round = 0; round < 50; ++round) {
        const auto in = numbers(1 + round % 7, next_in);
        ASSERT_EQ(rte_ring_enqueue_bulk(r.get(), in.data(), static_cast<unsigned>(in.size()), nullptr), in.size());
        next_in += in.size();
        std::array<void*, 8> out{};
        unsigned left = 99;
        const unsigned n = rte_ring_dequeue_burst(r.get(), out.data(), 8, &left);
        ASSERT_EQ(n, in.size());
        EXPECT_EQ(left, 0U);
        for (unsigned i = 0; i < n; ++i)
            EXPECT_EQ(out.at(i), reinterpret_cast<void*>(next_out++));
    }
}

TEST(dpdk_ring, bulk_takes_all_or_nothing) {
    const owned_ring r = make(8, 0);
    const auto in = numbers(3);
    std::array<void*, 4> out{};
    unsigned left = 0;
    rte_ring_enqueue_bulk(r.get(), in.data(), 3, nullptr);
    EXPECT_EQ(rte_ring_dequeue_bulk(r.get(), out.data(), 4, &left), 0U);
    EXPECT_EQ(left, 3U);
    EXPECT_EQ(rte_ring_dequeue_bulk(r.get(), out.data(), 2, &left), 2U);
    EXPECT_EQ(left, 1U);
    EXPECT_EQ(rte_ring_free_count(r.get()), 6U);
    void* one = nullptr;
    EXPECT_EQ(rte_ring_dequeue(r.get(), &one), 0);
    EXPECT_EQ(rte_ring_dequeue(r.get(), &one), -ENOENT);
}

TEST(dpdk_ring, moves_objects_of_any_size) {
    struct object {
        std::array<std::uint32_t, 5> words;
    };
    const owned_ring r{rte_ring_create_elem("ring_test_elem", sizeof(object), 4, 0, 0), rte_ring_free};
    for (std::uint32_t i = 0; i < 20; ++i) {
        object in{{i, i + 1, i + 2, i + 3, i + 4}};
        object out{};
        ASSERT_EQ(rte_ring_enqueue_elem(r.get(), &in, sizeof in), 0);
        ASSERT_EQ(rte_ring_dequeue_elem(r.get(), &out, sizeof out), 0);
        EXPECT_EQ(in.words, out.words);
    }
}

TEST(dpdk_ring, is_found_by_its_name_until_it_is_freed) {
    owned_ring r = make(8, 0, "ring_test_name");
    EXPECT_EQ(rte_ring_lookup("ring_test_name"), r.get());
    EXPECT_EQ(rte_ring_create("ring_test_name", 8, 0, 0), nullptr);
    EXPECT_EQ(rte_errno, EEXIST);
    r.reset();
    EXPECT_EQ(rte_ring_lookup("ring_test_name"), nullptr);
    EXPECT_EQ(rte_errno, ENOENT);
}

TEST(dpdk_ring, refuses_sizes_that_are_no_power_of_two) {
    EXPECT_EQ(rte_ring_create("ring_test_size", 12, 0, 0), nullptr);
    EXPECT_EQ(rte_errno, EINVAL);
    EXPECT_EQ(rte_ring_get_memsize_elem(3, 8), -EINVAL);
}

} // namespace THIS_TEST
