// SPDX-License-Identifier: BSD-3-Clause
// Routes into tunnels.
#include <xdpk/stage/router.hpp>

#include "load_balancer_rig.hpp"

#include <xdpk/base/error.hpp>

#include <gtest/gtest.h>

namespace xdpk {
namespace THIS_TEST {

using test::count_of;
using test::ip;
using test::key_of;

ipv4_prefix block(std::string_view address, std::uint8_t length) {
    return {std::get<ipv4_address>(ip(address)), length};
}

tunnel_header vxlan_to(std::string_view node) {
    return make_tunnel({.type = tunnel_type::vxlan, .source = ip("192.0.2.1"), .destination = ip(node), .key = 7});
}

/// Clients are at port 0, nodes at port 1; pods of node 2 and 3 behind tunnels 1 and 2.
class RouterTunnel : public testing::Test {
protected:
    RouterTunnel() {
        routes_->set(block("198.18.0.0", 16), {.kind = route_kind::connected, .port = 0});
        routes_->set(block("192.0.2.0", 24), {.kind = route_kind::connected, .port = 1});
        routes_->set(block("10.2.0.0", 16), {.kind = route_kind::tunnel, .tunnel = 1});
        routes_->set(block("10.3.0.0", 16), {.kind = route_kind::tunnel, .tunnel = 2});
    }

    flow_decision decide(std::string_view from, std::string_view to) {
        flow_decision d;
        d.key = d.rewritten = key_of(from, 1024, to, 80);
        stage_.decide(d);
        return d;
    }

    std::shared_ptr<forwarding_table> routes_ =
        std::make_shared<forwarding_table>(forwarding_table_config{.node_memory = 1U << 20U, .targets = 16});
    std::shared_ptr<hop_table> hops_ = std::make_shared<hop_table>(8);
    router stage_{{.routes = routes_, .hops = hops_, .tunnels = {vxlan_to("192.0.2.2"), vxlan_to("192.0.2.3")}}};
};

TEST_F(RouterTunnel, packets_go_to_the_tunnels_other_end) {
    const flow_decision d = decide("198.18.0.1", "10.3.0.9");
    EXPECT_EQ(d.verdict, XDPK_FORWARD);
    EXPECT_EQ(d.tunnel, 2);
    EXPECT_EQ(hops_->of(d.hop), (neighbour{1, ip("192.0.2.3")}));
    EXPECT_EQ(d.rewrite, XDPK_DECREMENT_TTL);
    EXPECT_EQ(d.reply_tunnel, 0);
    EXPECT_EQ(hops_->of(d.reply_hop), (neighbour{0, ip("198.18.0.1")}));
}

TEST_F(RouterTunnel, replies_to_who_is_behind_a_tunnel_go_into_it) {
    const flow_decision d = decide("10.2.0.9", "198.18.0.1");
    EXPECT_EQ(d.tunnel, 0);
    EXPECT_EQ(hops_->of(d.hop), (neighbour{0, ip("198.18.0.1")}));
    EXPECT_EQ(d.reply_tunnel, 1);
    EXPECT_EQ(hops_->of(d.reply_hop), (neighbour{1, ip("192.0.2.2")}));
}

TEST_F(RouterTunnel, the_other_end_may_be_behind_gateways) {
    const std::uint16_t gateway = hops_->find_or_make({2, ip("203.0.113.1")});
    routes_->set(block("192.0.2.2", 32), {.hops = {{gateway}}});
    EXPECT_EQ(decide("198.18.0.1", "10.2.0.9").hop, gateway);
    EXPECT_EQ(decide("10.2.0.9", "198.18.0.1").reply_hop, gateway);
}

TEST_F(RouterTunnel, without_a_way_to_the_other_end_senders_are_told) {
    routes_->erase(block("192.0.2.0", 24));
    const flow_decision d = decide("198.18.0.1", "10.2.0.9");
    EXPECT_EQ(d.verdict, XDPK_REJECT);
    EXPECT_EQ(d.why, refusal::net_unreachable);
    EXPECT_EQ(count_of(stage_, "no_route"), 1);
    const flow_decision back = decide("10.2.0.9", "198.18.0.1");
    EXPECT_EQ(back.verdict, XDPK_FORWARD);
    EXPECT_EQ(back.reply_tunnel, 0) << "rather than with no way out";
    routes_->set(block("192.0.2.0", 24), {.kind = route_kind::unreachable});
    EXPECT_EQ(decide("198.18.0.1", "10.2.0.9").why, refusal::host_unreachable);
}

TEST_F(RouterTunnel, there_is_no_tunnel_within_a_tunnel) {
    routes_->set(block("192.0.2.2", 32), {.kind = route_kind::tunnel, .tunnel = 2});
    EXPECT_EQ(decide("198.18.0.1", "10.2.0.9").verdict, XDPK_DROP);
    EXPECT_EQ(decide("10.2.0.9", "198.18.0.1").reply_hop, hop_table::none);
    routes_->set(block("192.0.2.2", 32), {.kind = route_kind::local});
    EXPECT_EQ(decide("198.18.0.1", "10.2.0.9").verdict, XDPK_DROP);
    flow_decision balanced;
    balanced.key = balanced.rewritten = key_of("198.18.0.1", 1024, "203.0.113.1", 80);
    balanced.tunnel = 3;
    balanced.route_to = ip("10.3.0.9");
    stage_.decide(balanced);
    EXPECT_EQ(balanced.verdict, XDPK_DROP);
    EXPECT_EQ(count_of(stage_, "no_tunnel"), 3);
}

TEST_F(RouterTunnel, a_route_into_a_tunnel_that_is_not_configured_drops) {
    routes_->set(block("10.4.0.0", 16), {.kind = route_kind::tunnel, .tunnel = 3});
    EXPECT_EQ(decide("198.18.0.1", "10.4.0.9").verdict, XDPK_DROP);
    EXPECT_EQ(count_of(stage_, "no_tunnel"), 1);
    EXPECT_THROW(routes_->set(block("10.5.0.0", 16), {.kind = route_kind::tunnel}), error);
}

TEST_F(RouterTunnel, a_balancers_tunnels_come_behind_the_routers) {
    load_balancer_config config{.services = {test::web(2, forwarding_mode::tunnel)}, .tunnels_before = 2};
    const auto table = std::make_shared<const load_balancer_table>(config);
    load_balancer balancer(table);
    flow_decision d = test::decide(balancer, test::client(1));
    EXPECT_EQ(d.tunnel, 2 + d.account[1]);
    EXPECT_EQ(destination_of(table->tunnels()[d.tunnel - 3U]), d.route_to);
    config.tunnels_before = 65534;
    EXPECT_THROW(load_balancer_table{config}, error);
}

} // namespace THIS_TEST
} // namespace xdpk
