// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/checksum.hpp>
#include <xdpk/net/headers.hpp>
#include <xdpk/net/parser.hpp>

#include <cstddef>
#include <span>

namespace xdpk {

/// Where in a transport header its checksum stands; 0 for protocols without an internet checksum.
[[nodiscard]] constexpr std::size_t checksum_offset(ip_proto protocol) noexcept {
    switch (protocol) {
    case ip_proto::tcp:
        return offsetof(tcp_header, checksum);
    case ip_proto::udp:
        return offsetof(udp_header, checksum);
    case ip_proto::icmp:
    case ip_proto::icmpv6:
        return offsetof(icmp_header, checksum);
    default:
        return 0;
    }
}

/// True if the transport checksum covers the IP addresses too.
[[nodiscard]] constexpr bool has_pseudo_header(ip_proto protocol) noexcept {
    return protocol == ip_proto::tcp || protocol == ip_proto::udp || protocol == ip_proto::icmpv6;
}

/// What a whole packet's transport checksum covers.
struct checksum_cover {
    std::size_t offset = 0;          ///< of the first covered byte in the frame
    std::size_t length = 0;          ///< covered bytes, perhaps in several segments
    ones_complement_sum pseudo{};    ///< what is covered besides
    std::size_t checksum_offset = 0; ///< of the checksum in the frame; 0: the packet has none that could be computed
};

/// For a packet that parse() found well formed. Fragments have no checksum of their own, UDP over IPv4 may have none.
/// An IPv6 destination is taken for the final one: not so while a routing header has segments left.
[[nodiscard]] checksum_cover transport_cover(std::span<const std::byte> head, const parsed_packet& at) noexcept;

} // namespace xdpk
