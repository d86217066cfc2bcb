// SPDX-License-Identifier: BSD-3-Clause
#include "stages/nat_routing.hpp"

#include "support/addresses.hpp"

#include <gtest/gtest.h>

namespace xdpk {
namespace THIS_TEST {

using namespace stages;
using test::block;
using test::ip;

const std::vector<port_info> ports{{.id = 0, .name = "inside", .mac = {{2, 0, 0, 0, 0, 0xf0}}},
                                   {.id = 1, .name = "outside", .mac = {{2, 0, 0, 0, 0, 0xf1}}}};
const routing_config addresses{.addresses = {{0, ip("10.0.0.1"), 24}, {1, ip("198.51.100.1"), 24}}};

external_routing made_for(const nat_config& nat) { return make_external_routing(addresses, external_of(nat), ports); }

TEST(nat_routing, answers_for_external_addresses_in_a_ports_network) {
    const external_routing made =
        made_for({.pools = {{.name = "a", .addresses = {block("198.51.100.1"), block("198.51.100.16/30")}},
                            {.name = "b", .addresses = {block("203.0.113.0/24")}}},
                  .statics = {{.name = "mail", .external = ip("198.51.100.25"), .internal = ip("10.0.0.25")}},
                  .forwards = {{.name = "web", .external = ip("198.51.100.26"), .internal = ip("10.0.0.26")}}});
    for (const char* address : {"198.51.100.1", "198.51.100.16", "198.51.100.19", "198.51.100.25", "198.51.100.26"}) {
        ASSERT_NE(made.answered.find(1, ip(address)), nullptr) << address;
        EXPECT_EQ(made.answered.find(1, ip(address))->mac, ports[1].mac);
        EXPECT_EQ(made.answered.find(0, ip(address)), nullptr) << address;
        EXPECT_EQ(made.way.routes->find(ip(address))->kind(), route_kind::local) << address;
    }
    EXPECT_NE(made.answered.find(0, ip("10.0.0.1")), nullptr);
    for (const char* other : {"198.51.100.2", "198.51.100.15", "198.51.100.20", "203.0.113.5"})
        EXPECT_EQ(made.answered.find(1, ip(other)), nullptr) << other;
    EXPECT_EQ(made.way.routes->find(ip("203.0.113.5"))->kind(), route_kind::local);
    EXPECT_EQ(made.way.routes->find(ip("198.51.100.2"))->kind(), route_kind::connected);
    EXPECT_EQ(made.way.own.find(1, ip("198.51.100.16")), nullptr) << "it is not our own";
}

TEST(nat_routing, a_pool_larger_than_the_network_is_answered_for_in_it) {
    const external_routing made = made_for({.pools = {{.name = "a", .addresses = {block("198.51.0.0/16")}}}});
    EXPECT_NE(made.answered.find(1, ip("198.51.100.77")), nullptr);
    EXPECT_EQ(made.answered.find(1, ip("198.51.101.77")), nullptr);
}

} // namespace THIS_TEST
} // namespace xdpk
