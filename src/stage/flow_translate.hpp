// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/burst.hpp>
#include <xdpk/core/flow_record.h>
#include <xdpk/net/big_endian.hpp>
#include <xdpk/net/icmp_error.hpp>

#include <cstddef>
#include <optional>

namespace xdpk::detail {

/// Gives a parsed packet the record's addresses and ports, and the IP header of the other version (RFC 7915): it grows
/// into the frame's headroom, or shrinks; Ethernet header and VLAN tags move along, and the descriptor is that of the
/// new packet. `id` is for IPv4 packets that may be fragmented. A UDP checksum that IPv4 left out is computed.
///
/// False, and the packet is of no use any more, if read_common_header() says so, there is no room, or the packet is a
/// fragment of ICMP, whose checksum covers what only the whole datagram knows, or a first one of UDP without checksum.
[[nodiscard]] bool translate(const burst& b, packet& p, const xdpk_flow_record& record, be16 id) noexcept;

/// Of an IP packet in bytes, as it is and as translate() would make it.
struct translated_lengths {
    std::size_t before;
    std::size_t after;
};
/// Nothing if read_common_header() says so.
[[nodiscard]] std::optional<translated_lengths> lengths_of(const packet& p) noexcept;

/// The same for an ICMP error that travels the record's direction; the quoted packet, which went the other way, becomes
/// what its sender sent. What tells the error's cause becomes what says it best, the MTU is that of the other headers
/// (RFC 7915, sections 4.2 to 4.5 and 5.2 to 5.5). An error from an IPv4 router between has its address behind the
/// record's prefix as its source; one from an IPv6 router, or from where the prefix may not stand in front of, has the
/// flow's end. Extensions (RFC 4884) are cut off, and what is beyond 1280 bytes of IPv6.
///
/// False also if the error has no counterpart, or is in several segments.
[[nodiscard]] bool translate_error(const burst& b, packet& p, const quoted_packet& quoted,
                                   const xdpk_flow_record& record, be16 id) noexcept;

} // namespace xdpk::detail
