// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/big_endian.hpp>

#include <array>
#include <bit>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace xdpk {

/// An IPv4 address, bytes in wire order.
struct ipv4_address {
    std::array<std::uint8_t, 4> bytes{};

    bool operator==(const ipv4_address&) const = default;
    // As the bytes compare, without a call of memcmp.
    friend constexpr auto operator<=>(const ipv4_address& a, const ipv4_address& b) noexcept {
        return a.to_integer() <=> b.to_integer();
    }

    /// 10.0.0.1 is 0x0a000001.
    [[nodiscard]] constexpr std::uint32_t to_integer() const noexcept { return std::bit_cast<be32>(bytes).host(); }
    [[nodiscard]] static constexpr ipv4_address from_integer(std::uint32_t value) noexcept {
        return std::bit_cast<ipv4_address>(be32{value});
    }
};
static_assert(sizeof(ipv4_address) == 4);

/// An IPv6 address, bytes in wire order.
struct ipv6_address {
    std::array<std::uint8_t, 16> bytes{};

    bool operator==(const ipv6_address&) const = default;
    friend constexpr auto operator<=>(const ipv6_address& a, const ipv6_address& b) noexcept {
        using halves = std::array<big_endian<std::uint64_t>, 2>;
        return std::bit_cast<halves>(a.bytes) <=> std::bit_cast<halves>(b.bytes);
    }
};
static_assert(sizeof(ipv6_address) == 16);

/// An address of either family.
using ip_address = std::variant<ipv4_address, ipv6_address>;

/// "198.18.0.1", and RFC 5952's form "2001:db8::1".
[[nodiscard]] std::string to_string(const ipv4_address& address);
[[nodiscard]] std::string to_string(const ipv6_address& address);
[[nodiscard]] std::string to_string(const ip_address& address);

/// Dotted decimal with four parts, or RFC 4291's text; nothing if the text is anything else.
[[nodiscard]] std::optional<ipv4_address> parse_ipv4(std::string_view text);
[[nodiscard]] std::optional<ipv6_address> parse_ipv6(std::string_view text);
[[nodiscard]] std::optional<ip_address> parse_ip(std::string_view text);

} // namespace xdpk
