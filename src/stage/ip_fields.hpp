// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/packet.hpp>
#include <xdpk/net/headers.hpp>
#include <xdpk/net/packet_type.hpp>

#include <cstdint>

namespace xdpk::detail {

/// What IP headers of both versions have.
struct ip_fields {
    bool is_ipv4;
    std::uint8_t traffic_class; ///< DSCP and ECN
    std::uint8_t hop_limit;
    std::uint32_t length; ///< of the whole IP packet
};

/// Of a packet that was parsed and is IP.
inline ip_fields read_ip(const packet& p) noexcept {
    const std::byte* const at = p.data + p.l3;
    if (packet_type::from_bits(p.type).l3 == l3_type::ipv4) {
        const auto& ip = *reinterpret_cast<const ipv4_header*>(at);
        return {true, ip.tos, ip.ttl, ip.total_length.host()};
    }
    const auto& ip = *reinterpret_cast<const ipv6_header*>(at);
    return {false, static_cast<std::uint8_t>(ip.version_class_flow.host() >> 20U), ip.hop_limit,
            static_cast<std::uint32_t>(sizeof(ip) + ip.payload_length.host())};
}

} // namespace xdpk::detail
