// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/core/burst.hpp>

#include "support/frames.hpp"

#include <gtest/gtest.h>

namespace xdpk {
namespace THIS_TEST {

using test::put;
using test::text_of;

TEST(burst_clone, copies_bytes_and_what_is_known) {
    test::frames memory;
    burst b(memory.pool);
    packet& original = put(b, "abc", 4, {"de", "f"});
    original.data -= 16;
    original.length += 16;
    original.out_port = 9;
    original.hash = 77;
    const packet* const copy = b.clone(original);
    ASSERT_NE(copy, nullptr);
    EXPECT_EQ(copy, &b[1]);
    EXPECT_EQ(text_of(b, *copy), text_of(b, original));
    EXPECT_EQ(copy->in_port, 4);
    EXPECT_EQ(copy->out_port, 9);
    EXPECT_EQ(copy->hash, 77);
    const frame_pool& pool = memory.pool;
    EXPECT_EQ(pool.address_of(copy->data) % pool.chunk(), frame_data_offset - 16);
    EXPECT_EQ(pool.available(), pool.total() - 6);
}

TEST(burst_clone, has_frames_of_its_own) {
    test::frames memory;
    {
        burst b(memory.pool);
        put(b, "abc", 0, {"de"});
        packet* const copy = b.clone(b[0]);
        *copy->data = std::byte{'X'};
        *b.rest(*copy)[0].data = std::byte{'Y'};
        EXPECT_EQ(text_of(b, b[0]), "abcde");
        EXPECT_EQ(text_of(b, b[1]), "XbcYe");
    }
    EXPECT_TRUE(test::all_back(memory.pool));
}

TEST(burst_clone, takes_no_frame_when_there_are_too_few) {
    test::frames memory(4);
    burst b(memory.pool);
    put(b, "abc", 0, {"de"});
    memory.pool.take();
    EXPECT_EQ(b.clone(b[0]), nullptr);
    EXPECT_EQ(b.size(), 1);
    EXPECT_EQ(memory.pool.available(), 1);
}

TEST(burst_clone, stops_at_the_end_of_the_room) {
    test::frames memory(burst::room_capacity + 10);
    burst b(memory.pool);
    put(b, "abc");
    while (b.size() < burst::room_capacity)
        ASSERT_NE(b.clone(b[0]), nullptr);
    EXPECT_EQ(b.clone(b[0]), nullptr);
    EXPECT_EQ(memory.pool.available(), 10);
}

TEST(burst_clone, stops_when_there_is_no_room_for_segments) {
    constexpr std::uint32_t pieces = 100;
    test::frames memory(700);
    burst b(memory.pool);
    put(b, "abc", 0, std::vector<std::string>(pieces, "x"));
    for (std::uint32_t i = 2; i * pieces <= burst::segment_capacity; ++i)
        ASSERT_NE(b.clone(b[0]), nullptr);
    EXPECT_EQ(b.clone(b[0]), nullptr);
    b.recycle();
    EXPECT_TRUE(test::all_back(memory.pool));
}

} // namespace THIS_TEST
} // namespace xdpk
