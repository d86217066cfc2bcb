// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "net/packet_row.hpp"

namespace xdpk::test {

/// IPv6 packets from Scapy, and what the parser is to find in them.
inline const std::vector<packet_row> ipv6_packets = {
    {"qinq",
     macs + "88a800648100000a86dd6000000000140640" + hosts6 + "04000050000000000000000050022000301e0000",
     {packet_type{.vlan_tags = 2, .l3 = l3_type::ipv6, .protocol = ip_proto::tcp}, 22, 62, 20}},
    {"udp6",
     macs + "86dd60000000000c1140" + hosts6 + "04000009000cb7887864706b",
     {packet_type{.l3 = l3_type::ipv6, .protocol = ip_proto::udp}, 14, 54, 12}},
    {"tcp6",
     macs + "86dd6000000000180640" + hosts6 + "04000050000000000000000050022000474a00007864706b",
     {packet_type{.l3 = l3_type::ipv6, .protocol = ip_proto::tcp}, 14, 54, 24}},
    {"icmp6",
     macs + "86dd60000000000c3a40" + hosts6 + "80003b71000100027864706b",
     {packet_type{.l3 = l3_type::ipv6, .protocol = ip_proto::icmpv6}, 14, 54, 12}},
    {"icmp_in_ipv6",
     macs + "86dd6000000000020140" + hosts6 + "0800",
     {packet_type{.l3 = l3_type::ipv6, .protocol = ip_proto::icmp}, 14, 54, 2}},
    {"no_next_header6",
     macs + "86dd6000000000043b40" + hosts6 + "7864706b",
     {packet_type{.l3 = l3_type::ipv6, .protocol = ip_proto::no_next_header}, 14, 0, 0}},
    {"hop_by_hop6",
     macs + "86dd6000000000100040" + hosts6 + "3a000502000001008f00154800000000",
     {packet_type{.l3 = l3_type::ipv6, .has_options = true, .protocol = ip_proto::icmpv6}, 14, 62, 8}},
    {"routing6",
     macs + "86dd6000000000242b40" + hosts6 +
         "110200010000000020010db800000000000000000000000304000009000cb7877864706b",
     {packet_type{.l3 = l3_type::ipv6, .has_options = true, .protocol = ip_proto::udp}, 14, 78, 12}},
    {"destination6",
     macs + "86dd6000000000243c40" + hosts6 +
         "0601010c00000000000000000000000004000050000000000000000050022000301e0000",
     {packet_type{.l3 = l3_type::ipv6, .has_options = true, .protocol = ip_proto::tcp}, 14, 70, 20}},
    {"ah6",
     macs + "86dd60000000002c3340" + hosts6 +
         "060400000000000100000001aaaaaaaaaaaaaaaaaaaaaaaa0400005000000000000000005002200000000000",
     {packet_type{.l3 = l3_type::ipv6, .has_options = true, .protocol = ip_proto::tcp}, 14, 78, 20}},
    {"all_extensions6",
     macs + "86dd6000000000480040" + hosts6 +
         "3c000104000000002b000104000000002c0000000000000033000001000000073c04000000000001"
         "00000001aaaaaaaaaaaaaaaaaaaaaaaa11000104000000000400000907d00000",
     {packet_type{
          .l3 = l3_type::ipv6, .fragment = fragment_type::first, .has_options = true, .protocol = ip_proto::udp},
      14, 118, 8}},
    {"atomic_fragment6",
     macs + "86dd6000000000142c40" + hosts6 + "110000000000000704000009000cb7887864706b",
     {packet_type{.l3 = l3_type::ipv6, .has_options = true, .protocol = ip_proto::udp}, 14, 62, 12}},
    {"first_fragment6",
     macs + "86dd6000000000202c40" + hosts6 + "1100000100000007040000090bb8000078787878787878787878787878787878",
     {packet_type{
          .l3 = l3_type::ipv6, .fragment = fragment_type::first, .has_options = true, .protocol = ip_proto::udp},
      14, 62, 24}},
    {"later_fragment6",
     macs + "86dd60000000000d2c40" + hosts6 + "110005a8000000077878787878",
     {packet_type{
          .l3 = l3_type::ipv6, .fragment = fragment_type::later, .has_options = true, .protocol = ip_proto::udp},
      14, 0, 0}},
    {"later_fragment6_of_extensions",
     macs + "86dd60000000000d2c40" + hosts6 + "3c00000800000007ffffffffff",
     {packet_type{.l3 = l3_type::ipv6,
                  .fragment = fragment_type::later,
                  .has_options = true,
                  .protocol = ip_proto::destination_options},
      14, 0, 0}},
    {"esp6",
     macs + "86dd6000000000083240" + hosts6 + "0000000100000001",
     {packet_type{.l3 = l3_type::ipv6, .protocol = ip_proto::esp}, 14, 54, 8}},
};

} // namespace xdpk::test
