// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/burst.hpp>
#include <xdpk/net/ip_address.hpp>

#include <cstdint>
#include <optional>

namespace xdpk {

/// Why a packet is not forwarded, as its sender is told.
enum class refusal : std::uint8_t {
    rejected,         ///< by a filter. TCP: a reset. Others: administratively prohibited
    net_unreachable,  ///< no route
    host_unreachable, ///< no neighbour
    port_unreachable,
    prohibited,    ///< administratively, also said of TCP
    time_exceeded, ///< the last TTL or hop limit
    too_big,       ///< fragmentation needed (IPv4), packet too big (IPv6)
};

/// Who sends ICMP errors: a router's own address. Without one, the packet's destination does.
struct refusal_source {
    std::optional<ipv4_address> v4{};
    std::optional<ipv6_address> v6{};
};

/// Turns a parsed packet, in its frame, into the packet that tells its sender why it was not forwarded: a TCP reset
/// (RFC 9293, section 3.10.7.1), always from the packet's destination, or an ICMP (RFC 792, RFC 1812) or ICMPv6 error
/// (RFC 4443), which quotes the packet's first segment: an IPv4 packet of at most 576 bytes or an IPv6 packet of at
/// most 1280. VLAN tags stay. `mtu`, of too_big, is the next link's in bytes.
///
/// True: the packet is the refusal, parsed and whole in one frame, and leaves by the port it came in by; the frames of
/// its further segments are in the pool. False: nothing may be sent, and the packet is as it was. That is so of
/// - ICMP errors and ICMPv6 redirects; TCP resets, if they would be answered with another;
/// - fragments but the first;
/// - what goes to a multicast or broadcast address, of IP or of Ethernet; but a too_big is told of IPv6 multicast;
/// - what does not come from one host: unspecified, loopback, multicast and class E addresses, Ethernet groups
/// (RFC 1122, section 3.2.2; RFC 1812, section 4.3.2.7; RFC 4443, section 2.4(e)); of packets that are not IP or are
/// malformed; and if the refusal's source would not be one host, or the frame's headroom has no room for its headers.
///
/// How many refusals may be sent in a second is the caller's to limit (RFC 1812, section 4.3.2.8; RFC 4443, section
/// 2.4(f)), and to know its subnets' broadcast addresses, which are recognised by their Ethernet address only.
[[nodiscard]] bool refuse(burst& b, packet& p, refusal why, const refusal_source& from = {},
                          std::uint16_t mtu = 0) noexcept;

} // namespace xdpk
