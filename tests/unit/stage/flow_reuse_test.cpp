// SPDX-License-Identifier: BSD-3-Clause
// A TCP connection with the ports of one before it.
#include <xdpk/stage/flow_cache.hpp>

#include "flow_stages.hpp"

#include "support/flow_rig.hpp"

#include <gtest/gtest.h>

namespace xdpk {
namespace THIS_TEST {

using test::passed;
using test::to_backend;
using cache = flow_cache<to_backend>;

constexpr std::uint8_t syn = tcp_header::syn;
constexpr std::uint8_t ack = tcp_header::ack;
constexpr std::uint8_t fin = tcp_header::fin | tcp_header::ack;
constexpr std::uint8_t rst = tcp_header::rst;

class FlowReuse : public testing::Test {
protected:
    passed forward(std::uint8_t flags) {
        const passed out = rig_.pass(packet_spec{.protocol = ip_proto::tcp, .tcp_flags = flags});
        last_ = out.key();
        return out;
    }
    void reply(std::uint8_t flags) {
        packet_spec spec = test::reply_to(last_, ip_proto::tcp);
        spec.tcp_flags = flags;
        rig_.pass(spec);
    }
    void connect() {
        forward(syn);
        reply(syn | ack);
        forward(ack);
    }
    to_backend& stage() { return cache_.stage<0>(); }

    cache cache_{flow_cache_config{.flows = 32, .accounts = {1, 2}}, to_backend{}};
    test::flow_rig<cache> rig_{cache_};
    flow_key last_{};
};

TEST_F(FlowReuse, after_both_ends_are_done_it_is_decided_for) {
    connect();
    forward(fin);
    reply(fin);
    forward(ack);
    EXPECT_EQ(stage().asked, 1) << "the last packets are the old one's";
    stage().port = 9090;
    EXPECT_EQ(forward(syn).key().destination_port, be16{9090});
    EXPECT_EQ(stage().asked, 2);
    EXPECT_EQ(stage().forgotten, 1);
    EXPECT_EQ(cache_.flows().size(), 2);
}

TEST_F(FlowReuse, after_a_reset_too) {
    connect();
    forward(rst);
    reply(syn | ack);
    EXPECT_EQ(stage().asked, 1) << "what does not open a connection revives the old one";
    forward(rst);
    forward(syn);
    EXPECT_EQ(stage().asked, 2);
}

TEST_F(FlowReuse, a_syn_within_a_connection_is_the_connections) {
    connect();
    forward(fin);
    forward(syn);
    EXPECT_EQ(stage().asked, 1);
}

} // namespace THIS_TEST
} // namespace xdpk
