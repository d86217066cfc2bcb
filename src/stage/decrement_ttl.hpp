// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/packet.hpp>
#include <xdpk/net/checksum.hpp>
#include <xdpk/net/ip.hpp>
#include <xdpk/net/packet_type.hpp>

#include <cstddef>

namespace xdpk::detail {

/// The TTL or hop limit of a parsed IP packet.
[[nodiscard]] inline std::uint8_t& ttl_of(const packet& p) noexcept {
    std::byte* const ip = p.data + p.l3;
    return packet_type::from_bits(p.type).l3 == l3_type::ipv4 ? reinterpret_cast<ipv4_header*>(ip)->ttl
                                                              : reinterpret_cast<ipv6_header*>(ip)->hop_limit;
}

/// Takes one off, the IPv4 checksum with it (RFC 1812, section 5.3.1; RFC 1624). There must be one to take.
inline void decrement_ttl(const packet& p) noexcept {
    std::uint8_t& ttl = ttl_of(p);
    --ttl;
    if (packet_type::from_bits(p.type).l3 != l3_type::ipv4)
        return;
    // It is the upper byte of its word.
    ones_complement_sum difference;
    difference.replace(be16{0x100}, be16{});
    auto& ip = *reinterpret_cast<ipv4_header*>(p.data + p.l3);
    ip.checksum = updated_checksum(ip.checksum, difference);
}

} // namespace xdpk::detail
