// SPDX-License-Identifier: BSD-3-Clause
// Packets that belong to a flow though their headers say otherwise: ICMP errors and fragments.
#include <xdpk/stage/flow_cache.hpp>

#include "flow_stages.hpp"

#include "support/flow_rig.hpp"
#include "support/ip_frames.hpp"

#include <gtest/gtest.h>

namespace xdpk {
namespace THIS_TEST {

using test::backend;
using test::flow_rig;
using test::passed;
using test::reply_to;
using test::to_backend;
using cache = flow_cache<to_backend>;
using test::bytes;
using test::error_about;
using test::ip_frame;

const ipv4_address router4{{192, 0, 2, 1}};
const ipv6_address router6 = *parse_ipv6("2001:db8:ffff::1");

/// The packet in an error, as a frame of its own.
bytes quoted_in(const bytes& frame) {
    const parsed_packet at = parse(frame);
    bytes inner(frame.begin(), frame.begin() + sizeof(ethernet_header));
    inner.insert(inner.end(), frame.begin() + at.l4_offset + sizeof(icmp_header), frame.end());
    return inner;
}

class FlowRelated : public testing::Test {
protected:
    cache cache_{flow_cache_config{.flows = 32}, to_backend{}};
    flow_rig<cache> rig_{cache_};
};

std::vector<packet_spec> specs() {
    std::vector<packet_spec> list;
    for (const ip_proto protocol : {ip_proto::tcp, ip_proto::udp, ip_proto::icmp})
        list.push_back({.protocol = protocol, .source_port = 1234, .frame_size = 200});
    for (const ip_proto protocol : {ip_proto::tcp, ip_proto::udp, ip_proto::icmpv6})
        list.push_back({.source = *parse_ipv6("2001:db8::1"),
                        .destination = *parse_ipv6("2001:db8::2"),
                        .protocol = protocol,
                        .source_port = 1234,
                        .frame_size = 200});
    return list;
}

TEST_F(FlowRelated, an_error_from_behind_speaks_of_the_packet_that_the_sender_sent) {
    for (const packet_spec& spec : specs()) {
        const bytes sent = build_packet(spec);
        const passed out = rig_.pass(sent);
        const bool v4 = out.key().ip_version == 4;
        const ip_address router = v4 ? ip_address(router4) : ip_address(router6);
        for (const std::size_t quoted : {v4 ? 28U : 48U, v4 ? 40U : 61U, 1000U}) {
            const passed back = rig_.pass(error_about(out.bytes, router, quoted));
            EXPECT_TRUE(back.sound());
            EXPECT_EQ(back.key().source_address(), router);
            EXPECT_EQ(back.key().destination, extract_flow_key(sent, parse(sent))->source);
            const bytes told = quoted_in(back.bytes);
            EXPECT_TRUE(
                std::equal(told.begin() + sizeof(ethernet_header), told.end(), sent.begin() + sizeof(ethernet_header)));
        }
    }
}

TEST_F(FlowRelated, an_error_from_the_flows_end_comes_from_whom_the_sender_knows) {
    const bytes sent = build_packet(packet_spec{});
    const passed out = rig_.pass(sent);
    const passed back = rig_.pass(error_about(out.bytes, backend, 28));
    EXPECT_TRUE(back.sound());
    EXPECT_EQ(back.key().source_address(), ip_address(packet_spec{}.destination));
}

TEST_F(FlowRelated, an_error_from_the_senders_side_goes_to_the_backend) {
    const passed out = rig_.pass(packet_spec{});
    const passed reply = rig_.pass(reply_to(out.key()));
    const passed back = rig_.pass(error_about(reply.bytes, router4, 28));
    EXPECT_TRUE(back.sound());
    EXPECT_EQ(back.key().destination_address(), ip_address(backend));
    EXPECT_EQ(passed{quoted_in(back.bytes)}.bytes.size(), sizeof(ethernet_header) + 28);
}

TEST_F(FlowRelated, errors_of_no_flow_and_broken_ones_are_dropped) {
    const bytes stranger = build_packet(packet_spec{.source_port = 5});
    EXPECT_EQ(rig_.pass(error_about(stranger, router4, 28)).out, to_drop);
    EXPECT_EQ(rig_.pass(error_about(stranger, router4, 20)).out, to_drop);
    EXPECT_EQ(rig_.counter("unrelated"), 2);
    EXPECT_EQ(cache_.flows().size(), 0);
}

TEST_F(FlowRelated, an_error_neither_ends_nor_refreshes_a_flow) {
    const passed out = rig_.pass(packet_spec{});
    rig_.now += 300;
    EXPECT_NE(rig_.pass(error_about(out.bytes, router4, 28)).out, to_drop);
    rig_.now += 1;
    EXPECT_EQ(rig_.pass(error_about(out.bytes, router4, 28)).out, to_drop);
}

/// A UDP datagram of 48 bytes in three fragments.
std::vector<bytes> fragments(std::uint16_t id) {
    const bytes whole = build_packet(packet_spec{.source_port = id, .frame_size = 14 + 20 + 48});
    std::vector<bytes> list;
    for (std::uint16_t part = 0; part < 3; ++part) {
        ipv4_header ip = *header_at<ipv4_header>(std::span(whole), sizeof(ethernet_header));
        ip.total_length = be16{36};
        ip.id = be16{id};
        ip.fragment = be16{static_cast<std::uint16_t>(part * 2 | (part < 2 ? ipv4_header::more_fragments : 0))};
        ip.checksum = header_checksum(ip);
        const auto from = whole.begin() + 34 + part * 16;
        list.push_back(ip_frame(ip, bytes(from, from + 16)));
    }
    return list;
}

TEST_F(FlowRelated, discovery_passes_and_other_icmp_does_not) {
    packet_spec spec{.protocol = ip_proto::icmpv6};
    spec.source = *parse_ipv6("2001:db8::1");
    spec.destination = *parse_ipv6("2001:db8::2");
    bytes packet = build_packet(spec);
    const std::size_t type = parse(packet).l4_offset;
    packet[type] = std::byte{135};
    EXPECT_EQ(rig_.pass(packet).bytes, packet);
    packet[type] = std::byte{139};
    EXPECT_EQ(rig_.pass(packet).out, to_drop);
    bytes timestamp = build_packet(packet_spec{.protocol = ip_proto::icmp});
    timestamp[parse(timestamp).l4_offset] = std::byte{13};
    EXPECT_EQ(rig_.pass(timestamp).out, to_drop);
    // ICMP of the other family is just a protocol.
    bytes foreign = build_packet(packet_spec{.protocol = ip_proto::icmp});
    foreign[23] = std::byte{58};
    EXPECT_EQ(rig_.pass(foreign).key().destination_address(), ip_address(backend));
}

TEST_F(FlowRelated, later_fragments_follow_the_first) {
    const std::vector<passed> out = rig_.pass(fragments(7));
    bytes payload;
    for (const passed& p : out) {
        EXPECT_TRUE(p.sound());
        EXPECT_EQ(p.key().destination_address(), ip_address(backend));
        payload.insert(payload.end(), p.bytes.begin() + 34, p.bytes.end());
    }
    EXPECT_EQ(cache_.stage<0>().asked, 1);
    // Put together they are what the whole datagram would have become.
    const passed whole = rig_.pass(build_packet(packet_spec{.source_port = 7, .frame_size = 14 + 20 + 48}));
    EXPECT_TRUE(std::equal(payload.begin(), payload.end(), whole.bytes.begin() + 34, whole.bytes.end()));
}

TEST_F(FlowRelated, fragments_without_a_first_one_are_dropped) {
    const std::vector<bytes> parts = fragments(7);
    EXPECT_EQ(rig_.pass(parts[1]).out, to_drop);
    rig_.pass(parts[0]);
    EXPECT_NE(rig_.pass(parts[2]).out, to_drop);
    EXPECT_EQ(rig_.pass(fragments(8)[1]).out, to_drop);
    rig_.now += fragment_ports::lifetime;
    EXPECT_EQ(rig_.pass(parts[1]).out, to_drop);
    EXPECT_EQ(rig_.counter("no_first_fragment"), 3);
}

TEST_F(FlowRelated, a_fragment_on_top_of_the_first_is_dropped) {
    std::vector<bytes> parts = fragments(7);
    rig_.pass(parts[0]);
    auto& ip = *header_at<ipv4_header>(std::span(parts[1]), sizeof(ethernet_header));
    ip.fragment = be16{ipv4_header::more_fragments | 1};
    ip.checksum = header_checksum(ip);
    EXPECT_EQ(rig_.pass(parts[1]).out, to_drop);
    EXPECT_EQ(rig_.counter("overlapping_fragment"), 1);
}

} // namespace THIS_TEST
} // namespace xdpk
