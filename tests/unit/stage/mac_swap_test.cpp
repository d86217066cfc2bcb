// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/mac_swap.hpp>

#include "support/frames.hpp"

#include <gtest/gtest.h>

namespace xdpk {
namespace THIS_TEST {

std::string swapped(const std::string& frame) {
    test::frames memory;
    burst b(memory.pool);
    test::put(b, frame);
    mac_swap()(b);
    return test::text_of(b, b[0]);
}

TEST(mac_swap, exchanges_the_addresses) {
    EXPECT_EQ(swapped("ABCDEFabcdef\x08\x00payload"), "abcdefABCDEF\x08\x00payload");
}

TEST(mac_swap, keeps_every_byte) {
    std::string frame;
    for (int i = 0; i < 64; ++i)
        frame += static_cast<char>(255 - i);
    EXPECT_EQ(swapped(frame), frame.substr(6, 6) + frame.substr(0, 6) + frame.substr(12));
    EXPECT_EQ(swapped(swapped(frame)), frame);
}

TEST(mac_swap, swaps_all_of_a_burst_and_nothing_else) {
    test::frames memory;
    burst b(memory.pool);
    test::put(b, "ABCDEFabcdef..", 3, {"ABCDEFabcdef.."}).out_port = 7;
    test::put(b, "GHIJKLghijkl..");
    mac_swap()(b);
    EXPECT_EQ(test::text_of(b, b[0]), "abcdefABCDEF..ABCDEFabcdef..");
    EXPECT_EQ(test::text_of(b, b[1]), "ghijklGHIJKL..");
    EXPECT_EQ(b[0].out_port, 7);
    EXPECT_EQ(b[1].out_port, unrouted);
}

} // namespace THIS_TEST
} // namespace xdpk
