// SPDX-License-Identifier: BSD-3-Clause
// Flows that are decided anew after the configuration changed.
#include <xdpk/stage/flow_cache.hpp>

#include "flow_stages.hpp"

#include "support/flow_rig.hpp"

#include <gtest/gtest.h>

namespace xdpk {
namespace THIS_TEST {

using test::flow_rig;
using test::passed;
using test::reply_to;
using test::to_backend;

/// Keeps the port that a flow was given before.
struct keeping : to_backend {
    bool keep = true;
    void decide(flow_decision& d) noexcept {
        to_backend::decide(d);
        if (keep && d.before != nullptr)
            d.rewritten.destination_port = be16::from_raw(d.before->destination_port);
    }
};
using cache = flow_cache<keeping>;

class FlowAnew : public testing::Test {
protected:
    cache cache_{flow_cache_config{.flows = 32, .accounts = {3, 3}}, keeping{}};
    flow_rig<cache> rig_{cache_};
    keeping& stage() { return cache_.stage<0>(); }
    void change(std::uint16_t port) {
        stage().port = port;
        cache_.new_epoch();
    }
};

TEST_F(FlowAnew, a_flow_keeps_what_its_stages_keep) {
    const packet_spec spec{};
    const passed before = rig_.pass(spec);
    change(9090);
    EXPECT_EQ(rig_.pass(spec).bytes, before.bytes);
    EXPECT_EQ(stage().asked, 2);
    EXPECT_EQ(rig_.pass(spec).bytes, before.bytes);
    EXPECT_EQ(stage().asked, 2);
    EXPECT_EQ(stage().forgotten, 1);
    EXPECT_EQ(rig_.pass(packet_spec{.source_port = 99}).key().destination_port, be16{9090});
}

TEST_F(FlowAnew, a_reply_has_its_flow_decided_anew_too) {
    const passed before = rig_.pass(packet_spec{});
    change(9090);
    const passed back = rig_.pass(reply_to(before.key()));
    EXPECT_TRUE(back.sound());
    EXPECT_EQ(back.key().source_address(), ip_address(packet_spec{}.destination));
    EXPECT_EQ(stage().asked, 2);
    EXPECT_EQ(rig_.pass(packet_spec{}).bytes, before.bytes);
    EXPECT_EQ(stage().asked, 2);
}

TEST_F(FlowAnew, a_flow_that_cannot_be_kept_gets_new_keys) {
    const passed before = rig_.pass(packet_spec{});
    stage().keep = false;
    change(9090);
    const passed after = rig_.pass(packet_spec{});
    EXPECT_TRUE(after.sound());
    EXPECT_EQ(after.key().destination_port, be16{9090});
    EXPECT_EQ(cache_.flows().size(), 2);
    EXPECT_EQ(stage().forgotten, 1);
    EXPECT_TRUE(rig_.pass(reply_to(after.key())).sound());
    EXPECT_EQ(stage().asked, 2);
    // Nobody knows the old backend's replies any more: they begin a flow.
    rig_.pass(reply_to(before.key()));
    EXPECT_EQ(stage().asked, 3);
}

TEST_F(FlowAnew, established_flows_are_refused_when_the_policy_changes_and_come_back) {
    const packet_spec spec{};
    const passed before = rig_.pass(spec);
    stage().verdict = XDPK_DROP;
    cache_.new_epoch();
    EXPECT_EQ(rig_.pass(reply_to(before.key())).out, to_drop);
    EXPECT_EQ(rig_.pass(spec).out, to_drop);
    stage().verdict = XDPK_FORWARD;
    cache_.new_epoch();
    EXPECT_EQ(rig_.pass(spec).bytes, before.bytes);
    EXPECT_TRUE(rig_.pass(reply_to(before.key())).sound());
    EXPECT_EQ(cache_.flows().size(), 2);
}

TEST_F(FlowAnew, counts_go_on) {
    const std::vector<std::byte> packet = build_packet(packet_spec{});
    rig_.pass(packet);
    change(9090);
    rig_.pass(packet);
    const auto flow = cache_.flows().find(passed{packet}.key(), rig_.now);
    ASSERT_NE(flow, flow_table<xdpk_flow_record>::none);
    EXPECT_EQ(cache_.flows().value(flow).packets, 2);
    EXPECT_EQ(cache_.sums(1)[1].packets.get(), 2);
}

TEST_F(FlowAnew, an_established_connection_stays_established) {
    const auto tcp = [](std::uint8_t flags) { return packet_spec{.protocol = ip_proto::tcp, .tcp_flags = flags}; };
    packet_spec reply = reply_to(rig_.pass(tcp(tcp_header::syn)).key(), ip_proto::tcp);
    reply.tcp_flags = tcp_header::syn | tcp_header::ack;
    rig_.pass(reply);
    stage().keep = false;
    change(9090);
    const passed moved = rig_.pass(tcp(tcp_header::ack));
    const auto flow = cache_.flows().find(reversed(moved.key()), rig_.now + 7000);
    ASSERT_NE(flow, flow_table<xdpk_flow_record>::none);
    EXPECT_EQ(cache_.flows().phase(flow), flow_phase::established);
}

TEST(FlowTunnels, what_has_lost_its_tunnel_does_not_leave_in_the_open) {
    struct into_tunnel {
        void decide(flow_decision& d) noexcept { d.tunnel = 1; }
    };
    flow_cache_config config{.flows = 32};
    config.tunnels.push_back(
        make_tunnel({.source = ipv4_address{{192, 0, 2, 1}}, .destination = ipv4_address{{192, 0, 2, 2}}}));
    flow_cache<into_tunnel> cache(config, into_tunnel{});
    flow_rig rig(cache);
    EXPECT_EQ(rig.pass(packet_spec{}).key().protocol, ip_proto::ipip);
    cache.set_tunnels({});
    cache.new_epoch();
    EXPECT_EQ(rig.pass(packet_spec{}).out, to_drop);
    EXPECT_EQ(rig.counter("dropped"), 1);
}

TEST(FlowKeys, the_same_reply_key_is_asked_for_again_and_refused) {
    // Two clients that a stage gives the same source are one to the backend.
    struct same_source : to_backend {
        void decide(flow_decision& d) noexcept {
            to_backend::decide(d);
            d.rewritten.source = {};
            d.rewritten.source_port = be16{static_cast<std::uint16_t>(5000 + (asked > 3 ? d.attempt : 0))};
        }
    };
    flow_cache<same_source> hiding(flow_cache_config{.flows = 32}, same_source{});
    flow_rig rig(hiding);
    EXPECT_NE(rig.pass(packet_spec{.source_port = 1}).out, to_drop);
    EXPECT_NE(rig.pass(packet_spec{.source_port = 2}).out, to_drop);
    EXPECT_EQ(hiding.flows().size(), 4);
    EXPECT_EQ(hiding.stage<0>().asked - hiding.stage<0>().forgotten, 2);
}

} // namespace THIS_TEST
} // namespace xdpk
