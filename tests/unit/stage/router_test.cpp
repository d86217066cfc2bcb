// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/router.hpp>

#include "support/built_packets.hpp"

#include <xdpk/base/error.hpp>
#include <xdpk/net/flow_hash.hpp>

#include <algorithm>
#include <gtest/gtest.h>
#include <set>

namespace xdpk {
namespace THIS_TEST {

constexpr mac_address own{{2, 0, 0, 0, 0, 0xf1}};
constexpr mac_address other{{2, 0, 0, 0, 0, 0xf2}};
constexpr ipv4_address client{{198, 18, 0, 1}};
constexpr ipv4_address server{{198, 19, 0, 1}};
constexpr ipv4_address backend{{203, 0, 113, 7}};

static_assert(flow_stage<router>);

flow_decision decision(const ipv4_address& from, const ipv4_address& to, std::uint16_t port = 1024) {
    flow_decision d;
    std::ranges::copy(from.bytes, d.key.source.begin());
    std::ranges::copy(to.bytes, d.key.destination.begin());
    d.key.source_port = be16{port};
    d.key.protocol = ip_proto::udp;
    d.key.ip_version = 4;
    d.rewritten = d.key;
    return d;
}

/// 198.18.0.0/24 is at port 0, 203.0.113.0/24 at port 1; 198.19.0.0/16 is behind two gateways.
class router_test : public testing::Test {
protected:
    router_test() {
        for (const port_id port : {port_id{2}, port_id{3}})
            gateways.insert(hops->find_or_make({port, ipv4_address{{192, 0, 2, 1}}}));
        for (const std::uint16_t hop : gateways)
            hops->fix(hop, other, own);
        routes->set(ipv4_prefix{{{198, 18, 0, 0}}, 24}, {.kind = route_kind::connected, .port = 0});
        routes->set(ipv4_prefix{{{203, 0, 113, 0}}, 24}, {.kind = route_kind::connected, .port = 1});
        routes->set(ipv4_prefix{{{198, 19, 0, 0}}, 16}, {.hops = {{*gateways.begin()}, {*gateways.rbegin()}}});
        routes->set(ipv4_prefix{{{198, 19, 1, 0}}, 24}, {.kind = route_kind::blackhole});
        routes->set(ipv4_prefix{{{198, 19, 2, 0}}, 24}, {.kind = route_kind::unreachable});
        routes->set(ipv4_prefix{{{198, 19, 3, 0}}, 24}, {.kind = route_kind::local});
    }

    std::shared_ptr<forwarding_table> routes =
        std::make_shared<forwarding_table>(forwarding_table_config{.node_memory = 1U << 20U, .targets = 16});
    std::shared_ptr<hop_table> hops = std::make_shared<hop_table>(4);
    std::set<std::uint16_t> gateways;
    router stage{{.routes = routes, .hops = hops}};
};

TEST_F(router_test, gives_both_directions_a_hop_and_asks_for_it) {
    flow_decision d = decision(client, server);
    stage.decide(d);
    EXPECT_EQ(d.verdict, XDPK_FORWARD);
    EXPECT_TRUE(gateways.contains(d.hop));
    EXPECT_EQ(hops->of(d.reply_hop), (neighbour{0, client}));
    EXPECT_EQ(d.rewrite, XDPK_DECREMENT_TTL);
    std::array<std::uint16_t, 4> wanted{};
    ASSERT_EQ(hops->take_wanted(wanted), 1) << "the gateway is known";
    EXPECT_EQ(wanted[0], d.reply_hop);
}

TEST_F(router_test, what_this_host_sends_itself_keeps_its_ttl) {
    flow_decision d = decision({{198, 19, 3, 1}}, server);
    stage.decide(d);
    EXPECT_EQ(d.verdict, XDPK_FORWARD);
    EXPECT_EQ(d.rewrite, 0);
}

TEST_F(router_test, routes_by_what_the_stages_before_made_of_the_flow) {
    flow_decision d = decision(client, server);
    std::ranges::copy(backend.bytes, d.rewritten.destination.begin());
    stage.decide(d);
    EXPECT_EQ(hops->of(d.hop), (neighbour{1, backend}));
    flow_decision direct = decision(client, ipv4_address{{192, 0, 2, 99}});
    direct.route_to = backend;
    stage.decide(direct);
    EXPECT_EQ(direct.hop, d.hop);
    EXPECT_EQ(direct.verdict, XDPK_FORWARD);
}

TEST_F(router_test, a_flow_gets_one_of_several_gateways_by_its_hash) {
    std::set<std::uint16_t> used;
    for (std::uint16_t port = 1; port < 100; ++port) {
        flow_decision d = decision(client, server, port);
        stage.decide(d);
        used.insert(d.hop);
        EXPECT_EQ(d.hop, routes->find(server)->pick(flow_hash(d.key))) << "as the packet's own hash says";
    }
    EXPECT_EQ(used, gateways);
}

TEST_F(router_test, replies_go_back_to_one_of_several_gateways_by_their_own_hash) {
    for (std::uint16_t port = 1; port < 100; ++port) {
        flow_decision d = decision(server, client, port);
        std::ranges::copy(backend.bytes, d.rewritten.destination.begin());
        stage.decide(d);
        EXPECT_EQ(d.reply_hop, routes->find(server)->pick(flow_hash(reversed(d.rewritten))));
    }
}

TEST_F(router_test, says_no_with_a_reason) {
    const auto verdict_on = [this](const ipv4_address& from, const ipv4_address& to) {
        flow_decision d = decision(from, to);
        stage.decide(d);
        return d.verdict;
    };
    EXPECT_EQ(verdict_on(client, {{192, 0, 2, 1}}), XDPK_REJECT);
    EXPECT_EQ(test::count(stage, "no_route"), 1);
    EXPECT_EQ(verdict_on(client, {{198, 19, 1, 1}}), XDPK_DROP);
    EXPECT_EQ(test::count(stage, "blackhole"), 1);
    EXPECT_EQ(verdict_on(client, {{198, 19, 2, 1}}), XDPK_REJECT);
    EXPECT_EQ(test::count(stage, "unreachable"), 1);
    EXPECT_EQ(verdict_on({{127, 0, 0, 1}}, server), XDPK_DROP);
    EXPECT_EQ(verdict_on(client, {{127, 0, 0, 1}}), XDPK_DROP);
    EXPECT_EQ(test::count(stage, "martian"), 2);
    EXPECT_EQ(verdict_on(client, {{198, 19, 3, 1}}), XDPK_KERNEL);
    EXPECT_EQ(verdict_on(client, {{224, 0, 0, 1}}), XDPK_KERNEL);
}

TEST_F(router_test, a_flow_that_finds_no_room_for_its_hop_is_dropped) {
    hops->find_or_make({5, client});
    hops->find_or_make({6, client});
    flow_decision d = decision(client, backend);
    stage.decide(d);
    EXPECT_EQ(d.verdict, XDPK_DROP);
    EXPECT_EQ(test::count(stage, "hops_full"), 1);
}

TEST_F(router_test, without_a_way_back_replies_have_no_hop) {
    flow_decision d = decision({{192, 0, 2, 1}}, server);
    stage.decide(d);
    EXPECT_EQ(d.verdict, XDPK_FORWARD);
    EXPECT_EQ(d.reply_hop, hop_table::none);
    EXPECT_THROW(router({}), error);
}

} // namespace THIS_TEST
} // namespace xdpk
