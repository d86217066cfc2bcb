// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/net/parser.hpp>

#include "net/ipv4_packets.hpp"
#include "net/ipv6_packets.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace THIS_TEST {

using namespace xdpk;
using namespace xdpk::test;

struct edit {
    std::size_t offset;
    std::string hex;
};

/// A good packet, what is changed in it, and what the parser is to say.
struct malformed_row {
    std::string name;
    std::string packet;
    std::vector<edit> edits;
    parse_error error;
};

std::ostream& operator<<(std::ostream& out, const malformed_row& row) { return out << row.name; }

using enum parse_error;

/// Offsets in untagged packets: IPv4 at 14 (length 16, fragment 20), IPv6 at 14 (length 18, next header 20),
/// transport at 34 or 54.
const std::vector<malformed_row> malformed_rows = {
    {"third_vlan_tag", "qinq", {{20, "8100"}}, vlan_too_many_tags},
    {"arp_hardware_type", "arp", {{14, "0006"}}, arp_not_ipv4_over_ethernet},
    {"arp_protocol_type", "arp", {{16, "86dd"}}, arp_not_ipv4_over_ethernet},
    {"arp_hardware_length", "arp", {{18, "08"}}, arp_not_ipv4_over_ethernet},
    {"arp_protocol_length", "arp", {{19, "10"}}, arp_not_ipv4_over_ethernet},

    {"ipv4_version_6", "udp4", {{14, "65"}}, ipv4_bad_version},
    {"ipv4_version_0", "udp4", {{14, "05"}}, ipv4_bad_version},
    {"ipv4_ihl_4", "udp4", {{14, "44"}}, ipv4_bad_header_length},
    {"ipv4_ihl_0", "udp4", {{14, "40"}}, ipv4_bad_header_length},
    {"ipv4_ihl_past_frame", "igmp4_empty", {{14, "46"}}, ipv4_truncated},
    {"ipv4_length_0", "udp4", {{16, "0000"}}, ipv4_bad_total_length},
    {"ipv4_length_19", "udp4", {{16, "0013"}}, ipv4_bad_total_length},
    {"ipv4_length_less_than_options", "ip4_options", {{16, "0017"}}, ipv4_bad_total_length},
    {"ipv4_length_past_frame", "udp4", {{16, "0021"}}, ipv4_past_frame},
    {"ipv4_fragment_not_of_8", "ip4_first_fragment", {{16, "002b"}}, ipv4_bad_fragment},
    {"ipv4_fragment_empty", "ip4_later_fragment", {{16, "0014"}}, ipv4_bad_fragment},
    {"ipv4_fragment_past_64k", "ip4_later_fragment", {{20, "1ffd"}}, ipv4_bad_fragment},

    {"ipv6_version_4", "udp6", {{14, "40"}}, ipv6_bad_version},
    {"ipv6_length_past_frame", "udp6", {{18, "000d"}}, ipv6_past_frame},
    {"ipv6_jumbogram", "hop_by_hop6", {{18, "0000"}}, ipv6_extension_truncated},
    {"ipv6_extension_past_packet", "destination6", {{55, "ff"}}, ipv6_extension_truncated},
    {"ipv6_ah_past_packet", "ah6", {{55, "0a"}}, ipv6_extension_truncated},
    {"ipv6_half_an_extension", "destination6", {{18, "0001"}}, ipv6_extension_truncated},
    {"ipv6_hop_by_hop_second", "all_extensions6", {{54, "00"}}, ipv6_bad_hop_by_hop},
    {"ipv6_two_fragment_headers",
     "all_extensions6",
     {{94, "3c"}, {86, "3c"}, {78, "2c"}, {70, "2c"}},
     ipv6_bad_fragment},
    {"ipv6_fragment_not_of_8", "first_fragment6", {{18, "001f"}}, ipv6_bad_fragment},
    {"ipv6_fragment_past_64k", "first_fragment6", {{56, "fff9"}}, ipv6_bad_fragment},

    {"tcp_offset_4", "tcp4", {{46, "40"}}, tcp_bad_data_offset},
    {"tcp_offset_0", "tcp6", {{66, "00"}}, tcp_bad_data_offset},
    {"tcp_offset_past_packet", "tcp4", {{46, "70"}}, tcp_bad_data_offset},
    {"tcp_offset_into_padding", "tcp4_options", {{16, "0038"}}, tcp_bad_data_offset},
    {"tcp_cut_by_ip", "tcp4", {{16, "0027"}}, tcp_truncated},
    {"udp_length_7", "udp4", {{38, "0007"}}, udp_bad_length},
    {"udp_length_0", "udp6", {{58, "0000"}}, udp_bad_length},
    {"udp_length_past_packet", "udp4", {{38, "000d"}}, udp_bad_length},
    {"udp_length_into_padding", "udp4_padded", {{38, "0018"}}, udp_bad_length},
    {"udp_cut_by_ip", "udp4_padded", {{16, "001b"}}, udp_truncated},
    {"udp_in_tiny_first_fragment", "ip4_first_fragment", {{16, "0018"}, {20, "2000"}, {23, "06"}}, ipv4_bad_fragment},
    {"tcp_in_tiny_first_fragment", "ip4_first_fragment", {{16, "001c"}, {23, "06"}}, tcp_truncated},
    {"icmp_cut_by_ip", "icmp4", {{16, "001b"}}, icmp_truncated},
    {"icmpv6_cut_by_ip", "icmp6", {{18, "0007"}}, icmpv6_truncated},
    {"sctp_cut_by_ip", "sctp4", {{16, "001f"}}, sctp_truncated},
};

std::vector<std::byte> packet_named(const std::string& name) {
    std::vector<packet_row> rows = ipv4_packets;
    rows.insert(rows.end(), ipv6_packets.begin(), ipv6_packets.end());
    const auto row = std::find_if(rows.begin(), rows.end(), [&](const packet_row& each) { return each.name == name; });
    return from_hex(row->hex);
}

class malformed : public testing::TestWithParam<malformed_row> {};

TEST_P(malformed, is_named) {
    std::vector<std::byte> frame = packet_named(GetParam().packet);
    for (const edit& change : GetParam().edits) {
        const std::vector<std::byte> bytes = from_hex(change.hex);
        std::copy(bytes.begin(), bytes.end(), frame.begin() + static_cast<std::ptrdiff_t>(change.offset));
    }
    const parsed_packet found = parse(frame);
    EXPECT_STREQ(name(found.error), name(GetParam().error));
    EXPECT_TRUE(found.type.malformed);
    EXPECT_EQ(found.l4_offset, 0);
}

INSTANTIATE_TEST_SUITE_P(packet, malformed, testing::ValuesIn(malformed_rows),
                         [](const auto& row) { return row.param.name; });

/// One destination-options header of `length` bytes before UDP.
std::vector<std::byte> with_options_of(std::size_t length) {
    std::vector<std::byte> frame = packet_named("udp6");
    std::vector<std::byte> options(length);
    options[0] = std::byte{17};
    options[1] = static_cast<std::byte>(length / 8 - 1);
    frame[20] = std::byte{60};
    frame[18] = static_cast<std::byte>((12 + length) >> 8U);
    frame[19] = static_cast<std::byte>(12 + length);
    frame.insert(frame.begin() + 54, options.begin(), options.end());
    return frame;
}

TEST(malformed, fragment_past_64k_by_one_byte) {
    std::vector<std::byte> frame = packet_named("ip4_last_fragment");
    frame.resize(14 + 20 + 8);
    frame[20] = std::byte{0x1f};
    frame[21] = std::byte{0xfd}; // 20 bytes of header and 65,512 before this fragment
    frame[17] = std::byte{20 + 3};
    EXPECT_EQ(parse(frame).error, parse_error::none);
    frame[17] = std::byte{20 + 4};
    EXPECT_EQ(parse(frame).error, parse_error::ipv4_bad_fragment);
}

TEST(malformed, transport_header_past_byte_255) {
    EXPECT_EQ(parse(with_options_of(200)).l4_offset, 254);
    EXPECT_EQ(parse(with_options_of(208)).error, parse_error::ipv6_extensions_too_long);
}

} // namespace THIS_TEST
