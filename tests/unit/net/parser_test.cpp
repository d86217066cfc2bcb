// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/net/parser.hpp>

#include "net/ipv4_packets.hpp"
#include "net/ipv6_packets.hpp"

#include <gtest/gtest.h>
#include <set>

namespace THIS_TEST {

using namespace xdpk;
using namespace xdpk::test;

class parser : public testing::TestWithParam<packet_row> {};

TEST_P(parser, finds_the_headers) { EXPECT_EQ(parse(from_hex(GetParam().hex)), GetParam().expected); }

TEST_P(parser, takes_bytes_behind_the_packet_for_padding) {
    std::vector<std::byte> frame = from_hex(GetParam().hex);
    frame.resize(frame.size() + 100, std::byte{0xff});
    EXPECT_EQ(parse(frame), GetParam().expected);
}

std::string row_name(const testing::TestParamInfo<packet_row>& row) { return row.param.name; }

INSTANTIATE_TEST_SUITE_P(ipv4, parser, testing::ValuesIn(ipv4_packets), row_name);
INSTANTIATE_TEST_SUITE_P(ipv6, parser, testing::ValuesIn(ipv6_packets), row_name);

TEST(parse_error, has_a_name_each) {
    std::set<std::string> names;
    for (std::size_t i = 0; i < parse_error_count; ++i)
        names.insert(name(static_cast<parse_error>(i)));
    EXPECT_EQ(names.size(), parse_error_count);
    EXPECT_STREQ(name(parse_error::none), "none");
    EXPECT_STREQ(name(parse_error::ipv4_past_frame), "ipv4_past_frame");
    EXPECT_STREQ(name(parse_error::ipv6_bad_hop_by_hop), "ipv6_bad_hop_by_hop");
    EXPECT_STREQ(name(parse_error::sctp_truncated), "sctp_truncated");
}

TEST(packet_type, goes_through_a_descriptor) {
    const packet_type type{.vlan_tags = 2,
                           .l3 = l3_type::ipv6,
                           .fragment = fragment_type::first,
                           .has_options = true,
                           .malformed = false,
                           .protocol = ip_proto::sctp};
    EXPECT_EQ(packet_type::from_bits(type.bits()), type);
    EXPECT_TRUE(type.is_ip());
    EXPECT_FALSE(packet_type{.l3 = l3_type::arp}.is_ip());
    EXPECT_EQ(packet_type{}.bits(), 0) << "a descriptor that nobody parsed";
}

TEST(parser, counts_all_segments_of_a_jumbo_packet) {
    std::vector<std::byte> head = from_hex(ipv4_packets.front().hex);
    head.resize(2048);
    const std::size_t packet_length = 9014;
    const auto put = [&](std::size_t at, std::size_t value) {
        head[at] = static_cast<std::byte>(value >> 8U);
        head[at + 1] = static_cast<std::byte>(value);
    };
    put(16, 9000);
    put(38, 8980);
    const parsed_packet found = parse(head, packet_length);
    EXPECT_EQ(found.error, parse_error::none);
    EXPECT_EQ(found.l4_length, 8980);
    EXPECT_EQ(parse(head, packet_length - 1).error, parse_error::ipv4_past_frame);
}

} // namespace THIS_TEST
