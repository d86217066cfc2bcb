// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/ip.hpp>

#include <bit>
#include <cstdint>

namespace xdpk {

enum class l3_type : std::uint8_t { other, arp, ipv4, ipv6 };

/// `first` has the transport header, `later` has none. An IPv6 atomic fragment (RFC 6946) is not a fragment.
enum class fragment_type : std::uint8_t { none, first, later };

/// What a packet's headers are, in 16 bits: the `type` of a packet descriptor.
struct packet_type {
    std::uint8_t vlan_tags : 2 = 0;
    l3_type l3 : 2 = l3_type::other;
    fragment_type fragment : 2 = fragment_type::none;
    /// IPv4 options or IPv6 extension headers.
    bool has_options : 1 = false;
    /// The parser found an error; what it has set before is right.
    bool malformed : 1 = false;
    /// What follows the network header and its extension headers. Means nothing unless l3 is ipv4 or ipv6.
    ip_proto protocol = ip_proto::hop_by_hop;

    bool operator==(const packet_type&) const = default;

    [[nodiscard]] bool is_ip() const noexcept { return l3 >= l3_type::ipv4; }
    /// ICMP over IPv4 or ICMPv6 over IPv6; either over the other family is just some protocol.
    [[nodiscard]] bool is_icmp() const noexcept {
        return (l3 == l3_type::ipv4 && protocol == ip_proto::icmp) ||
               (l3 == l3_type::ipv6 && protocol == ip_proto::icmpv6);
    }

    [[nodiscard]] std::uint16_t bits() const noexcept { return std::bit_cast<std::uint16_t>(*this); }
    [[nodiscard]] static packet_type from_bits(std::uint16_t bits) noexcept { return std::bit_cast<packet_type>(bits); }
};
static_assert(sizeof(packet_type) == sizeof(std::uint16_t));

} // namespace xdpk
