// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/flow_key.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace xdpk {

/// The key of Microsoft's RSS verification suite, the default of several drivers.
inline constexpr std::array<std::uint8_t, 40> microsoft_rss_key{
    0x6d, 0x5a, 0x56, 0xda, 0x25, 0x5b, 0x0e, 0xc2, 0x41, 0x67, 0x25, 0x3d, 0x43, 0xa3,
    0x8f, 0xb0, 0xd0, 0xca, 0x2b, 0xcb, 0xae, 0x7b, 0x30, 0xb4, 0x77, 0xcb, 0x2d, 0xa3,
    0x80, 0x30, 0xf2, 0x0c, 0x6a, 0x42, 0xb7, 0x3b, 0xbe, 0xac, 0x01, 0xfa};

/// The Toeplitz hash of receive-side scaling ("RSS hashing functions", Microsoft). Key bytes past the end of `key` are
/// 0: it should have four more than the input. Costs a step per bit of input that is 1: for set-up and for choosing
/// ports, not for every packet.
[[nodiscard]] std::uint32_t toeplitz_hash(std::span<const std::uint8_t> input,
                                          std::span<const std::uint8_t> key) noexcept;

/// What a NIC was told to hash of a protocol (`ethtool -N DEV rx-flow-hash`): sd or sdfn.
enum class rss_fields : std::uint8_t { addresses, addresses_and_ports };

/// The hash that a NIC with this key gives to the flow's packets. Ports count for TCP, UDP and SCTP only. Of fragmented
/// packets NICs hash the addresses, whatever they were told.
[[nodiscard]] std::uint32_t rss_hash(const flow_key& flow, rss_fields fields,
                                     std::span<const std::uint8_t> key) noexcept;

} // namespace xdpk
