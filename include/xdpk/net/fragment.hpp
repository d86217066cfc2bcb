// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/parser.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace xdpk {

/// What tells a datagram's fragments apart, and where they belong in it.
struct fragment_place {
    std::uint32_t id = 0; ///< of the datagram, between its two addresses and for its protocol
    std::size_t offset = 0;
    std::size_t length = 0; ///< bytes of the datagram that this fragment has
};

/// For a packet that parse() found to be a well-formed fragment: of `at`, type and l3_offset are used.
[[nodiscard]] fragment_place find_fragment(std::span<const std::byte> head, const parsed_packet& at) noexcept;

} // namespace xdpk
