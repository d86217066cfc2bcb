// SPDX-License-Identifier: BSD-3-Clause
// Several workers translate, and packets arrive at any of them.
#include <xdpk/stage/hand_over.hpp>
#include <xdpk/stage/nat.hpp>
#include <xdpk/stage/owner_rules.hpp>

#include "support/addresses.hpp"
#include "support/linked_workers.hpp"
#include "support/nat_configs.hpp"
#include "support/random_seed.hpp"

#include <gtest/gtest.h>
#include <memory>
#include <random>
#include <vector>

namespace xdpk::test {
namespace THIS_TEST {

constexpr std::uint32_t some = 3;
using cache = flow_cache<nat>;

class HandOverNat : public testing::Test {
protected:
    HandOverNat() {
        for (std::uint32_t w = 0; w < some; ++w) {
            caches_.push_back(
                std::make_unique<cache>(flow_cache_config{.flows = 2000}, nat(rules_, {.worker = w, .workers = some})));
            rigs_.push_back(std::make_unique<flow_rig<cache>>(*caches_.back()));
        }
    }
    /// A packet that comes in anywhere, and what its owner makes of it.
    passed pass(const bytes& packet) {
        const std::optional<unsigned> owner = workers_.owner(packet, static_cast<unsigned>(random_() % some));
        EXPECT_TRUE(owner);
        return rigs_[owner.value_or(0)]->pass(packet);
    }
    packet_spec from_inside(ip_proto protocol) {
        return {.source = ip("10.0.0." + std::to_string(1 + random_() % 250)),
                .destination = ip("198.51.100." + std::to_string(1 + random_() % 250)),
                .protocol = protocol,
                .source_port = static_cast<std::uint16_t>(1024 + random_() % 60000),
                .destination_port = 53,
                .frame_size = 14 + 20 + 48};
    }
    static bool went_to(const passed& p, const packet_spec& inside) {
        return p.out != to_drop && p.sound() && p.key().destination_address() == inside.source;
    }

    random_seed seed_;
    std::mt19937_64 random_{seed_.value()};
    std::shared_ptr<const nat_rules> rules_ = std::make_shared<const nat_rules>(masquerade());
    linked_workers<owner_by_nat> workers_{some, owner_by_nat{rules_, some}};
    std::vector<std::unique_ptr<cache>> caches_;
    std::vector<std::unique_ptr<flow_rig<cache>>> rigs_;
};

TEST_F(HandOverNat, RepliesAndErrorsFindTheFlow) {
    for (const ip_proto protocol : {ip_proto::tcp, ip_proto::udp, ip_proto::icmp})
        for (int i = 0; i < 100; ++i) {
            const packet_spec sent = from_inside(protocol);
            const passed out = pass(build_packet(sent));
            ASSERT_EQ(out.key().source_address(), ip("192.0.2.1"));
            EXPECT_TRUE(went_to(pass(error_about(out.bytes, ip("203.0.113.5"), 28)), sent));
            packet_spec back = reply_to(out.key(), protocol);
            bytes reply = build_packet(back);
            if (protocol == ip_proto::icmp)
                reply[parse(reply).l4_offset] = std::byte{0};
            const std::optional<unsigned> owner = workers_.owner(reply, static_cast<unsigned>(random_() % some));
            ASSERT_TRUE(owner);
            const passed in = rigs_[*owner]->pass(reply);
            EXPECT_NE(in.out, to_drop);
            EXPECT_EQ(in.key().destination_address(), sent.source);
        }
}

TEST_F(HandOverNat, FragmentsOfRepliesFindTheFlow) {
    for (std::uint16_t i = 0; i < 100; ++i) {
        const packet_spec sent = from_inside(ip_proto::udp);
        const passed out = pass(build_packet(sent));
        packet_spec back = reply_to(out.key());
        back.frame_size = sent.frame_size;
        for (const bytes& part : in_fragments(back, i))
            EXPECT_TRUE(went_to(pass(part), sent)) << i;
    }
}

TEST_F(HandOverNat, WhatIsSentInFragmentsHasOneSource) {
    for (std::uint16_t i = 0; i < 100; ++i) {
        for (const bytes& part : in_fragments(from_inside(ip_proto::udp), i)) {
            const passed out = pass(part);
            EXPECT_NE(out.out, to_drop);
            EXPECT_EQ(out.key().source_address(), ip("192.0.2.1"));
        }
    }
}

} // namespace THIS_TEST
} // namespace xdpk::test
