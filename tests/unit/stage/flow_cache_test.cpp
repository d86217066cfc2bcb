// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/flow_cache.hpp>

#include "flow_stages.hpp"

#include "support/flow_rig.hpp"

#include <gtest/gtest.h>

namespace xdpk {
namespace THIS_TEST {

using test::flow_rig;
using test::passed;
using test::reply_to;

using test::backend;
using test::backend6;
using test::to_backend;
using cache = flow_cache<to_backend>;
const flow_cache_config small{.flows = 32, .accounts = {1, 2}};

class FlowCache : public testing::Test {
protected:
    cache cache_{small, to_backend{}};
    flow_rig<cache> rig_{cache_};
    to_backend& stage() { return cache_.stage<0>(); }
};

TEST_F(FlowCache, asks_once_per_flow_and_repeats) {
    const std::vector<std::byte> packet = build_packet(packet_spec{});
    const std::vector<passed> out = rig_.pass({packet, packet, packet});
    EXPECT_EQ(rig_.pass(packet).bytes, out[0].bytes);
    EXPECT_EQ(stage().asked, 1);
    EXPECT_EQ(out[0].bytes, out[2].bytes);
    EXPECT_EQ(out[0].mark, 42);
    EXPECT_EQ(cache_.flows().size(), 2);
    EXPECT_EQ(cache_.sums(1)[1].packets.get(), 4);
    EXPECT_EQ(cache_.sums(1)[1].bytes.get(), 4 * packet.size());
}

TEST_F(FlowCache, rewrites_both_directions_of_every_protocol) {
    for (const ip_proto protocol : {ip_proto::tcp, ip_proto::udp, ip_proto::icmp}) {
        const packet_spec spec{.protocol = protocol, .source_port = 777, .destination_port = 80};
        const passed out = rig_.pass(spec);
        const flow_key key = test::passed{build_packet(spec)}.key();
        EXPECT_TRUE(out.sound());
        EXPECT_EQ(out.key().destination_address(), ip_address(backend));
        EXPECT_EQ(out.key().source, key.source);
        const passed back = rig_.pass(reply_to(out.key(), protocol));
        EXPECT_TRUE(back.sound());
        EXPECT_EQ(back.key().source, key.destination);
        EXPECT_EQ(back.key().destination, key.source);
        EXPECT_EQ(back.key().destination_port, key.source_port);
    }
    EXPECT_EQ(stage().asked, 3);
}

TEST_F(FlowCache, rewrites_ipv6_and_vlan) {
    for (const ip_proto protocol : {ip_proto::tcp, ip_proto::udp, ip_proto::icmpv6}) {
        packet_spec spec{.vlans = {7, 8}, .protocol = protocol};
        spec.source = *parse_ipv6("2001:db8::1");
        spec.destination = *parse_ipv6("2001:db8::2");
        const passed out = rig_.pass(spec);
        EXPECT_TRUE(out.sound());
        EXPECT_EQ(out.key().destination_address(), ip_address(backend6));
    }
}

TEST_F(FlowCache, keeps_a_missing_udp_checksum_missing) {
    std::vector<std::byte> packet = build_packet(packet_spec{});
    const std::size_t checksum = parse(packet).l4_offset + offsetof(udp_header, checksum);
    packet[checksum] = packet[checksum + 1] = std::byte{0};
    const passed out = rig_.pass(packet);
    EXPECT_EQ(out.bytes[checksum], std::byte{0});
    EXPECT_EQ(out.bytes[checksum + 1], std::byte{0});
    EXPECT_TRUE(out.sound());
}

TEST_F(FlowCache, drops_what_the_stage_drops_without_asking_again_for_a_while) {
    stage().verdict = XDPK_DROP;
    const packet_spec spec{};
    EXPECT_EQ(rig_.pass(spec).out, to_drop);
    EXPECT_EQ(rig_.pass(spec).out, to_drop);
    EXPECT_EQ(stage().asked, 1);
    EXPECT_EQ(rig_.counter("dropped"), 2);
    EXPECT_EQ(cache_.flows().size(), 1);
    rig_.now += small.timeouts.refused + 1;
    rig_.pass(spec);
    EXPECT_EQ(stage().asked, 2);
    EXPECT_EQ(stage().forgotten, 1);
}

TEST_F(FlowCache, hands_to_the_kernels_port) {
    flow_cache_config config = small;
    config.kernel_port = 9;
    cache with_kernel(config, to_backend{.verdict = XDPK_KERNEL});
    flow_rig rig(with_kernel);
    const passed in = rig.pass(packet_spec{});
    EXPECT_EQ(in.out, 9);
    EXPECT_TRUE(in.sound());
    const passed answer = rig.pass(test::reply_to(in.key()));
    EXPECT_EQ(answer.out, unrouted) << "whoever sends what the kernel sends says where to";
    EXPECT_EQ(answer.key(), reversed(passed{build_packet(packet_spec{})}.key()));
    EXPECT_EQ(with_kernel.flows().size(), 2);
}

TEST_F(FlowCache, leaves_other_traffic_and_dropped_packets_alone) {
    std::vector<std::byte> arp = build_packet(packet_spec{});
    arp[13] = std::byte{0x99};
    EXPECT_EQ(rig_.pass(arp).bytes, arp);
    std::vector<std::byte> broken = build_packet(packet_spec{});
    broken[14] = std::byte{0x99};
    EXPECT_EQ(rig_.pass(broken).bytes, broken);
    EXPECT_EQ(stage().asked, 0);
}

TEST_F(FlowCache, sends_to_the_next_hop_with_a_ttl_less) {
    flow_cache_config config = small;
    config.hops = std::make_shared<hop_table>();
    const std::uint16_t known = config.hops->find_or_make({.port = 3, .address = backend});
    const std::uint16_t unknown = config.hops->find_or_make({.port = 4, .address = backend});
    config.hops->fix(known, mac_address{{2, 0, 0, 0, 0, 9}}, mac_address{{2, 0, 0, 0, 0, 8}});
    struct route {
        std::uint16_t hop;
        void decide(flow_decision& d) noexcept {
            d.hop = hop;
            d.rewrite = XDPK_DECREMENT_TTL;
        }
    };
    flow_cache<route> routed(config, route{known});
    flow_rig rig(routed);
    const passed out = rig.pass(packet_spec{.ttl = 2});
    EXPECT_EQ(out.out, 3);
    EXPECT_TRUE(out.sound());
    EXPECT_EQ(out.bytes[5], std::byte{9});
    EXPECT_EQ(out.bytes[11], std::byte{8});
    EXPECT_EQ(out.bytes[22], std::byte{1});
    const passed told = rig.pass(packet_spec{.ttl = 1});
    EXPECT_EQ(told.out, 0);
    EXPECT_EQ(told.key().protocol, ip_proto::icmp);
    EXPECT_TRUE(told.sound());
    EXPECT_EQ(rig.counter("ttl_exceeded"), 1);
    EXPECT_EQ(rig.counter("told"), 1);
    flow_cache<route> unresolved(config, route{unknown});
    flow_rig other(unresolved);
    EXPECT_EQ(other.pass(packet_spec{}).out, to_drop);
    EXPECT_EQ(other.counter("unresolved"), 1);
    std::array<std::uint16_t, 4> wanted{};
    EXPECT_EQ(config.hops->take_wanted(wanted), 1);
    EXPECT_EQ(wanted[0], unknown);
}

TEST_F(FlowCache, tells_whom_it_rejects_but_not_without_end) {
    flow_cache_config config = small;
    config.refusals_per_second = 2;
    cache rejecting(config, to_backend{.verdict = XDPK_REJECT});
    flow_rig rig(rejecting);
    const packet_spec spec{.protocol = ip_proto::tcp};
    const passed told = rig.pass(spec);
    EXPECT_EQ(told.out, 0);
    EXPECT_TRUE(told.sound());
    EXPECT_EQ(told.key(), reversed(passed{build_packet(spec)}.key()));
    EXPECT_EQ(rig.pass(spec).out, 0);
    EXPECT_EQ(rig.pass(spec).out, to_drop);
    rig.now += 1;
    EXPECT_EQ(rig.pass(spec).out, 0);
    EXPECT_EQ(rig.counter("rejected"), 4);
    EXPECT_EQ(rig.counter("told"), 3);
}

TEST_F(FlowCache, puts_flows_into_tunnels) {
    flow_cache_config config = small;
    config.tunnels.push_back(make_tunnel(
        {.source = ipv4_address{{192, 0, 2, 1}}, .destination = ipv4_address{{192, 0, 2, 2}}, .mtu = 1400}));
    struct into_tunnel {
        void decide(flow_decision& d) noexcept {
            d.tunnel = 1;
            d.one_way = true;
        }
    };
    flow_cache<into_tunnel> cache(config, into_tunnel{});
    flow_rig rig(cache);
    const passed out = rig.pass(packet_spec{.frame_size = 200});
    EXPECT_TRUE(out.sound());
    EXPECT_EQ(out.bytes.size(), 220);
    EXPECT_EQ(out.key().protocol, ip_proto::ipip);
    EXPECT_EQ(out.key().destination_address(), ip_address(ipv4_address{{192, 0, 2, 2}}));
    const passed told = rig.pass(packet_spec{.frame_size = 1400});
    EXPECT_EQ(told.key().protocol, ip_proto::icmp);
    EXPECT_EQ(rig.counter("too_big"), 1);
}

} // namespace THIS_TEST
} // namespace xdpk
