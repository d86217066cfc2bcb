// SPDX-License-Identifier: BSD-3-Clause
// Flows that leave with the other IP version.
#include <xdpk/stage/flow_cache.hpp>

#include "translating_stage.hpp"

#include "support/flow_rig.hpp"
#include "support/ip_frames.hpp"

#include <gtest/gtest.h>

namespace xdpk::test {
namespace THIS_TEST {

using cache = flow_cache<translating_stage>;

const ipv4_address server4{{198, 51, 100, 7}};
const ipv6_address server6 = embed(server4, translation_prefix.address, translation_prefix.length);

class FlowTranslate : public testing::Test {
protected:
    cache cache_{flow_cache_config{.flows = 32, .seed = 0}, translating_stage{}};
    flow_rig<cache> rig_{cache_};
};

packet_spec outward(ip_proto protocol = ip_proto::udp, std::size_t size = 200) {
    return {.source = inside,
            .destination = server6,
            .protocol = protocol,
            .source_port = 1234,
            .destination_port = 80,
            .frame_size = size,
            .dscp = 46};
}
packet_spec inward(ip_proto protocol = ip_proto::udp, std::size_t size = 200) {
    packet_spec spec = outward(protocol, size);
    spec.source = server4;
    spec.destination = behind_which;
    return spec;
}

const ipv4_header& ipv4_of(const bytes& frame) {
    return *header_at<ipv4_header>(std::span(frame), parse(frame).l3_offset);
}
const ipv6_header& ipv6_of(const bytes& frame) {
    return *header_at<ipv6_header>(std::span(frame), parse(frame).l3_offset);
}
bytes payload_of(const bytes& frame) {
    const parsed_packet at = parse(frame);
    return {frame.begin() + at.l4_offset + 8, frame.begin() + at.l4_offset + at.l4_length};
}

TEST_F(FlowTranslate, packets_leave_with_the_other_version_and_right_checksums) {
    std::array<std::byte, 7> payload;
    payload.fill(std::byte{0xa5});
    for (const ip_proto protocol : {ip_proto::tcp, ip_proto::udp, ip_proto::icmpv6})
        for (const std::size_t size : {0U, 199U, 1400U}) {
            packet_spec spec = outward(protocol, size);
            spec.payload = payload;
            const bytes sent = build_packet(spec);
            const passed out = rig_.pass(sent);
            ASSERT_TRUE(out.sound());
            const flow_key key = out.key();
            EXPECT_EQ(key.source_address(), ip_address(behind_which));
            EXPECT_EQ(key.destination_address(), ip_address(server4));
            EXPECT_EQ(key.source_port.host(), 1234 ^ 0x1111);
            EXPECT_EQ(ipv4_of(out.bytes).tos, 46U << 2U);
            EXPECT_EQ(ipv4_of(out.bytes).ttl, 64);
            EXPECT_EQ(payload_of(out.bytes).size(), payload_of(sent).size());
            EXPECT_EQ(out.bytes.size(), sent.size() - 20);

            packet_spec back = inward(protocol == ip_proto::icmpv6 ? ip_proto::icmp : protocol, size);
            back.payload = payload;
            back.source_port = protocol == ip_proto::icmpv6 ? key.source_port.host() : 80;
            back.destination_port = key.source_port.host();
            const passed in = rig_.pass(back);
            ASSERT_TRUE(in.sound());
            EXPECT_EQ(in.key().source_address(), ip_address(server6));
            EXPECT_EQ(in.key().destination_address(), ip_address(inside));
            EXPECT_EQ(in.key().destination_port.host(), 1234);
            EXPECT_EQ(ipv6_of(in.bytes).version_class_flow, be32{6U << 28U | 46U << 22U});
        }
    EXPECT_EQ(cache_.flows().size(), 6);
}

TEST_F(FlowTranslate, flows_that_begin_in_ipv4_are_answered) {
    const passed in = rig_.pass(inward());
    ASSERT_TRUE(in.sound());
    EXPECT_EQ(in.key().destination_address(), ip_address(inside));
    const passed out = rig_.pass(reply_to(in.key()));
    ASSERT_TRUE(out.sound());
    EXPECT_EQ(out.key().source_address(), ip_address(behind_which));
    EXPECT_EQ(out.key().destination_port.host(), 1234);
    EXPECT_EQ(rig_.counter("decided"), 1);
}

TEST_F(FlowTranslate, vlan_tags_and_ethernet_addresses_stay) {
    packet_spec spec = outward();
    spec.vlans = {5, 6};
    const bytes sent = build_packet(spec);
    const passed out = rig_.pass(sent);
    EXPECT_TRUE(out.sound());
    EXPECT_TRUE(std::equal(sent.begin(), sent.begin() + 20, out.bytes.begin()));
    EXPECT_EQ(parse(out.bytes).l3_offset, 22);
    packet_spec back = reply_to(out.key());
    back.vlans = {5, 6};
    EXPECT_EQ(vlan_id(rig_.pass(back).bytes, packet_type{.vlan_tags = 2}), 5);
}

TEST_F(FlowTranslate, small_packets_have_different_identifications) {
    const passed one = rig_.pass(outward());
    const passed two = rig_.pass(outward());
    EXPECT_NE(ipv4_of(one.bytes).id, ipv4_of(two.bytes).id);
    EXPECT_EQ(ipv4_of(one.bytes).fragment, be16{});
    EXPECT_EQ(ipv4_of(rig_.pass(outward(ip_proto::udp, 1400)).bytes).fragment.host(), ipv4_header::dont_fragment);
}

TEST_F(FlowTranslate, the_last_hops_packets_are_told_of_as_they_came) {
    cache decrementing{flow_cache_config{.flows = 32}, translating_stage{.decrement = true}};
    flow_rig<cache> rig(decrementing);
    packet_spec spec = outward();
    spec.ttl = 2;
    EXPECT_EQ(ipv4_of(rig.pass(spec).bytes).ttl, 1);
    spec.ttl = 1;
    const passed told = rig.pass(spec);
    EXPECT_TRUE(told.sound());
    EXPECT_EQ(told.key().destination_address(), ip_address(inside));
    EXPECT_EQ(told.key().protocol, ip_proto::icmpv6);
    EXPECT_EQ(rig.counter("ttl_exceeded"), 1);
}

TEST_F(FlowTranslate, a_checksum_that_udp_left_out_is_computed) {
    for (const std::size_t size : {60U, 201U}) {
        bytes packet = build_packet(inward(ip_proto::udp, size));
        header_at<udp_header>(std::span(packet), parse(packet).l4_offset)->checksum = be16{};
        const passed in = rig_.pass(packet);
        EXPECT_TRUE(in.sound());
        EXPECT_NE(header_at<udp_header>(std::span(in.bytes), 54)->checksum, be16{});
    }
}

TEST_F(FlowTranslate, source_routes_and_unused_routing_headers_are_dropped) {
    ipv4_header ip = ipv4_of(build_packet(inward()));
    ip.version_ihl = 0x47;
    ip.total_length = be16{36};
    bytes routed = ip_frame(ip, bytes(16));
    routed[34] = std::byte{131};
    routed[35] = std::byte{7};
    routed[36] = std::byte{4};
    routed[34 + 8 + 5] = std::byte{8}; // UDP's length
    header_at<ipv4_header>(std::span(routed), 14)->checksum =
        header_checksum(*header_at<ipv4_header>(std::span(routed), 14));
    EXPECT_EQ(rig_.pass(routed).out, to_drop);
    routed[34] = std::byte{148};
    EXPECT_NE(rig_.pass(routed).out, to_drop);

    ipv6_header six = ipv6_of(build_packet(outward()));
    six.next_header = ip_proto::routing;
    six.payload_length = be16{16};
    bytes steered = ip_frame(six, bytes(16));
    steered[54] = std::byte{17};
    steered[57] = std::byte{1};
    steered[54 + 8 + 5] = std::byte{8};
    EXPECT_EQ(rig_.pass(steered).out, to_drop);
    steered[57] = std::byte{0};
    const passed out = rig_.pass(steered);
    EXPECT_NE(out.out, to_drop);
    EXPECT_EQ(out.bytes.size(), 14 + 20 + 8);
    EXPECT_EQ(rig_.counter("untranslatable"), 2);
}

TEST_F(FlowTranslate, a_packet_of_several_segments_grows_at_its_beginning) {
    const bytes whole = build_packet(inward(ip_proto::udp, 400));
    bytes unsummed = whole;
    header_at<udp_header>(std::span(unsummed), 34)->checksum = be16{};
    frames memory;
    burst b(memory.pool);
    const std::string_view text = as_text(unsummed);
    put(b, text.substr(0, 101), 0, {std::string(text.substr(101, 98)), std::string(text.substr(199))});
    parse_headers parse;
    parse(b);
    cache_.run(b, rig_.now);
    const std::string out = text_of(b, b[0]);
    const passed joined{
        {reinterpret_cast<const std::byte*>(out.data()), reinterpret_cast<const std::byte*>(out.data()) + out.size()}};
    EXPECT_EQ(joined.bytes.size(), 420);
    EXPECT_TRUE(joined.sound());
    EXPECT_EQ(payload_of(joined.bytes), payload_of(whole));
}

} // namespace THIS_TEST
} // namespace xdpk::test
