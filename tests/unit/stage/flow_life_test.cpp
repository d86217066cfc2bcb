// SPDX-License-Identifier: BSD-3-Clause
// How long flows live, and what happens when there are too many.
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
using cache = flow_cache<to_backend>;

constexpr std::uint8_t syn = tcp_header::syn;
constexpr std::uint8_t ack = tcp_header::ack;
constexpr std::uint8_t fin = tcp_header::fin | tcp_header::ack;
constexpr std::uint8_t rst = tcp_header::rst;
const flow_timeouts timeouts{};

class FlowLife : public testing::Test {
protected:
    FlowLife() { config_.flows = 32; }

    void make(const to_backend& stage = {}) {
        cache_ = std::make_unique<cache>(config_, stage);
        rig_ = std::make_unique<flow_rig<cache>>(*cache_);
    }
    passed forward(std::uint8_t flags, std::uint16_t port = 1000) {
        const passed out = rig_->pass(packet_spec{.protocol = ip_proto::tcp, .source_port = port, .tcp_flags = flags});
        if (out.out != to_drop)
            last_ = out.key();
        return out;
    }
    void reply(std::uint8_t flags) {
        packet_spec spec = reply_to(last_, ip_proto::tcp);
        spec.tcp_flags = flags;
        rig_->pass(spec);
    }
    void handshake() {
        forward(syn);
        reply(syn | ack);
        forward(ack);
    }
    void wait(std::uint32_t seconds) { rig_->now += seconds; }
    /// Whether a packet that changes nothing still finds the flow.
    bool lives() {
        const int before = cache_->stage<0>().asked;
        return cache_->flows().find(reversed(last_), rig_->now) != flow_table<xdpk_flow_record>::none &&
               before == cache_->stage<0>().asked;
    }

    flow_cache_config config_{};
    std::unique_ptr<cache> cache_;
    std::unique_ptr<flow_rig<cache>> rig_;
    flow_key last_{};
};

TEST_F(FlowLife, established_tcp_outlives_two_hours) {
    make();
    handshake();
    wait(7440);
    EXPECT_TRUE(lives());
    wait(1);
    EXPECT_FALSE(lives());
}

TEST_F(FlowLife, half_open_tcp_ends_after_four_minutes) {
    make();
    forward(syn);
    wait(240);
    EXPECT_TRUE(lives());
    wait(1);
    EXPECT_FALSE(lives());
}

TEST_F(FlowLife, one_fin_changes_nothing_both_end_it_soon) {
    make();
    handshake();
    forward(fin);
    wait(1000);
    EXPECT_TRUE(lives());
    reply(fin);
    wait(240);
    EXPECT_TRUE(lives());
    wait(1);
    EXPECT_FALSE(lives());
}

TEST_F(FlowLife, a_reset_ends_it_soon_unless_data_follow) {
    make();
    handshake();
    reply(rst);
    wait(200);
    reply(ack);
    wait(1000);
    EXPECT_TRUE(lives());
    forward(rst);
    wait(241);
    EXPECT_FALSE(lives());
}

TEST_F(FlowLife, a_closed_connection_may_open_again) {
    make();
    handshake();
    forward(fin);
    reply(fin);
    handshake();
    wait(1000);
    EXPECT_TRUE(lives());
    EXPECT_EQ(cache_->stage<0>().asked, 2);
}

TEST_F(FlowLife, either_direction_keeps_udp) {
    make();
    last_ = rig_->pass(packet_spec{}).key();
    for (int i = 0; i < 5; ++i) {
        wait(timeouts.udp);
        rig_->pass(reply_to(last_));
    }
    EXPECT_TRUE(lives());
    EXPECT_EQ(cache_->stage<0>().asked, 1);
    wait(timeouts.udp + 1);
    EXPECT_FALSE(lives());
}

TEST_F(FlowLife, one_way_tcp_is_established_by_the_clients_answer) {
    make({.one_way = true});
    forward(syn);
    EXPECT_EQ(cache_->flows().size(), 1);
    const flow_key key = last_;
    const auto found = [&] { return cache_->flows().find(key, rig_->now) != flow_table<xdpk_flow_record>::none; };
    wait(240);
    forward(ack);
    wait(7440);
    EXPECT_TRUE(found());
    forward(fin);
    wait(241);
    EXPECT_FALSE(found());
}

TEST_F(FlowLife, evicts_the_oldest_half_open_flow_and_no_established_one) {
    make();
    handshake();
    const flow_key established = last_;
    for (std::uint16_t port = 2000; port < 2100; ++port)
        EXPECT_NE(forward(syn, port).out, to_drop);
    EXPECT_EQ(cache_->flows().size(), cache_->flows().capacity());
    EXPECT_GT(cache_->flows().counters().evicted, 0);
    EXPECT_EQ(cache_->stage<0>().forgotten, cache_->flows().counters().evicted);
    last_ = established;
    EXPECT_TRUE(lives());
}

TEST_F(FlowLife, serves_without_keeping_when_all_are_established) {
    make();
    for (std::uint16_t port = 2000; port < 2100; ++port) {
        forward(syn, port);
        reply(syn | ack);
        forward(ack, port);
    }
    EXPECT_NE(forward(syn, 9999).out, to_drop);
    EXPECT_EQ(forward(syn, 9999).key().destination_port, be16{8080});
    EXPECT_GT(rig_->counter("not_kept"), 0);
    cache_->stage<0>().needs_state = true;
    EXPECT_EQ(forward(syn, 9999).out, to_drop);
    EXPECT_EQ(rig_->counter("full"), 1);
}

TEST_F(FlowLife, a_flood_is_served_without_being_kept) {
    config_.new_flows_per_second = 5;
    make();
    for (std::uint16_t port = 2000; port < 2010; ++port)
        EXPECT_NE(forward(syn, port).out, to_drop);
    EXPECT_EQ(cache_->flows().size(), 2 * 5);
    EXPECT_EQ(rig_->counter("not_kept"), 5);
    wait(1);
    forward(syn, 3000);
    EXPECT_EQ(cache_->flows().size(), 2 * 6);
}

TEST_F(FlowLife, picks_up_flows_in_their_middle_if_it_may) {
    make();
    EXPECT_NE(forward(ack).out, to_drop);
    config_.pick_up = false;
    make();
    EXPECT_EQ(forward(ack).out, to_drop);
    EXPECT_EQ(rig_->counter("no_flow"), 1);
    EXPECT_NE(forward(syn).out, to_drop);
}

} // namespace THIS_TEST
} // namespace xdpk
