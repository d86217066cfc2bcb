// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/ip_address.hpp>
#include <xdpk/net/ip_prefix.hpp>

namespace xdpk {

/// The prefix that translators share (RFC 6052, section 2.1): 64:ff9b::/96.
inline constexpr ipv6_prefix well_known_translation_prefix{{{0x00, 0x64, 0xff, 0x9b}}, 96};

/// Lengths that a prefix in front of an IPv4 address may have: 32, 40, 48, 56, 64 and 96 (RFC 6052, section 2.2).
[[nodiscard]] bool is_translation_prefix_length(unsigned length) noexcept;

/// `address` behind the first `length` bits of `prefix`, one of the lengths above; the bits 64 to 71 are zero.
[[nodiscard]] ipv6_address embed(const ipv4_address& address, const ipv6_address& prefix, unsigned length) noexcept;

/// The IPv4 address behind a prefix of this length, one of those above. Other bits are not looked at.
[[nodiscard]] ipv4_address embedded_in(const ipv6_address& address, unsigned length) noexcept;

/// False for addresses of RFC 1918 and of section 3 of RFC 5735, and shared ones (RFC 6598): the well-known prefix may
/// not stand before them (RFC 6052, section 3.1).
[[nodiscard]] bool is_global(const ipv4_address& address) noexcept;

} // namespace xdpk
