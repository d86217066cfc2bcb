// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/cross_connect.hpp>

#include "support/frames.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace xdpk {
namespace THIS_TEST {

std::vector<port_id> partners(std::size_t ports) {
    test::frames memory;
    burst b(memory.pool);
    for (port_id in = 0; in < ports; ++in)
        test::put(b, "x", in);
    cross_connect stage(ports);
    stage(b);
    std::vector<port_id> out;
    for (const packet& p : b)
        out.push_back(p.out_port);
    return out;
}

TEST(cross_connect, pairs_neighbours) {
    EXPECT_THAT(partners(2), testing::ElementsAre(1, 0));
    EXPECT_THAT(partners(4), testing::ElementsAre(1, 0, 3, 2));
}

TEST(cross_connect, sends_the_one_left_over_back) {
    EXPECT_THAT(partners(1), testing::ElementsAre(0));
    EXPECT_THAT(partners(3), testing::ElementsAre(1, 0, 2));
    EXPECT_EQ(partners(61)[60], 60);
}

TEST(cross_connect, knows_as_many_ports_as_a_run_can_have) {
    EXPECT_EQ(partners(max_ports)[61], 60);
    EXPECT_EQ(partners(max_ports)[60], 61);
}

TEST(cross_connect, gives_no_way_out_to_ports_it_was_not_told_of) {
    test::frames memory;
    burst b(memory.pool);
    test::put(b, "x", 5);
    cross_connect(2)(b);
    EXPECT_EQ(b[0].out_port, unrouted);
}

} // namespace THIS_TEST
} // namespace xdpk
