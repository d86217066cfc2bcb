// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/mac_update.hpp>

#include "support/frames.hpp"

#include <gtest/gtest.h>
#include <vector>

namespace xdpk {
namespace THIS_TEST {

struct some_port {
    port_id id;
    mac_address mac;
};

const std::vector<some_port> ports{{0, {{'A', 'B', 'C', 'D', 'E', 'F'}}}, {61, {{'G', 'H', 'I', 'J', 'K', 'L'}}}};

std::string updated(port_id out) {
    test::frames memory;
    burst b(memory.pool);
    test::put(b, "............rest").out_port = out;
    mac_update stage(ports);
    stage(b);
    EXPECT_EQ(b[0].out_port, out);
    return test::text_of(b, b[0]);
}

TEST(mac_update, writes_the_addresses_of_the_way_out) {
    using namespace std::string_literals;
    EXPECT_EQ(updated(0), "\x02\0\0\0\0\0"s + "ABCDEFrest");
    EXPECT_EQ(updated(61), "\x02\0\0\0\0\x3d"s + "GHIJKLrest");
}

TEST(mac_update, leaves_what_leaves_by_no_port) {
    EXPECT_EQ(updated(to_drop), "............rest");
    EXPECT_EQ(updated(unrouted), "............rest");
}

} // namespace THIS_TEST
} // namespace xdpk
