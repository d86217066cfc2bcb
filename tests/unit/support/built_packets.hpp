// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "support/frames.hpp"

#include <xdpk/core/stage.hpp>
#include <xdpk/net/checksum.hpp>
#include <xdpk/net/headers.hpp>
#include <xdpk/net/packet_builder.hpp>
#include <xdpk/net/transport_checksum.hpp>

#include <cstdint>
#include <gtest/gtest.h>
#include <span>
#include <string>
#include <string_view>

namespace xdpk::test {

/// Adds a packet that no stage has seen.
inline packet& put(burst& b, const packet_spec& spec, port_id in = 0) {
    const std::vector<std::byte> bytes = build_packet(spec);
    return put(b, std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()), in);
}

inline std::span<std::byte> bytes_of(const packet& p) { return {p.data, p.length}; }

/// The header behind the Ethernet header and its tags.
template <class Header>
Header& l3_of(const packet& p) {
    return *header_at<Header>(bytes_of(p), p.l3);
}

/// A counter of a stage or a flow stage.
template <class Stage>
std::uint64_t count(const Stage& s, std::string_view name) {
    for (const named_counter& c : s.counters())
        if (name == c.name)
            return c.value->get();
    ADD_FAILURE() << "no counter " << name;
    return 0;
}

/// Whether a packet of one segment is well formed, with right checksums.
inline bool is_right(const packet& p) {
    const std::span<const std::byte> head = bytes_of(p);
    const parsed_packet at = parse(head);
    if (at.error != parse_error::none)
        return false;
    if (at.type.l3 == l3_type::ipv4 && !has_valid_checksum(*header_at<ipv4_header>(head, at.l3_offset)))
        return false;
    const checksum_cover cover = transport_cover(head, at);
    ones_complement_sum sum = cover.pseudo;
    sum.add(head.subspan(cover.offset, cover.length));
    return cover.checksum_offset == 0 || sum.folded() == 0xffff;
}

} // namespace xdpk::test
