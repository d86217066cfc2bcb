// SPDX-License-Identifier: BSD-3-Clause
// Which flows the cache offers to XDP, and when it wants them back.
#include "push_rig.hpp"

#include <gtest/gtest.h>

namespace xdpk::test {
namespace THIS_TEST {

using cache = flow_cache<routed_to_backend>;

constexpr std::uint8_t syn = tcp_header::syn;
constexpr std::uint8_t ack = tcp_header::ack;
constexpr std::uint8_t fin = tcp_header::fin | tcp_header::ack;
constexpr std::uint8_t rst = tcp_header::rst;

class FlowPush : public testing::Test {
protected:
    explicit FlowPush(std::size_t room = 64)
        : link_(std::make_shared<push_link>(push_policy{.packets = 4, .seconds = 2}, room)),
          cache_({.flows = 64, .accounts = {1, 2}, .hops = hops_, .push = link_}, routed_to_backend{}), rig_(cache_) {}

    void send(int packets, packet_spec spec = {}) {
        for (int i = 0; i < packets; ++i)
            rig_.pass(spec);
    }
    void tcp(std::uint8_t flags) { send(1, {.protocol = ip_proto::tcp, .tcp_flags = flags}); }
    void tcp_reply(std::uint8_t flags) {
        packet_spec spec{.source = backend,
                         .destination = packet_spec{}.source,
                         .protocol = ip_proto::tcp,
                         .source_port = 8080,
                         .destination_port = packet_spec{}.source_port,
                         .tcp_flags = flags};
        send(1, spec);
    }
    void connect() {
        tcp(syn);
        tcp_reply(syn | ack);
    }
    std::vector<push_notice> said() {
        std::vector<push_notice> all(64);
        all.resize(link_->take(all));
        return all;
    }

    std::shared_ptr<hop_table> hops_ = two_hops();
    std::shared_ptr<push_link> link_;
    cache cache_;
    flow_rig<cache> rig_;
};

TEST_F(FlowPush, offers_a_fast_flow_once_with_all_that_xdp_needs) {
    send(3);
    EXPECT_TRUE(said().empty());
    send(9);
    const auto notices = said();
    ASSERT_EQ(notices.size(), 1);
    const push_notice& offer = notices[0];
    EXPECT_EQ(offer.wish, push_wish::offer);
    EXPECT_EQ(offer.key, cache_.flows().key(offer.flow));
    EXPECT_EQ(offer.hop.port, 1);
    EXPECT_EQ(offer.hop.destination, (*hops_)[1].destination);
    EXPECT_EQ(offer.record.destination_port, be16{8080}.raw());
    EXPECT_EQ(rig_.counter("pushed_down"), 1);
    EXPECT_EQ(rig_.counter("in_xdp"), 1);
}

TEST_F(FlowPush, a_flow_in_one_burst_is_fast) {
    rig_.pass(std::vector(12, build_packet(packet_spec{})));
    EXPECT_TRUE(said().empty()) << "the first packet's decision is made after the others were looked up";
    rig_.pass(std::vector(12, build_packet(packet_spec{})));
    EXPECT_EQ(said().size(), 1);
}

TEST_F(FlowPush, slow_flows_stay) {
    for (int i = 0; i < 40; ++i, ++rig_.now)
        send(1);
    EXPECT_TRUE(said().empty());
}

TEST_F(FlowPush, dropped_flows_go_down_too) {
    send(8, {.destination_port = 666});
    const auto notices = said();
    ASSERT_EQ(notices.size(), 1);
    EXPECT_EQ(notices[0].record.verdict, XDPK_DROP);
}

TEST_F(FlowPush, tcp_goes_down_while_it_is_established) {
    tcp(syn);
    for (int i = 0; i < 8; ++i)
        tcp(ack);
    EXPECT_TRUE(said().empty()) << "the server has said nothing yet";
    tcp_reply(syn | ack);
    tcp(ack);
    ASSERT_EQ(said().size(), 1);
    tcp_reply(fin);
    const auto notices = said();
    ASSERT_EQ(notices.size(), 1);
    EXPECT_EQ(notices[0].wish, push_wish::withdraw);
    for (int i = 0; i < 8; ++i)
        tcp(ack);
    EXPECT_TRUE(said().empty());
}

TEST_F(FlowPush, a_reset_withdraws) {
    connect();
    for (int i = 0; i < 8; ++i)
        tcp(ack);
    ASSERT_EQ(said().size(), 1);
    tcp(rst);
    EXPECT_EQ(said().size(), 1);
    EXPECT_EQ(rig_.counter("in_xdp"), 0);
}

TEST_F(FlowPush, a_flow_whose_time_is_up_is_withdrawn) {
    send(8);
    const std::uint32_t serial = said().at(0).serial;
    rig_.now += 400;
    rig_.pass(packet_spec{.source_port = 77});
    const auto notices = said();
    ASSERT_EQ(notices.size(), 1);
    EXPECT_EQ(notices[0].wish, push_wish::withdraw);
    EXPECT_EQ(notices[0].serial, serial);
}

TEST_F(FlowPush, what_xdp_saw_keeps_the_flow) {
    send(8);
    const push_notice offer = said().at(0);
    push_report report{.serial = offer.serial,
                       .flow = offer.flow,
                       .packets = 5,
                       .bytes = 500,
                       .last_seen = rig_.now + 299,
                       .epoch = offer.record.epoch,
                       .account = {0, 1}};
    cache_.engine().take_reports({&report, 1}, rig_.now + 300);
    rig_.now += 500;
    EXPECT_TRUE(cache_.flows().holds(offer.flow, rig_.now));
    EXPECT_EQ(cache_.flows().value(offer.flow).packets, 13);
    EXPECT_EQ(cache_.sums(1)[1].packets.get(), 13);
    EXPECT_EQ(rig_.counter("xdp_packets"), 5);
}

TEST_F(FlowPush, a_new_epoch_takes_all_back_and_flows_are_offered_anew) {
    send(8);
    EXPECT_EQ(said().at(0).record.epoch, 0);
    cache_.new_epoch();
    EXPECT_EQ(rig_.counter("in_xdp"), 0);
    send(8);
    const auto notices = said();
    ASSERT_EQ(notices.size(), 1);
    EXPECT_EQ(notices[0].record.epoch, 1);
}

TEST_F(FlowPush, what_xdp_cannot_do_is_not_offered_again) {
    send(8);
    const push_notice offer = said().at(0);
    push_report report{.serial = offer.serial, .flow = offer.flow, .fate = push_fate::unfit};
    cache_.engine().take_reports({&report, 1}, rig_.now);
    send(20);
    EXPECT_TRUE(said().empty());
}

TEST_F(FlowPush, what_xdp_had_no_room_for_is_offered_again) {
    send(8);
    const push_notice offer = said().at(0);
    push_report report{.serial = offer.serial, .flow = offer.flow, .fate = push_fate::ended};
    cache_.engine().take_reports({&report, 1}, rig_.now);
    send(20);
    EXPECT_EQ(said().size(), 1);
}

class FlowPushCramped : public FlowPush {
protected:
    FlowPushCramped() : FlowPush(2) {}
};

TEST_F(FlowPushCramped, a_lost_withdrawal_is_told) {
    for (std::uint16_t port = 1; port < 4; ++port)
        send(8, {.source_port = port});
    EXPECT_EQ(rig_.counter("pushed_down"), 2);
    EXPECT_GT(rig_.counter("not_told"), 0);
    EXPECT_FALSE(link_->take_lost());
    rig_.now += 400;
    rig_.pass(packet_spec{.source_port = 77});
    EXPECT_TRUE(link_->take_lost());
    EXPECT_FALSE(link_->take_lost());
}

} // namespace THIS_TEST
} // namespace xdpk::test
