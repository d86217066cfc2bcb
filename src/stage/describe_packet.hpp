// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/packet.hpp>
#include <xdpk/net/flow_hash.hpp>
#include <xdpk/net/parser.hpp>

#include <cstddef>
#include <span>

namespace xdpk::detail {

/// Parses a packet of `length` bytes over all its segments, and notes in its descriptor what was found.
inline parsed_packet describe(packet& p, std::size_t length) noexcept {
    const std::span<const std::byte> head(p.data, p.length);
    const parsed_packet at = parse(head, length);
    p.type = at.type.bits();
    p.l3 = at.l3_offset;
    p.l4 = at.l4_offset;
    if (at.error == parse_error::none && at.type.is_ip()) [[likely]]
        p.hash = flow_hash(flow_key_at(p.data, at.type, at.l3_offset, at.l4_offset));
    return at;
}

} // namespace xdpk::detail
