// SPDX-License-Identifier: BSD-3-Clause
#include "stages/live_routing.hpp"

#include "support/addresses.hpp"

#include <xdpk/base/error.hpp>

#include <gtest/gtest.h>
#include <string>

namespace xdpk {
namespace THIS_TEST {

using namespace stages;
using test::block;
using test::ip;

class LiveRouting : public testing::Test {
protected:
    [[nodiscard]] const route_group* route_to(const std::string& address) const {
        return live_.now().routes->find(ip(address));
    }
    [[nodiscard]] std::uint16_t gateway_of(const std::string& address) const {
        return live_.now().hops->find({0, ip(address)});
    }

    live_routing live_{routing_config{.addresses = {{0, ip("10.0.0.1"), 24}}}, {}, {}, {{.id = 0, .name = "lan"}}};
};

TEST_F(LiveRouting, routes_come_and_go_while_it_runs) {
    live_.update();
    live_.set({.destination = block("192.0.2.0/24"), .via = ip("10.0.0.9")});
    EXPECT_TRUE(live_.update().routes);
    ASSERT_NE(route_to("192.0.2.1"), nullptr);
    EXPECT_EQ(route_to("192.0.2.1")->pick(0), gateway_of("10.0.0.9"));
    EXPECT_TRUE(live_.now().hops->is_kept(gateway_of("10.0.0.9")));
    live_.erase(block("192.0.2.0/24"));
    EXPECT_TRUE(live_.update().routes);
    EXPECT_EQ(route_to("192.0.2.1"), nullptr);
    EXPECT_FALSE(live_.now().hops->is_kept(gateway_of("10.0.0.9")));
}

TEST_F(LiveRouting, a_gateway_stays_while_any_route_leads_to_it) {
    live_.set({.destination = block("192.0.2.0/24"), .via = ip("10.0.0.9")});
    live_.set({.destination = block("198.51.100.0/24"), .via = ip("10.0.0.9")});
    live_.set({.destination = block("192.0.2.0/24"), .kind = route_kind::blackhole});
    EXPECT_EQ(route_to("192.0.2.1")->kind(), route_kind::blackhole);
    EXPECT_TRUE(live_.now().hops->is_kept(gateway_of("10.0.0.9")));
    live_.erase(block("198.51.100.0/24"));
    EXPECT_FALSE(live_.now().hops->is_kept(gateway_of("10.0.0.9")));
}

TEST_F(LiveRouting, what_cannot_be_changes_nothing) {
    EXPECT_THROW(live_.set({.destination = block("192.0.2.0/24"), .via = ip("203.0.113.1")}), error);
    EXPECT_THROW(live_.set({.destination = block("192.0.2.0/24")}), error);
    EXPECT_THROW(live_.erase(block("192.0.2.0/24")), error);
    EXPECT_EQ(route_to("192.0.2.1"), nullptr);
}

} // namespace THIS_TEST
} // namespace xdpk
