// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/flow_record.h>
#include <xdpk/core/packet.hpp>
#include <xdpk/net/flow_key.hpp>
#include <xdpk/net/icmp_error.hpp>

namespace xdpk::detail {

/// Has a record make packets with the key `to` of those with the key `from`, both of one IP version and protocol.
void set_rewrite(xdpk_flow_record& record, const flow_key& from, const flow_key& to) noexcept;

/// Gives a parsed packet the record's addresses and ports; checksums are updated (RFC 1624).
void rewrite(const packet& p, const xdpk_flow_record& record) noexcept;

/// The same for an ICMP error that travels the record's direction: in the quoted packet, which went the other way, what
/// was rewritten is undone. The outer source changes only if it is the flow's end itself (RFC 5508, section 4.2).
void rewrite_error(const packet& p, const quoted_packet& quoted, const xdpk_flow_record& record) noexcept;

} // namespace xdpk::detail
