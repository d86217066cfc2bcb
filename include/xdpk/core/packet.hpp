// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace xdpk {

/// Number of a port within a run: its position in the list of ports, from 0.
using port_id = std::uint16_t;

/// Ways out that are not ports. A run has at most `max_ports` ports.
enum way_out : port_id {
    max_ports = 62,
    unrouted = 62, ///< no stage gave the packet a way out: dropped and counted as such
    to_drop = 63,  ///< a stage dropped the packet and counted why
};

/// Descriptor of a packet: a value in a burst. The bytes are in the frame it points into.
struct packet {
    std::byte* data;          ///< first byte of the first segment
    std::uint32_t length;     ///< bytes in the first segment
    std::uint32_t hash;       ///< flow hash, 0 until a parser sets it
    port_id in_port;          ///< where it came from
    port_id out_port;         ///< where it goes: a port or a way_out
    std::uint16_t type;       ///< packet type bits, 0 until a parser sets them
    std::uint8_t l3;          ///< offset of the network header, 0 until a parser sets it
    std::uint8_t l4;          ///< offset of the transport header, 0 until a parser sets it
    std::uint16_t rest;       ///< index of the second segment in the burst's segment list
    std::uint16_t rest_count; ///< segments after the first; 0 for all packets that fit one frame
    std::uint32_t mark;       ///< for stages to talk to each other
};
static_assert(sizeof(packet) == 32);
static_assert(std::is_trivially_copyable_v<packet>);

/// A further piece of a packet that is larger than one frame.
struct segment {
    std::byte* data;
    std::uint32_t length;
};

} // namespace xdpk
