// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/ip_address.hpp>

#include <variant>

namespace xdpk::detail {

/// Multicast and the limited broadcast address.
[[nodiscard]] inline bool is_group(const ipv4_address& a) noexcept {
    return a.bytes[0] >> 4U == 0xe || a == ipv4_address{{255, 255, 255, 255}};
}
[[nodiscard]] inline bool is_group(const ipv6_address& a) noexcept { return a.bytes[0] == 0xff; }

/// What is neither forwarded from nor to: "this network", loopback, groups, and what is reserved (RFC 1812, sections
/// 4.2.2.11 and 5.3.7).
[[nodiscard]] inline bool is_martian(const ipv4_address& a) noexcept {
    return a.bytes[0] == 0 || a.bytes[0] == 127 || a.bytes[0] >= 224;
}

/// The same: groups, link-local, unspecified and loopback (RFC 4291, sections 2.5.2, 2.5.3, 2.5.6 and 2.7).
[[nodiscard]] inline bool is_martian(const ipv6_address& a) noexcept {
    if (is_group(a) || (a.bytes[0] == 0xfe && a.bytes[1] >> 6U == 2))
        return true;
    ipv6_address without_last = a;
    without_last.bytes[15] = 0;
    return without_last == ipv6_address{} && a.bytes[15] <= 1;
}

[[nodiscard]] inline bool is_group(const ip_address& a) noexcept {
    return std::visit([](const auto& address) { return is_group(address); }, a);
}
[[nodiscard]] inline bool is_martian(const ip_address& a) noexcept {
    return std::visit([](const auto& address) { return is_martian(address); }, a);
}

} // namespace xdpk::detail
