// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/ip.hpp>
#include <xdpk/net/ip_address.hpp>
#include <xdpk/net/mac_address.hpp>
#include <xdpk/net/transport.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace xdpk {

/// A packet for tests and traffic generators. Addresses default to the benchmarking range (RFC 2544 §C.2.2).
struct packet_spec {
    mac_address destination_mac{{0x02, 0, 0, 0, 0, 0x02}};
    mac_address source_mac{{0x02, 0, 0, 0, 0, 0x01}};
    /// VLAN identifiers 1 to 4094, outermost first; 0 is no tag. Of two, the first is an 802.1ad service tag.
    std::array<std::uint16_t, 2> vlans{};
    /// Both of one family.
    ip_address source = ipv4_address{{198, 18, 0, 1}};
    ip_address destination = ipv4_address{{198, 19, 0, 1}};
    /// udp, tcp, or an echo request: icmp over IPv4, icmpv6 over IPv6.
    ip_proto protocol = ip_proto::udp;
    std::uint16_t source_port = 1024;   ///< of an echo request: the identifier
    std::uint16_t destination_port = 9; ///< of an echo request: the sequence number
    /// Bytes of the frame without its check sequence; 0 is as short as Ethernet and the headers allow (60 or more).
    std::size_t frame_size = 0;
    std::uint8_t ttl = 64;
    std::uint8_t dscp = 0; ///< 0 to 63
    std::uint8_t tcp_flags = tcp_header::ack;
    /// Repeated to fill the frame behind the headers; zeros if empty.
    std::span<const std::byte> payload{};
};

/// The length of the frame that `spec` describes. Throws xdpk::error if there can be no such packet.
[[nodiscard]] std::size_t frame_size(const packet_spec& spec);

/// Writes the packet, with right lengths and checksums, to the start of `frame`; returns its length.
/// Throws xdpk::error if there can be no such packet or `frame` is too short for it.
std::size_t build_packet(const packet_spec& spec, std::span<std::byte> frame);

[[nodiscard]] std::vector<std::byte> build_packet(const packet_spec& spec);

} // namespace xdpk
