// SPDX-License-Identifier: BSD-3-Clause
// With and without push-down, the same packets have the same fate, and the same is counted.
#include "push_rig.hpp"

#include "support/random_seed.hpp"

#include <gtest/gtest.h>
#include <random>

namespace xdpk::test {
namespace THIS_TEST {

using cache = flow_cache<routed_to_backend>;

class FlowPushRandom : public testing::Test {
protected:
    FlowPushRandom() : random_(seed_.value()) {
        plain_ = std::make_unique<cache>(config({}), routed_to_backend{});
        const auto link = std::make_shared<push_link>(push_policy{.packets = 4, .seconds = 3, .late = 0});
        pushing_ = std::make_unique<cache>(config(link), routed_to_backend{});
        xdp_.emplace(link);
        plain_rig_.emplace(*plain_);
        pushing_rig_.emplace(*pushing_);
    }

    static flow_cache_config config(std::shared_ptr<push_link> link) {
        return {.flows = 64,
                .timeouts = {.tcp_established = 40, .tcp_transitory = 7, .udp = 12, .refused = 5},
                .accounts = {1, 2},
                .hops = two_hops(),
                .seed = 7,
                .push = std::move(link)};
    }

    std::uint32_t below(std::uint32_t end) { return static_cast<std::uint32_t>(random_() % end); }

    std::uint8_t some_flags() {
        switch (below(40)) {
        case 0:
            return tcp_header::fin | tcp_header::ack;
        case 1:
            return tcp_header::rst;
        case 2:
        case 3:
            return tcp_header::syn;
        default:
            return tcp_header::ack;
        }
    }

    std::vector<std::byte> some_packet() {
        packet_spec spec{.protocol = below(2) == 0 ? ip_proto::tcp : ip_proto::udp,
                         .source_port = static_cast<std::uint16_t>(1000 + below(12)),
                         .destination_port = static_cast<std::uint16_t>(below(4) == 0 ? 666 : 80),
                         .frame_size = 60 + below(200),
                         .ttl = static_cast<std::uint8_t>(below(30) == 0 ? 1 : 64),
                         .tcp_flags = some_flags()};
        if (below(2) == 0 && spec.destination_port != 666) { // what the backend says
            std::swap(spec.source, spec.destination);
            spec.source = backend;
            std::swap(spec.source_port, spec.destination_port);
            spec.source_port = 8080;
        }
        return build_packet(spec);
    }

    void send_one() {
        const std::vector<std::byte> bytes = some_packet();
        const passed wanted = plain_rig_->pass(bytes);
        std::optional<passed> got = xdp_->pass(bytes, now_);
        if (!got)
            got = pushing_rig_->pass(bytes);
        EXPECT_EQ(got->out, wanted.out);
        EXPECT_EQ(got->mark, wanted.mark);
        if (wanted.out != to_drop) {
            EXPECT_EQ(got->bytes, wanted.bytes);
        }
        xdp_->hear();
    }

    void go_to(std::uint32_t now) {
        xdp_->report(*pushing_, now_);
        now_ = plain_rig_->now = pushing_rig_->now = now;
        plain_rig_->pass(std::vector<std::vector<std::byte>>{});
        pushing_rig_->pass(std::vector<std::vector<std::byte>>{});
        xdp_->hear();
        EXPECT_EQ(pushing_->flows().size(), plain_->flows().size());
    }

    void compare() {
        for (const char* name : {"hits", "decided", "dropped", "told"})
            EXPECT_EQ(pushing_rig_->counter(name), plain_rig_->counter(name)) << name;
        for (std::size_t which = 0; which < 2; ++which)
            for (std::size_t i = 0; i < plain_->sums(which).size(); ++i) {
                EXPECT_EQ(pushing_->sums(which)[i].packets.get(), plain_->sums(which)[i].packets.get());
                EXPECT_EQ(pushing_->sums(which)[i].bytes.get(), plain_->sums(which)[i].bytes.get());
            }
        for (std::uint32_t i = 0; i < plain_->flows().places(); ++i)
            if (plain_->flows().holds(i, now_)) {
                const auto other = pushing_->flows().find(plain_->flows().key(i), now_);
                ASSERT_NE(other, flow_table<xdpk_flow_record>::none);
                EXPECT_EQ(pushing_->flows().value(other).packets, plain_->flows().value(i).packets);
                EXPECT_EQ(pushing_->flows().value(other).bytes, plain_->flows().value(i).bytes);
            }
        EXPECT_EQ(pushing_rig_->counter("in_xdp"), xdp_->size());
        EXPECT_EQ(pushing_rig_->counter("pushed_down") - pushing_rig_->counter("withdrawn"), xdp_->size());
    }

    random_seed seed_;
    std::mt19937_64 random_;
    std::unique_ptr<cache> plain_;
    std::unique_ptr<cache> pushing_;
    std::optional<played_xdp> xdp_;
    std::optional<flow_rig<cache>> plain_rig_;
    std::optional<flow_rig<cache>> pushing_rig_;
    std::uint32_t now_ = now_in_seconds();
};

TEST_F(FlowPushRandom, changes_nothing_but_where_packets_are_handled) {
    for (int step = 0; step < 300; ++step) {
        for (std::uint32_t left = below(60); left > 0; --left)
            send_one();
        go_to(now_ + below(20) / 10 + (below(60) == 0 ? 15 : 0));
        compare();
    }
    EXPECT_GT(xdp_->passed_on, 1000);
}

} // namespace THIS_TEST
} // namespace xdpk::test
