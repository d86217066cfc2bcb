// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/base/spsc_ring.hpp>

#include <array>
#include <cstdint>
#include <gtest/gtest.h>
#include <numeric>
#include <thread>
#include <vector>

namespace xdpk {
namespace THIS_TEST {

std::vector<int> pop(spsc_ring<int>& ring, std::size_t most) {
    std::vector<int> room(most);
    room.resize(ring.pop(room));
    return room;
}

TEST(spsc_ring, rounds_its_capacity_up) {
    EXPECT_EQ(spsc_ring<int>(0).capacity(), 2);
    EXPECT_EQ(spsc_ring<int>(5).capacity(), 8);
    EXPECT_EQ(spsc_ring<int>(8).capacity(), 8);
}

TEST(spsc_ring, gives_back_in_order) {
    spsc_ring<int> ring(4);
    EXPECT_TRUE(pop(ring, 4).empty());
    EXPECT_EQ(ring.push(std::array{1, 2, 3}), 3);
    EXPECT_EQ(ring.size(), 3);
    EXPECT_EQ(pop(ring, 2), (std::vector{1, 2}));
    EXPECT_EQ(pop(ring, 2), (std::vector{3}));
    EXPECT_EQ(ring.size(), 0);
}

TEST(spsc_ring, takes_as_many_as_fit) {
    spsc_ring<int> ring(4);
    EXPECT_EQ(ring.push(std::array{1, 2, 3}), 3);
    EXPECT_EQ(ring.push(std::array{4, 5, 6}), 1);
    EXPECT_EQ(ring.push(std::array{7}), 0);
    EXPECT_EQ(pop(ring, 9), (std::vector{1, 2, 3, 4}));
}

TEST(spsc_ring, goes_round) {
    spsc_ring<int> ring(8);
    int next_in = 0;
    int next_out = 0;
    for (std::size_t round = 0; round < 1000; ++round) {
        std::vector<int> items(round % 9);
        std::iota(items.begin(), items.end(), next_in);
        next_in += static_cast<int>(ring.push(items));
        for (const int got : pop(ring, round % 7))
            ASSERT_EQ(got, next_out++);
    }
    EXPECT_EQ(ring.size(), static_cast<std::size_t>(next_in - next_out));
    EXPECT_GT(next_out, 1000);
}

// Each element carries two words that must agree: a reader that is too early sees a half-written one.
TEST(spsc_ring, carries_from_thread_to_thread) {
    struct item {
        std::uint64_t number;
        std::uint64_t check;
    };
    constexpr std::uint64_t count = 300000;
    spsc_ring<item> ring(64);
    std::thread producer([&ring] {
        std::array<item, 17> items{};
        for (std::uint64_t next = 0; next < count;) {
            for (std::size_t i = 0; i < items.size(); ++i)
                items[i] = {.number = next + i, .check = ~(next + i)};
            const std::size_t pushed = ring.push(std::span(items).first(std::min(items.size(), count - next)));
            next += pushed;
            if (pushed == 0)
                std::this_thread::yield();
        }
    });
    std::array<item, 13> room{};
    std::uint64_t wrong = 0;
    for (std::uint64_t next = 0; next < count;) {
        const std::size_t n = ring.pop(room);
        for (std::size_t i = 0; i < n; ++i, ++next)
            wrong += room[i].number != next || room[i].check != ~next ? 1 : 0;
        if (n == 0)
            std::this_thread::yield();
    }
    producer.join();
    EXPECT_EQ(wrong, 0);
    EXPECT_EQ(ring.size(), 0);
}

} // namespace THIS_TEST
} // namespace xdpk
