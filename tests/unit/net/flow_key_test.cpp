// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/net/flow_key.hpp>

#include <xdpk/net/flow_hash.hpp>
#include <xdpk/net/packet_builder.hpp>

#include "net/ipv4_packets.hpp"
#include "net/ipv6_packets.hpp"

#include <gtest/gtest.h>

namespace THIS_TEST {

using namespace xdpk;
using namespace xdpk::test;

class keyed : public testing::TestWithParam<packet_row> {};

/// Every packet of the parser's rows has these addresses, and, if it has a port, 1024 for its source.
TEST_P(keyed, by_what_the_packet_says) {
    const std::vector<std::byte> frame = from_hex(GetParam().hex);
    const parsed_packet at = parse(frame);
    const auto key = extract_flow_key(frame, at, 5);
    ASSERT_EQ(key.has_value(), at.type.is_ip());
    if (!key)
        return;
    const bool v4 = at.type.l3 == l3_type::ipv4;
    EXPECT_EQ(to_string(key->source_address()), v4 ? "198.18.0.1" : "2001:db8::1");
    EXPECT_EQ(key->ip_version, v4 ? 4 : 6);
    EXPECT_EQ(key->protocol, at.type.protocol);
    EXPECT_EQ(key->zone, 5);
    EXPECT_EQ(reversed(reversed(*key)), *key);
    EXPECT_EQ(symmetric_flow_hash(reversed(*key)), symmetric_flow_hash(*key));
    const bool has_ports = at.l4_offset != 0 && (key->protocol == ip_proto::tcp || key->protocol == ip_proto::udp ||
                                                 key->protocol == ip_proto::sctp);
    if (has_ports && GetParam().name != "udp4_trailing_ip_payload") {
        EXPECT_EQ(key->source_port, be16{1024});
    }
    if (!has_ports && key->protocol != ip_proto::icmp && key->protocol != ip_proto::icmpv6) {
        EXPECT_EQ(key->source_port, be16{0});
        EXPECT_EQ(key->destination_port, be16{0});
    }
}

std::string row_name(const testing::TestParamInfo<packet_row>& row) { return row.param.name; }

INSTANTIATE_TEST_SUITE_P(ipv4, keyed, testing::ValuesIn(ipv4_packets), row_name);
INSTANTIATE_TEST_SUITE_P(ipv6, keyed, testing::ValuesIn(ipv6_packets), row_name);

flow_key key_of(const packet_spec& spec) {
    const std::vector<std::byte> frame = build_packet(spec);
    return extract_flow_key(frame, parse(frame)).value();
}

TEST(flow_key, has_the_whole_tuple) {
    const flow_key key = key_of({.protocol = ip_proto::tcp, .source_port = 5000, .destination_port = 80});
    EXPECT_EQ(std::get<ipv4_address>(key.source_address()), (ipv4_address{{198, 18, 0, 1}}));
    EXPECT_EQ(std::get<ipv4_address>(key.destination_address()), (ipv4_address{{198, 19, 0, 1}}));
    EXPECT_EQ(key.source_port.host(), 5000);
    EXPECT_EQ(key.destination_port.host(), 80);
    EXPECT_EQ(key.protocol, ip_proto::tcp);
}

TEST(flow_key, of_the_answer_is_the_reverse) {
    const ip_address client = ipv4_address{{10, 0, 0, 1}};
    const ip_address server = ipv4_address{{10, 0, 0, 2}};
    EXPECT_EQ(key_of({.source = server, .destination = client, .source_port = 53, .destination_port = 1024}),
              reversed(key_of({.source = client, .destination = server, .source_port = 1024, .destination_port = 53})));
}

TEST(flow_key, of_an_echo_has_the_identifier_both_ways) {
    for (const bool v6 : {false, true}) {
        packet_spec spec{.protocol = v6 ? ip_proto::icmpv6 : ip_proto::icmp, .source_port = 77, .destination_port = 1};
        if (v6) {
            spec.source = *parse_ipv6("2001:db8::1");
            spec.destination = *parse_ipv6("2001:db8::2");
        }
        const flow_key request = key_of(spec);
        EXPECT_EQ(request.source_port.host(), 77);
        std::swap(spec.source, spec.destination);
        spec.destination_port = 2;
        std::vector<std::byte> reply = build_packet(spec);
        reply[v6 ? 54 : 34] = std::byte{v6 ? icmp_header::v6_echo_reply : icmp_header::echo_reply};
        EXPECT_EQ(extract_flow_key(reply, parse(reply)), reversed(request));
        reply[v6 ? 54 : 34] = std::byte{3};
        EXPECT_EQ(extract_flow_key(reply, parse(reply))->source_port, be16{0}) << "an error has no identifier";
    }
}

TEST(flow_key, of_every_field_differs) {
    const flow_key key = key_of({});
    for (std::size_t byte = 0; byte < sizeof(flow_key); ++byte) {
        auto bytes = std::bit_cast<std::array<std::uint8_t, sizeof(flow_key)>>(key);
        bytes[byte] ^= 1U;
        const auto other = std::bit_cast<flow_key>(bytes);
        EXPECT_FALSE(key == other) << byte;
        EXPECT_NE(flow_hash(key), flow_hash(other)) << byte;
        EXPECT_NE(symmetric_flow_hash(key), symmetric_flow_hash(other)) << byte;
    }
}

TEST(flow_key, of_malformed_packets_is_none) {
    std::vector<std::byte> frame = build_packet({});
    frame[39] = std::byte{0xff};
    const parsed_packet at = parse(frame);
    EXPECT_EQ(at.error, parse_error::udp_bad_length);
    EXPECT_FALSE(extract_flow_key(frame, at).has_value());
}

TEST(flow_key, needs_only_what_a_descriptor_has) {
    const std::vector<std::byte> frame = build_packet({});
    const parsed_packet at = parse(frame);
    const parsed_packet from_descriptor{packet_type::from_bits(at.type.bits()), at.l3_offset, at.l4_offset};
    EXPECT_EQ(extract_flow_key(frame, from_descriptor), extract_flow_key(frame, at));
}

TEST(vlan_id, is_the_outermost) {
    for (const packet_spec& spec : {packet_spec{}, packet_spec{.vlans = {10}}, packet_spec{.vlans = {4094, 10}}}) {
        const std::vector<std::byte> frame = build_packet(spec);
        EXPECT_EQ(vlan_id(frame, parse(frame).type), spec.vlans[0]);
    }
}

} // namespace THIS_TEST
