// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/net/packet_builder.hpp>

#include <xdpk/base/error.hpp>
#include <xdpk/net/checksum.hpp>
#include <xdpk/net/headers.hpp>
#include <xdpk/net/parser.hpp>

#include "net/packet_row.hpp"

#include <gtest/gtest.h>

namespace THIS_TEST {

using namespace xdpk;
using namespace xdpk::test;

const ipv6_address source6 = *parse_ipv6("2001:db8::1");
const ipv6_address destination6 = *parse_ipv6("2001:db8::2");
const std::array pattern{std::byte{1}, std::byte{2}, std::byte{3}};

struct built_row {
    std::string name;
    packet_spec spec;
    std::string hex;
};

std::ostream& operator<<(std::ostream& out, const built_row& row) { return out << row.name; }

/// What Scapy builds from the same description.
const std::vector<built_row> rows = {
    {"udp",
     {},
     macs + "08004500002e000040004011ae97" + hosts4 + "04000009001a6f89000000000000000000000000000000000000"},
    {"tcp",
     {.protocol = ip_proto::tcp,
      .source_port = 5000,
      .destination_port = 80,
      .frame_size = 61,
      .tcp_flags = tcp_header::syn,
      .payload = pattern},
     macs + "08004500002f000040004006aea1" + hosts4 + "1388005000000001000000005002ffff08d5000001020301020301"},
    {"echo",
     {.protocol = ip_proto::icmp,
      .source_port = 7,
      .destination_port = 9,
      .frame_size = 61,
      .ttl = 1,
      .dscp = 46,
      .payload = pattern},
     macs + "080045b8002f000040000101ecee" + hosts4 + "0800e4dd0007000901020301020301020301020301020301020301"},
    {"udp6",
     {.source = source6, .destination = destination6, .frame_size = 63, .ttl = 255, .dscp = 10, .payload = pattern},
     macs + "86dd62800000000911ff" + hosts6 + "0400000900099f5e01"},
    {"tcp6",
     {.source = source6, .destination = destination6, .protocol = ip_proto::tcp},
     macs + "86dd6000000000140640" + hosts6 + "0400000900000001000000015010ffff50550000"},
    {"vlan_echo6",
     {.vlans = {10},
      .source = source6,
      .destination = destination6,
      .protocol = ip_proto::icmpv6,
      .source_port = 7,
      .destination_port = 9,
      .frame_size = 68,
      .payload = pattern},
     macs + "8100000a86dd60000000000a3a40" + hosts6 + "80002334000700090102"},
    {"qinq",
     {.vlans = {4094, 1}},
     macs +
         "88a80ffe810000010800450000260000400040"
         "11ae9f" +
         hosts4 + "0400000900126f9900000000000000000000"},
};

class built : public testing::TestWithParam<built_row> {};

TEST_P(built, equals_scapys_packet) { EXPECT_EQ(build_packet(GetParam().spec), from_hex(GetParam().hex)); }

TEST_P(built, parses_at_every_size) {
    packet_spec spec = GetParam().spec;
    const std::size_t least = parse(build_packet(spec)).l4_offset + (spec.protocol == ip_proto::tcp ? 20U : 8U);
    for (spec.frame_size = least; spec.frame_size < 1600; ++spec.frame_size) {
        const std::vector<std::byte> frame = build_packet(spec);
        const parsed_packet found = parse(frame);
        ASSERT_EQ(found.error, parse_error::none);
        ASSERT_EQ(found.type.protocol, spec.protocol);
        ASSERT_EQ(found.l4_offset + found.l4_length, frame.size());
    }
    spec.frame_size = least - 1;
    EXPECT_THROW((void)build_packet(spec), error);
}

INSTANTIATE_TEST_SUITE_P(packet, built, testing::ValuesIn(rows), [](const auto& row) { return row.param.name; });

TEST(packet_builder, builds_jumbo_frames) {
    const std::vector<std::byte> frame = build_packet({.frame_size = 65535 + 14});
    EXPECT_EQ(parse(frame).l4_length, 65535 - 20);
    EXPECT_THROW((void)build_packet({.frame_size = 65535 + 15}), error);
}

TEST(packet_builder, never_sends_a_udp_checksum_of_zero) {
    std::array<std::byte, 2> payload{};
    for (unsigned value = 0; value <= 0xffff; ++value) {
        payload = {static_cast<std::byte>(value >> 8U), static_cast<std::byte>(value)};
        const std::vector<std::byte> frame = build_packet({.frame_size = 44, .payload = payload});
        ASSERT_NE(header_at<udp_header>(std::span(frame), 34)->checksum, be16{0});
    }
}

TEST(packet_builder, leaves_the_rest_of_the_frame_alone) {
    std::vector<std::byte> frame(100, std::byte{0xee});
    EXPECT_EQ(build_packet({}, frame), 60U);
    EXPECT_EQ(frame[59], std::byte{0});
    EXPECT_EQ(frame[60], std::byte{0xee});
}

std::string refusal(const packet_spec& spec, std::size_t room = 2048) {
    std::vector<std::byte> frame(room);
    try {
        build_packet(spec, frame);
    } catch (const error& e) {
        return e.what();
    }
    return "";
}

TEST(packet_builder, says_what_cannot_be_built_and_what_can) {
    EXPECT_EQ(refusal({.source = source6}),
              "packet: source and destination are of different families; give two IPv4 or two IPv6 addresses");
    EXPECT_EQ(refusal({.protocol = ip_proto::icmpv6}),
              "packet: protocol 58 cannot be built; use UDP (17), TCP (6) or ICMP (1)");
    EXPECT_EQ(refusal({.vlans = {4095}}), "packet: VLAN 4095 does not exist; use 1 to 4094, or 0 for no tag");
    EXPECT_EQ(refusal({.dscp = 64}), "packet: DSCP 64 does not exist; use 0 to 63");
    EXPECT_EQ(refusal({.frame_size = 41}), "packet: 41 bytes cannot hold it; use 42 to 65549 bytes");
    EXPECT_EQ(refusal({}, 59), "packet: 60 bytes do not fit in 59; use a smaller size or larger frames");
}

} // namespace THIS_TEST
