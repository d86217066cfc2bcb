// SPDX-License-Identifier: BSD-3-Clause
#include "stages/routing.hpp"

#include "support/addresses.hpp"

#include <xdpk/base/error.hpp>

#include <gtest/gtest.h>
#include <set>
#include <string>

namespace xdpk {
namespace THIS_TEST {

using namespace stages;
using test::block;
using test::ip;

constexpr mac_address mac_of(std::uint8_t port) { return {{2, 0, 0, 0, 0, port}}; }

const std::vector<port_info> ports{{.id = 0, .name = "inside", .mac = mac_of(0), .mtu = 1500},
                                   {.id = 1, .name = "outside", .mac = mac_of(1), .mtu = 70000}};

routing_config two_networks() {
    return {.addresses = {
                {0, ip("10.0.0.1"), 24}, {1, ip("198.18.0.1"), 24}, {0, ip("fd00::1"), 64}, {1, ip("198.18.0.2"), 24}}};
}

const route_group& route_to(const routing& made, const std::string& address) {
    static const route_group none({.kind = route_kind::blackhole});
    const route_group* const found = made.routes->find(ip(address));
    EXPECT_NE(found, nullptr) << address;
    return found != nullptr ? *found : none;
}

std::string complaint(const routing_config& config) {
    try {
        (void)make_routing(config, ports);
    } catch (const error& e) {
        return e.what();
    }
    return "none";
}

TEST(routing, our_networks_are_connected_and_our_addresses_local) {
    const routing made = make_routing(two_networks(), ports);
    EXPECT_EQ(route_to(made, "10.0.0.9").kind(), route_kind::connected);
    EXPECT_EQ(route_to(made, "10.0.0.9").port(), 0);
    EXPECT_EQ(route_to(made, "198.18.0.9").port(), 1);
    EXPECT_EQ(route_to(made, "fd00::9").port(), 0);
    for (const char* local : {"10.0.0.1", "10.0.0.255", "198.18.0.2", "fd00::1"})
        EXPECT_EQ(route_to(made, local).kind(), route_kind::local) << local;
    EXPECT_EQ(made.routes->find(ip("10.0.1.0")), nullptr);
    ASSERT_NE(made.own.find(1, ip("198.18.0.2")), nullptr);
    EXPECT_EQ(made.own.find(1, ip("198.18.0.2"))->mac, mac_of(1));
    EXPECT_EQ(made.own.find(0, ip("198.18.0.2")), nullptr);
    EXPECT_EQ(made.mtu[0], 1500);
    EXPECT_EQ(made.mtu[1], 0) << "no packet is that large";
    EXPECT_EQ(ip_address(made.errors.v4.value_or(ipv4_address{})), ip("10.0.0.1"));
    EXPECT_EQ(ip_address(made.errors.v6.value_or(ipv6_address{})), ip("fd00::1"));
}

TEST(routing, networks_of_two_have_no_broadcast_address) {
    const routing made = make_routing({.addresses = {{0, ip("10.0.0.0"), 31}, {1, ip("10.9.0.1"), 32}}}, ports);
    EXPECT_EQ(route_to(made, "10.0.0.1").kind(), route_kind::connected);
    EXPECT_EQ(route_to(made, "10.9.0.1").kind(), route_kind::local);
}

TEST(routing, gateways_are_at_the_port_of_the_longest_network) {
    routing_config config = two_networks();
    config.addresses.push_back({0, ip("198.18.0.129"), 25});
    config.routes = {{.destination = everything_like(ip("0.0.0.0")), .via = ip("198.18.0.254")},
                     {.destination = block("203.0.113.0/24"), .via = ip("198.18.0.126")},
                     {.destination = block("2001:db8::/32"), .via = ip("fe80::1"), .port = port_id{1}}};
    const routing made = make_routing(config, ports);
    const auto hop_to = [&](const char* address) { return made.hops->of(route_to(made, address).pick(0)); };
    EXPECT_EQ(hop_to("8.8.8.8"), (neighbour{0, ip("198.18.0.254")}));
    EXPECT_EQ(hop_to("203.0.113.5"), (neighbour{1, ip("198.18.0.126")}));
    EXPECT_EQ(hop_to("2001:db8::5"), (neighbour{1, ip("fe80::1")}));
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(made.hops->sweep(), 0) << "routes keep their hops";
}

TEST(routing, routes_for_one_prefix_share_its_flows) {
    routing_config config = two_networks();
    config.routes = {{.destination = block("203.0.113.0/24"), .via = ip("198.18.0.253"), .weight = 3},
                     {.destination = block("203.0.113.0/24"), .via = ip("198.18.0.254")}};
    const routing made = make_routing(config, ports);
    const std::uint16_t heavy = made.hops->find({1, ip("198.18.0.253")});
    unsigned by_heavy = 0;
    constexpr unsigned flows = 10000;
    for (unsigned i = 0; i < flows; ++i)
        by_heavy += route_to(made, "203.0.113.7").pick(i * 2654435761U) == heavy ? 1 : 0;
    EXPECT_NEAR(by_heavy, flows * 3 / 4, flows / 20);
}

TEST(routing, kinds_of_routes_and_networks_without_an_address) {
    routing_config config = two_networks();
    config.routes = {{.destination = block("10.1.0.0/16"), .port = port_id{1}},
                     {.destination = block("10.2.0.0/16"), .kind = route_kind::blackhole},
                     {.destination = block("10.3.0.0/16"), .kind = route_kind::unreachable}};
    const routing made = make_routing(config, ports);
    EXPECT_EQ(route_to(made, "10.1.0.1").kind(), route_kind::connected);
    EXPECT_EQ(route_to(made, "10.1.0.1").port(), 1);
    EXPECT_EQ(route_to(made, "10.2.0.1").kind(), route_kind::blackhole);
    EXPECT_EQ(route_to(made, "10.3.0.1").kind(), route_kind::unreachable);
}

TEST(routing, static_neighbours_are_known_from_the_start) {
    routing_config config = two_networks();
    config.neighbours = {{1, ip("198.18.0.77"), mac_of(77)}};
    const auto hops = std::make_shared<hop_table>(8);
    const routing made = make_routing(config, ports, hops);
    EXPECT_EQ(made.hops, hops);
    const flow_hop hop = (*hops)[hops->find({1, ip("198.18.0.77")})];
    EXPECT_EQ(hop.port, 1);
    EXPECT_EQ(hop.destination, mac_of(77));
    EXPECT_EQ(hop.source, mac_of(1));
}

TEST(routing, a_refused_configuration_changes_no_hop) {
    routing_config config = two_networks();
    config.neighbours = {{1, ip("198.18.0.77"), mac_of(77)}, {7, ip("198.18.0.78"), mac_of(78)}};
    const auto hops = std::make_shared<hop_table>(8);
    EXPECT_THROW((void)make_routing(config, ports, hops), error);
    EXPECT_EQ((*hops)[hops->find({1, ip("198.18.0.77")})].port, unrouted);
}

TEST(routing, says_what_contradicts_what) {
    const auto with = [](const static_route& route) {
        routing_config config = two_networks();
        config.routes = {route};
        return complaint(config);
    };
    const address_block there = block("203.0.113.0/24");
    EXPECT_NE(with({.destination = there, .via = ip("192.0.2.1")}).find("its gateway 192.0.2.1 is in no network"),
              std::string::npos);
    EXPECT_NE(with({.destination = there, .via = ip("10.0.0.1")}).find("is ourselves"), std::string::npos);
    EXPECT_NE(with({.destination = there}).find("route 203.0.113.0/24: says not where to"), std::string::npos);
    EXPECT_NE(with({.destination = there, .port = port_id{5}}).find("there is no port 5"), std::string::npos);
    EXPECT_NE(with({.destination = there, .via = ip("10.0.0.2"), .weight = 0}).find("weight"), std::string::npos);
    EXPECT_NE(with({.destination = there, .port = port_id{0}, .kind = route_kind::blackhole}).find("goes nowhere"),
              std::string::npos);
    EXPECT_NE(complaint({.addresses = {{0, ip("10.0.0.1"), 33}}}).find("no network has such a length"),
              std::string::npos);
    EXPECT_NE(complaint({.addresses = {{2, ip("10.0.0.1"), 24}}}).find("there is no port 2"), std::string::npos);
    EXPECT_NE(complaint({.addresses = {{0, ip("10.0.0.1"), 24}, {1, ip("10.0.0.1"), 25}}}).find("is there twice"),
              std::string::npos);
    EXPECT_NE(complaint({.addresses = {{0, ip("10.0.0.1"), 24}, {1, ip("10.0.0.2"), 24}}}).find("another port too"),
              std::string::npos);
    EXPECT_NE(complaint({.neighbours = {{0, ip("10.0.0.2"), {}}, {0, ip("10.0.0.3"), {}}}, .hops = 1}).find("no room"),
              std::string::npos);
    routing_config twice = two_networks();
    twice.routes = {{.destination = there, .via = ip("10.0.0.2")}, {.destination = there, .port = port_id{0}}};
    EXPECT_NE(complaint(twice).find("is there several times"), std::string::npos);
}

} // namespace THIS_TEST
} // namespace xdpk
