// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/flow_key.hpp>
#include <xdpk/net/packet_builder.hpp>

#include <array>
#include <cstddef>
#include <vector>

namespace xdpk::bench {

/// Lengths in bytes: an IPv4 header, the transport part of a small, a usual, a full and a jumbo packet.
inline constexpr std::array<std::size_t, 5> checksum_sizes{20, 64, 576, 1480, 8980};

struct named_packet {
    const char* name;
    std::vector<std::byte> bytes;
};

inline std::vector<named_packet> packets() {
    const ip_address source6 = *parse_ipv6("2001:db8::1");
    const ip_address destination6 = *parse_ipv6("2001:db8::2");
    return {
        {"UDP/IPv4", build_packet({})},
        {"TCP/IPv4/VLAN", build_packet({.vlans = {10}, .protocol = ip_proto::tcp})},
        {"UDP/IPv6", build_packet({.source = source6, .destination = destination6})},
        {"TCP/IPv6/QinQ",
         build_packet({.vlans = {100, 10}, .source = source6, .destination = destination6, .protocol = ip_proto::tcp})},
    };
}

/// Of 64 flows.
inline std::vector<flow_key> flow_keys() {
    std::vector<flow_key> keys;
    for (std::uint16_t port = 0; port < 64; ++port) {
        const std::vector<std::byte> frame = build_packet({.source_port = port});
        keys.push_back(extract_flow_key(frame, parse(frame)).value());
    }
    return keys;
}

} // namespace xdpk::bench
