// SPDX-License-Identifier: BSD-3-Clause
#include "fastpath_rig.hpp"

#include <xdpk/base/clock.hpp>
#include <xdpk/net/packet_builder.hpp>

#include <gtest/gtest.h>

namespace {

using namespace xdpk;
using namespace xdpk::test;

flow_key key_of(const packet_spec& spec) {
    const std::vector<std::byte> frame = build_packet(spec);
    return extract_flow_key(frame, parse(frame)).value();
}

/// A flow that is sent back unchanged.
xdpk_pushed_flow unchanged(const flow_key& key, port_id out = 0) {
    return push_record(key, xdpk_flow_record{}, {.port = out}).value();
}

const packet_spec plain{.protocol = ip_proto::tcp};
const packet_spec plain6{
    .source = *parse_ip("2001:2::1"), .destination = *parse_ip("2001:2::2"), .protocol = ip_proto::tcp};

class fastpath : public testing::Test {
protected:
    explicit fastpath(const fastpath_port& port = {}) : rig_({.flows = 1024, .policers = 1}, port) {
        EXPECT_TRUE(rig_.loaded());
        for (const packet_spec& spec : {plain, plain6})
            rig_.push(key_of(spec), unchanged(key_of(spec)));
    }

    std::uint32_t verdict(const packet_spec& spec) { return rig_.run(build_packet(spec)).verdict; }
    /// That the packet goes to the socket, and why.
    void expect_left(const packet_spec& spec, xdpk_fastpath_counter why) {
        const std::uint64_t before = rig_.count(why);
        EXPECT_EQ(verdict(spec), XDP_PASS) << fastpath_maps::name(why);
        EXPECT_EQ(rig_.count(why), before + 1) << fastpath_maps::name(why);
    }

    fastpath_rig rig_;
};

TEST_F(fastpath, sends_by_the_same_port_or_another) {
    EXPECT_EQ(verdict(plain), XDP_TX);
    rig_.push(key_of(plain), unchanged(key_of(plain), 1));
    EXPECT_EQ(verdict(plain), XDP_REDIRECT);
    EXPECT_EQ(rig_.count(XDPK_FAST_FORWARDED), 2U);
}

TEST_F(fastpath, leaves_to_the_socket_what_begins_or_ends_a_connection) {
    for (const std::uint8_t flag : {tcp_header::syn, tcp_header::fin, tcp_header::rst}) {
        packet_spec turning = plain;
        turning.tcp_flags = flag | tcp_header::ack;
        expect_left(turning, XDPK_FAST_TURNING);
    }
}

TEST_F(fastpath, leaves_unknown_flows_and_what_is_no_flow) {
    packet_spec other = plain;
    other.source_port = 7;
    expect_left(other, XDPK_FAST_NO_FLOW);
    std::vector<std::byte> arp(60);
    arp[12] = std::byte{8};
    arp[13] = std::byte{6};
    EXPECT_EQ(rig_.run(arp).verdict, XDP_PASS);
    EXPECT_EQ(rig_.count(XDPK_FAST_OTHER), 1U);
}

TEST_F(fastpath, leaves_what_another_epoch_pushed) {
    rig_.maps.set_epoch(2);
    expect_left(plain, XDPK_FAST_STALE);
    rig_.push(key_of(plain), unchanged(key_of(plain)));
    EXPECT_EQ(verdict(plain), XDP_TX);
}

TEST_F(fastpath, leaves_the_last_hop_to_whoever_tells_the_sender) {
    xdpk_flow_record record{};
    record.rewrite = XDPK_DECREMENT_TTL;
    rig_.push(key_of(plain), push_record(key_of(plain), record, {.port = 0}).value());
    packet_spec last = plain;
    last.ttl = 1;
    expect_left(last, XDPK_FAST_LAST_HOP);
    last.ttl = 2;
    EXPECT_EQ(verdict(last), XDP_TX);
}

TEST_F(fastpath, leaves_what_has_no_way_or_is_too_big_for_it) {
    packet_spec big = plain;
    big.frame_size = longest_frame;
    EXPECT_EQ(verdict(big), XDP_TX);
    big.frame_size = longest_frame + 1;
    expect_left(big, XDPK_FAST_TOO_BIG);
    rig_.maps.close_way_out(0);
    expect_left(plain, XDPK_FAST_NO_WAY);
    xdpk_pushed_flow tunnelled = unchanged(key_of(plain), 1);
    tunnelled.tunnel = 3;
    rig_.push(key_of(plain), tunnelled);
    expect_left(plain, XDPK_FAST_NO_WAY);
}

TEST_F(fastpath, counts_by_flow_and_tells_the_last_time) {
    const std::uint64_t before = now_in_nanoseconds();
    for (int i = 0; i < 3; ++i)
        verdict(plain);
    std::size_t seen = 0;
    rig_.maps.read([&](std::span<const xdpk_pushed_key> keys, std::span<const xdpk_pushed_flow> flows) {
        for (std::size_t i = 0; i < keys.size(); ++i, ++seen)
            EXPECT_EQ(flows[i].packets, keys[i].ip_version == 4 ? 3U : 0U);
    });
    EXPECT_EQ(seen, 2U);
    const std::array keys{push_key(key_of(plain)), push_key(key_of(plain)), push_key(key_of(plain6))};
    std::array<xdpk_pushed_flow, 3> last{};
    EXPECT_EQ(rig_.maps.remove(keys, last), 2U);
    EXPECT_EQ(last[0].bytes, 3 * build_packet(plain).size());
    EXPECT_GT(last[0].last_seen + 20'000'000, before);
    EXPECT_EQ(last[1].packets, 0U);
    expect_left(plain, XDPK_FAST_NO_FLOW);
}

TEST_F(fastpath, reads_many_flows_in_batches) {
    std::vector<xdpk_pushed_key> keys(900);
    std::vector<xdpk_pushed_flow> flows(keys.size());
    for (std::size_t i = 0; i < keys.size(); ++i)
        keys[i].source_port = static_cast<__u16>(i);
    rig_.maps.install(keys, flows);
    std::size_t seen = 0;
    rig_.maps.read([&](std::span<const xdpk_pushed_key> part, auto) { seen += part.size(); });
    EXPECT_EQ(seen, 902U);
}

TEST_F(fastpath, gives_udp_no_checksum_that_means_none) {
    const packet_spec udp{};
    xdpk_pushed_flow flow = unchanged(key_of(udp));
    flow.rewrite |= XDPK_REWRITE_ADDRESSES;
    flow.l4_delta = 0x1234;
    rig_.push(key_of(udp), flow);
    std::vector<std::byte> frame = build_packet(udp);
    auto& header = *reinterpret_cast<udp_header*>(frame.data() + 34);
    header.checksum = be16::from_raw(flow.l4_delta); // that, less this, is nothing
    const std::vector<std::byte> out = rig_.run(frame).frame;
    EXPECT_EQ(reinterpret_cast<const udp_header*>(out.data() + 34)->checksum, be16{0xffff});
    header.checksum = be16{};
    EXPECT_EQ(reinterpret_cast<const udp_header*>(rig_.run(frame).frame.data() + 34)->checksum, be16{});
}

TEST_F(fastpath, holds_a_flow_to_its_rate) {
    rig_.maps.set_policer(1, 0, 2, true);
    xdpk_pushed_flow limited = unchanged(key_of(plain));
    limited.policer = 1;
    rig_.push(key_of(plain), limited);
    EXPECT_EQ(verdict(plain), XDP_TX);
    EXPECT_EQ(verdict(plain), XDP_TX);
    EXPECT_EQ(verdict(plain), XDP_DROP);
    EXPECT_EQ(verdict(plain6), XDP_TX);
    EXPECT_EQ(rig_.maps.policed(1), 1U);
    EXPECT_EQ(rig_.count(XDPK_FAST_POLICED), 1U);
}

class fastpath_of_little : public fastpath {
protected:
    fastpath_of_little()
        : fastpath({.zone = 0, .ipv6 = false, .vlans = false, .own_mac_only = true, .verify_ipv4 = true}) {}
};

TEST_F(fastpath_of_little, leaves_what_it_was_made_without) {
    EXPECT_EQ(verdict(plain), XDP_TX);
    expect_left(plain6, XDPK_FAST_OTHER);
    packet_spec tagged = plain;
    tagged.vlans = {7, 0};
    expect_left(tagged, XDPK_FAST_OTHER);
    packet_spec foreign = plain;
    foreign.destination_mac.bytes[5] ^= 1U;
    expect_left(foreign, XDPK_FAST_OTHER);
    std::vector<std::byte> damaged = build_packet(plain);
    damaged[24] ^= std::byte{1};
    EXPECT_EQ(rig_.run(damaged).verdict, XDP_PASS);
}

class fastpath_of_a_zone : public fastpath {
protected:
    fastpath_of_a_zone() : fastpath({.zone = 5}) {}
};

TEST_F(fastpath_of_a_zone, knows_flows_of_its_zone_only) {
    expect_left(plain, XDPK_FAST_NO_FLOW);
    flow_key key = key_of(plain);
    key.zone = 5;
    rig_.push(key, unchanged(key));
    EXPECT_EQ(verdict(plain), XDP_TX);
}

} // namespace
