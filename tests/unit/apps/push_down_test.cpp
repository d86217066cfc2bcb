// SPDX-License-Identifier: BSD-3-Clause
#include "push_down_rig.hpp"

#include <gtest/gtest.h>

namespace xdpk::test {
namespace THIS_TEST {

using cache = flow_cache<routed_to_backend>;

constexpr std::uint64_t second = 1'000'000'000;

class PushDown : public testing::Test {
protected:
    explicit PushDown(std::size_t flows = 4) {
        auto sink = std::make_unique<recording_sink>();
        sink_ = sink.get();
        push_.emplace(std::move(sink),
                      stages::push_down_config{.flows = flows, .policy = {.packets = 4, .seconds = 2}});
        push_->use_hops(hops_);
        cache_.emplace(flow_cache_config{.flows = 64, .accounts = {1, 2}, .hops = hops_, .push = push_->add_worker()},
                       routed_to_backend{});
        rig_.emplace(*cache_);
        rig_->in_port = 3;
    }

    void send(int packets, std::uint16_t from = 1024) {
        for (int i = 0; i < packets; ++i)
            rig_->pass(packet_spec{.source_port = from});
    }
    void serve() { push_->serve(now_, each_); }
    void wait_a_second() {
        now_ += second;
        serve();
    }
    [[nodiscard]] std::uint64_t backend_packets() const { return cache_->sums(1)[1].packets.get(); }

    std::shared_ptr<hop_table> hops_ = two_hops();
    recording_sink* sink_ = nullptr;
    std::optional<stages::push_down> push_;
    std::optional<cache> cache_;
    std::optional<flow_rig<cache>> rig_;
    std::uint64_t now_ = std::uint64_t{now_in_seconds()} * second;
    stages::push_down::each_cache each_ = [this](const auto& visit) { visit(cache_->engine(), 0); };
};

TEST_F(PushDown, installs_what_is_fast) {
    send(8);
    serve();
    ASSERT_EQ(sink_->size(), 1);
    EXPECT_EQ(push_->size(), 1);
    const xdpk_pushed_flow& flow = sink_->only();
    EXPECT_EQ(flow.epoch, sink_->epoch);
    EXPECT_EQ(flow.out_port, 1);
    EXPECT_EQ(flow.rewrite, XDPK_REWRITE_ADDRESSES | XDPK_DECREMENT_TTL | XDPK_SET_MACS);
    EXPECT_EQ(flow.destination_port, be16{8080}.raw());
    EXPECT_EQ(sink_->only_key().zone, 3) << "packets that come in elsewhere are none of this flow's";
}

TEST_F(PushDown, adds_up_what_xdp_counted_once_a_second) {
    send(8);
    serve();
    for (int i = 0; i < 5; ++i) {
        sink_->pass(now_);
        serve();
    }
    EXPECT_EQ(backend_packets(), 8);
    wait_a_second();
    EXPECT_EQ(backend_packets(), 13);
    wait_a_second();
    EXPECT_EQ(backend_packets(), 13);
    EXPECT_EQ(rig_->counter("xdp_packets"), 5);
    EXPECT_EQ(rig_->counter("xdp_bytes"), 500);
}

TEST_F(PushDown, a_flow_that_ends_leaves_with_its_last_packets) {
    send(8);
    serve();
    sink_->pass(now_);
    rig_->now += 400;
    rig_->pass(packet_spec{.source_port = 77});
    serve();
    EXPECT_EQ(sink_->size(), 0);
    EXPECT_EQ(push_->size(), 0);
    EXPECT_EQ(backend_packets(), 10);
}

TEST_F(PushDown, a_hop_that_changes_takes_its_flows_out_and_they_come_back) {
    send(8);
    serve();
    hops_->unresolve(1);
    serve();
    EXPECT_EQ(sink_->size(), 0);
    hops_->fix(1, mac_address{{2, 9, 9, 9, 9, 9}}, mac_address{});
    send(8);
    serve();
    ASSERT_EQ(sink_->size(), 1);
    EXPECT_EQ(sink_->only().destination_mac[1], 9);
}

TEST_F(PushDown, a_change_empties_xdp_before_it_is_made) {
    send(8);
    serve();
    const std::uint32_t before = sink_->epoch;
    sink_->pass(now_);
    push_->begin_change(each_);
    EXPECT_NE(sink_->epoch, before);
    EXPECT_EQ(sink_->size(), 0);
    EXPECT_EQ(backend_packets(), 9) << "counted for whom it was before the change";
    send(8); // still by the old rules
    cache_->new_epoch();
    push_->end_change(each_);
    serve();
    EXPECT_EQ(sink_->size(), 0);
    send(8);
    serve();
    ASSERT_EQ(sink_->size(), 1);
    EXPECT_EQ(sink_->only().epoch, sink_->epoch);
}

TEST_F(PushDown, a_change_that_nobody_announced_is_seen) {
    send(8);
    serve();
    const std::uint32_t before = sink_->epoch;
    cache_->new_epoch();
    send(8);
    serve();
    EXPECT_NE(sink_->epoch, before);
    send(8);
    serve();
    EXPECT_EQ(sink_->size(), 1);
}

TEST_F(PushDown, flows_that_are_silent_make_room) {
    for (std::uint16_t port = 1; port <= 4; ++port)
        send(8, port);
    serve();
    EXPECT_EQ(sink_->size(), 4);
    send(8, 5);
    serve();
    EXPECT_EQ(sink_->size(), 4);
    EXPECT_EQ(rig_->counter("in_xdp"), 4) << "nobody is known to be silent";
    wait_a_second();
    wait_a_second();
    send(8, 5);
    serve();
    EXPECT_EQ(sink_->size(), 4);
    EXPECT_EQ(rig_->counter("in_xdp"), 4);
    EXPECT_EQ(rig_->counter("withdrawn"), 2) << "the fifth at first, then one for it";
}

TEST_F(PushDown, what_the_map_has_lost_is_offered_again) {
    send(8);
    serve();
    sink_->lose_all();
    for (int i = 0; i < 3; ++i)
        wait_a_second();
    EXPECT_EQ(push_->size(), 0);
    send(8);
    serve();
    EXPECT_EQ(sink_->size(), 1);
}

TEST_F(PushDown, an_offer_that_is_withdrawn_at_once_is_not_installed) {
    send(8);
    rig_->now += 400;
    rig_->pass(packet_spec{.source_port = 77});
    serve();
    EXPECT_EQ(sink_->installs, 0);
    EXPECT_EQ(push_->size(), 0);
}

TEST_F(PushDown, what_the_program_cannot_do_stays_in_user_space) {
    for (int i = 0; i < 20; ++i)
        rig_->pass(packet_spec{.protocol = ip_proto::icmp});
    serve();
    const std::size_t with_echo = sink_->size();
    EXPECT_LE(with_echo, 1);
}

} // namespace THIS_TEST
} // namespace xdpk::test
