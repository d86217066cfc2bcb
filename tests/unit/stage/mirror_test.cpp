// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/mirror.hpp>

#include "support/built_packets.hpp"

#include <xdpk/base/error.hpp>

#include <gtest/gtest.h>

namespace xdpk {
namespace THIS_TEST {

TEST(mirror, copies_what_comes_in_by_a_port) {
    test::frames memory;
    mirror stage({.ports = {1}, .to = 5});
    burst b(memory.pool);
    const packet& first = test::put(b, "one", 1, {"more"});
    test::put(b, "two", 0);
    stage(b);
    ASSERT_EQ(b.size(), 3);
    EXPECT_EQ(b[2].out_port, 5);
    EXPECT_EQ(test::text_of(b, b[2]), "onemore");
    EXPECT_NE(b[2].data, first.data);
    EXPECT_EQ(first.out_port, unrouted);
    EXPECT_EQ(test::count(stage, "copies"), 1);
    b.recycle();
    EXPECT_TRUE(test::all_back(memory.pool));
}

TEST(mirror, copies_what_leaves_by_a_port) {
    test::frames memory;
    mirror stage({.ports = {1}, .leaving = true, .to = 5});
    burst b(memory.pool);
    test::put(b, "in", 1).out_port = 2;
    test::put(b, "out", 0).out_port = 1;
    stage(b);
    ASSERT_EQ(b.size(), 3);
    EXPECT_EQ(test::text_of(b, b[2]), "out");
    EXPECT_EQ(b[2].out_port, 5);
    EXPECT_EQ(b[1].out_port, 1);
}

TEST(mirror, dropped_packets_are_not_copied) {
    test::frames memory;
    mirror stage({.ports = {1}, .to = 5});
    burst b(memory.pool);
    test::put(b, "gone", 1).out_port = to_drop;
    stage(b);
    EXPECT_EQ(b.size(), 1);
}

TEST(mirror, without_frames_packets_still_pass) {
    test::frames memory(3);
    mirror stage({.ports = {0}, .to = 5});
    burst b(memory.pool);
    test::put(b, "one");
    test::put(b, "two");
    stage(b);
    EXPECT_EQ(b.size(), 3);
    EXPECT_EQ(test::count(stage, "copies"), 1);
    EXPECT_EQ(test::count(stage, "no_room"), 1);
}

TEST(mirror, refuses_ports_that_cannot_be) {
    EXPECT_THROW(mirror({.ports = {0}}), error);
    EXPECT_THROW(mirror({.ports = {unrouted}, .to = 1}), error);
    EXPECT_THROW(mirror({.ports = {1}, .leaving = true, .to = 1}), error);
    EXPECT_NO_THROW(mirror({.ports = {1}, .to = 1}));
}

} // namespace THIS_TEST
} // namespace xdpk
