// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/flow_key.hpp>
#include <xdpk/net/parser.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace xdpk {

/// The packet that an ICMP error speaks of: its start, as whoever reports the error has seen it. Offsets from the start
/// of the frame, as in parsed_packet.
struct quoted_packet {
    flow_key key;
    std::uint16_t l3_offset = 0;
    std::uint16_t l4_offset = 0; ///< 0: not quoted, or a later fragment's
    std::uint16_t end = 0;       ///< where the quoted bytes of the first segment end
};

/// True for messages that quote a packet: ICMP destination unreachable, source quench, redirect, time exceeded and
/// parameter problem (RFC 792); ICMPv6 types below 128 (RFC 4443).
[[nodiscard]] bool is_icmp_error(std::span<const std::byte> head, const parsed_packet& at) noexcept;

/// The packet in an ICMP error that parse() found well formed; nothing if it is no error, or quotes less than the IP
/// header and the 8 bytes behind it that RFC 792 asks for. Reads nothing outside of `head`.
[[nodiscard]] std::optional<quoted_packet> find_quoted(std::span<const std::byte> head, const parsed_packet& at,
                                                       std::uint16_t zone = 0) noexcept;

} // namespace xdpk
