// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/flow_record.h>
#include <xdpk/core/packet.hpp>
#include <xdpk/net/flow_key.hpp>
#include <xdpk/net/icmp_error.hpp>
#include <xdpk/net/packet_type.hpp>
#include <xdpk/net/transport.hpp>

#include <cstddef>

namespace xdpk::detail {

/// Has a record make packets with the key `to` of those with the key `from`, both of one protocol: of different IP
/// versions ICMP and ICMPv6 are one.
void set_rewrite(xdpk_flow_record& record, const flow_key& from, const flow_key& to) noexcept;

/// Gives a parsed packet the record's addresses and ports; checksums are updated (RFC 1624).
void rewrite(const packet& p, const xdpk_flow_record& record) noexcept;

/// The same for an ICMP error that travels the record's direction: in the quoted packet, which went the other way, what
/// was rewritten is undone. The outer source changes only if it is the flow's end itself (RFC 5508, section 4.2).
void rewrite_error(const packet& p, const quoted_packet& quoted, const xdpk_flow_record& record) noexcept;

struct port_pair {
    be16 source;
    be16 destination;
};

/// The ports of a transport header, and its checksum if the first `seen` bytes of the header have it.
void set_ports(std::byte* transport, packet_type type, port_pair ports, std::uint16_t delta, std::size_t seen) noexcept;

/// As long as a header can be that is there as a whole.
inline constexpr std::size_t longest_header = sizeof(tcp_header);

} // namespace xdpk::detail
