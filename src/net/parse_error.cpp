// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/net/parser.hpp>

#include <array>
#include <iterator>

namespace xdpk {

namespace {

constexpr std::array names{
    "none",
    "ethernet_truncated",
    "vlan_truncated",
    "vlan_too_many_tags",
    "arp_truncated",
    "arp_not_ipv4_over_ethernet",
    "ipv4_truncated",
    "ipv4_bad_version",
    "ipv4_bad_header_length",
    "ipv4_bad_total_length",
    "ipv4_past_frame",
    "ipv4_bad_fragment",
    "ipv6_truncated",
    "ipv6_bad_version",
    "ipv6_past_frame",
    "ipv6_extension_truncated",
    "ipv6_extensions_too_long",
    "ipv6_bad_hop_by_hop",
    "ipv6_bad_fragment",
    "tcp_truncated",
    "tcp_bad_data_offset",
    "udp_truncated",
    "udp_bad_length",
    "icmp_truncated",
    "icmpv6_truncated",
    "sctp_truncated",
};
static_assert(std::size(names) == parse_error_count);

} // namespace

const char* name(parse_error error) noexcept { return names[static_cast<std::size_t>(error)]; }

} // namespace xdpk
