// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/core/burst.hpp>

#include "support/frames.hpp"

#include <gtest/gtest.h>

namespace xdpk {
namespace THIS_TEST {

using test::all_back;
using test::put;
using test::text_of;

TEST(burst, describes_a_packet_as_nobody_looked_at_it) {
    test::frames memory;
    burst b(memory.pool);
    const packet& p = put(b, "hello", 3);
    EXPECT_EQ(text_of(b, p), "hello");
    EXPECT_EQ(p.in_port, 3);
    EXPECT_EQ(p.out_port, unrouted);
    EXPECT_EQ(p.hash + p.type + p.l3 + p.l4 + p.rest_count + p.mark, 0);
    EXPECT_FALSE(b.has_segments());
    EXPECT_EQ(b.length(p), 5);
}

TEST(burst, is_filled_through_its_room) {
    test::frames memory;
    burst b(memory.pool);
    put(b, "one");
    b.room()[0] = burst::describe(test::fill_frame(memory.pool, "two"), 3, 1);
    EXPECT_EQ(b.size(), 1);
    b.append(1);
    ASSERT_EQ(b.size(), 2);
    EXPECT_EQ(text_of(b, b[1]), "two");
}

TEST(burst, keeps_the_segments_of_each_packet_apart) {
    test::frames memory;
    burst b(memory.pool);
    put(b, "a", 0, {"b", "cd"});
    put(b, "e");
    put(b, "f", 0, {"g"});
    EXPECT_TRUE(b.has_segments());
    EXPECT_EQ(text_of(b, b[0]), "abcd");
    EXPECT_EQ(text_of(b, b[1]), "e");
    EXPECT_EQ(text_of(b, b[2]), "fg");
    EXPECT_EQ(b.length(b[0]), 4);
    EXPECT_EQ(b.segment_room(), burst::segment_capacity - 3);
}

TEST(burst, gives_its_frames_back_when_it_dies) {
    test::frames memory;
    {
        burst b(memory.pool);
        put(b, "a", 0, {"b", "c"});
        put(b, "d");
        EXPECT_EQ(memory.pool.available(), memory.pool.total() - 4);
    }
    EXPECT_TRUE(all_back(memory.pool));
}

TEST(burst, gives_one_packet_back) {
    test::frames memory;
    burst b(memory.pool);
    put(b, "a", 0, {"b"});
    b[0].data += 10;
    b.recycle(b[0]);
    EXPECT_TRUE(all_back(memory.pool));
    EXPECT_EQ(b.size(), 1);
    b.release();
}

TEST(burst, is_empty_after_recycling_and_can_be_filled_again) {
    test::frames memory;
    burst b(memory.pool);
    put(b, "a", 0, {"b"});
    b.recycle();
    EXPECT_TRUE(b.empty());
    EXPECT_FALSE(b.has_segments());
    EXPECT_TRUE(all_back(memory.pool));
    put(b, "c", 0, {"d"});
    EXPECT_EQ(text_of(b, b[0]), "cd");
}

TEST(burst, owns_nothing_after_release) {
    test::frames memory;
    {
        burst b(memory.pool);
        put(b, "a", 0, {"b"});
        b.release();
        EXPECT_TRUE(b.empty());
    }
    EXPECT_EQ(memory.pool.available(), memory.pool.total() - 2);
}

std::uint64_t ways_of(unsigned first, std::initializer_list<unsigned> others = {}) {
    test::frames memory;
    burst b(memory.pool);
    put(b, "x").out_port = static_cast<port_id>(first);
    for (const unsigned out : others)
        put(b, "x").out_port = static_cast<port_id>(out);
    return b.ways_out();
}

constexpr std::uint64_t bit(unsigned n) { return std::uint64_t{1} << n; }

TEST(burst, tells_the_ways_out) {
    EXPECT_EQ(ways_of(0), bit(0));
    EXPECT_EQ(ways_of(5, {5, 5}), bit(5));
    EXPECT_EQ(ways_of(5, {61, 5, 0}), bit(5) | bit(61) | bit(0));
    EXPECT_EQ(ways_of(to_drop, {unrouted}), bit(to_drop) | bit(unrouted));
}

TEST(burst, takes_a_number_that_is_no_way_out_for_unrouted) {
    EXPECT_EQ(ways_of(64), bit(unrouted));
    EXPECT_EQ(ways_of(65535, {65535}), bit(unrouted));
    EXPECT_EQ(ways_of(1, {64 + 2, 3}), bit(1) | bit(unrouted) | bit(3));
    test::frames memory;
    burst b(memory.pool);
    put(b, "x").out_port = 64;
    put(b, "x").out_port = 7;
    static_cast<void>(b.ways_out());
    EXPECT_EQ(b[0].out_port, unrouted);
    EXPECT_EQ(b[1].out_port, 7);
}

} // namespace THIS_TEST
} // namespace xdpk
