// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "net/packet_row.hpp"

namespace xdpk::test {

/// IPv4, ARP and other packets from Scapy, and what the parser is to find in them.
inline const std::vector<packet_row> ipv4_packets = {
    {"udp4",
     macs + "080045000020000100004011eea4" + hosts4 + "04000009000c86d57864706b",
     {packet_type{.l3 = l3_type::ipv4, .protocol = ip_proto::udp}, 14, 34, 12}},
    {"udp4_padded",
     macs + "080045000020000100004011eea4" + hosts4 + "04000009000c86d57864706b0000000000000000000000000000",
     {packet_type{.l3 = l3_type::ipv4, .protocol = ip_proto::udp}, 14, 34, 12}},
    {"udp4_trailing_ip_payload",
     macs + "080045000020000100004011eea4" + hosts4 + "0001000200088adf7864706b",
     {packet_type{.l3 = l3_type::ipv4, .protocol = ip_proto::udp}, 14, 34, 12}},
    {"tcp4",
     macs + "08004500002c000100004006eea3" + hosts4 + "04000050000000000000000050022000169700007864706b",
     {packet_type{.l3 = l3_type::ipv4, .protocol = ip_proto::tcp}, 14, 34, 24}},
    {"tcp4_options",
     macs + "08004500003c000100004006ee93" + hosts4 +
         "040000500000000000000000a002200097870000020405b40402080a000000010000000001030307",
     {packet_type{.l3 = l3_type::ipv4, .protocol = ip_proto::tcp}, 14, 34, 40}},
    {"icmp4",
     macs + "080045000020000100004001eeb4" + hosts4 + "08000f2d000100027864706b",
     {packet_type{.l3 = l3_type::ipv4, .protocol = ip_proto::icmp}, 14, 34, 12}},
    {"sctp4",
     macs + "080045000020000100004084ee31" + hosts4 + "040000090000000706cf9c0a",
     {packet_type{.l3 = l3_type::ipv4, .protocol = ip_proto::sctp}, 14, 34, 12}},
    {"gre4",
     macs + "08004500001800010000402fee8e" + hosts4 + "00000800",
     {packet_type{.l3 = l3_type::ipv4, .protocol = ip_proto::gre}, 14, 34, 4}},
    {"igmp4_empty",
     macs + "0800450000140001000001022dc0" + hosts4,
     {packet_type{.l3 = l3_type::ipv4, .protocol = ip_proto::igmp}, 14, 34, 0}},
    {"icmpv6_in_ipv4",
     macs + "08004500001600010000403aee85" + hosts4 + "8000",
     {packet_type{.l3 = l3_type::ipv4, .protocol = ip_proto::icmpv6}, 14, 34, 2}},
    {"ip4_options",
     macs + "080046000024000100004011599c" + hosts4 + "9404000004000009000c86d57864706b",
     {packet_type{.l3 = l3_type::ipv4, .has_options = true, .protocol = ip_proto::udp}, 14, 38, 12}},
    {"ip4_longest_options",
     macs + "08004f000050000100004006d06b" + hosts4 +
         "01010101010101010101010101010101010101010101010101010101010101010101010101010101"
         "04000050000000000000000050022000ff6a0000",
     {packet_type{.l3 = l3_type::ipv4, .has_options = true, .protocol = ip_proto::tcp}, 14, 74, 20}},
    {"ip4_first_fragment",
     macs + "08004500002c000720004011ce92" + hosts4 + "040000090bb8000078787878787878787878787878787878",
     {packet_type{.l3 = l3_type::ipv4, .fragment = fragment_type::first, .protocol = ip_proto::udp}, 14, 34, 24}},
    {"ip4_later_fragment",
     macs + "080045000024000720b94011cde1" + hosts4 + "78787878787878787878787878787878",
     {packet_type{.l3 = l3_type::ipv4, .fragment = fragment_type::later, .protocol = ip_proto::udp}, 14, 0, 0}},
    {"ip4_last_fragment",
     macs + "080045000017000701724006ed40" + hosts4 + "787878",
     {packet_type{.l3 = l3_type::ipv4, .fragment = fragment_type::later, .protocol = ip_proto::tcp}, 14, 0, 0}},
    {"vlan",
     macs + "8100a00a080045000020000100004011eea4" + hosts4 + "04000009000c86d57864706b",
     {packet_type{.vlan_tags = 1, .l3 = l3_type::ipv4, .protocol = ip_proto::udp}, 18, 38, 12}},
    {"double_8021q",
     macs + "810000648100000a080045000028000100004006eea7" + hosts4 + "04000050000000000000000050022000ff6a0000",
     {packet_type{.vlan_tags = 2, .l3 = l3_type::ipv4, .protocol = ip_proto::tcp}, 22, 42, 20}},
    {"arp",
     macs + "08060001080006040001020000000001c6120001000000000000c6120002",
     {packet_type{.l3 = l3_type::arp}, 14, 0, 0}},
    {"arp_vlan_padded",
     macs + "8100000a08060001080006040002020000000001c6120001020000000002c6120002000000000000"
            "0000000000000000",
     {packet_type{.vlan_tags = 1, .l3 = l3_type::arp}, 18, 0, 0}},
    {"lldp", "0180c200000e02000000000188cc020704020202020202", {packet_type{}, 14, 0, 0}},
    {"llc",
     "0180c200000002000000000100264242030000000000000000000000000000000000000000000000"
     "000000000000000000000000",
     {packet_type{}, 14, 0, 0}},
    {"ethernet_alone", "ffffffffffff0200000000011234", {packet_type{}, 14, 0, 0}},
};

} // namespace xdpk::test
