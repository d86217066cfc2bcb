// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/ip_address.hpp>

#include <algorithm>
#include <array>
#include <cstdint>

namespace xdpk::detail {

/// An address as it stands in a flow_key: an IPv4 one with zeros behind.
inline std::array<std::uint8_t, 16> bytes_of(const ip_address& address) noexcept {
    if (const auto* const six = std::get_if<ipv6_address>(&address))
        return six->bytes;
    std::array<std::uint8_t, 16> bytes{};
    std::ranges::copy(std::get_if<ipv4_address>(&address)->bytes, bytes.begin());
    return bytes;
}

inline std::uint8_t version_of(const ip_address& address) noexcept {
    return std::holds_alternative<ipv4_address>(address) ? 4 : 6;
}

} // namespace xdpk::detail
