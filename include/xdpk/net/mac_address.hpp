// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace xdpk {

/// An Ethernet address (IEEE 802 EUI-48), bytes in wire order.
struct mac_address {
    std::array<std::uint8_t, 6> bytes{};

    auto operator<=>(const mac_address&) const = default;

    /// Group bit: broadcast and multicast.
    [[nodiscard]] bool is_group() const noexcept { return (bytes[0] & 1U) != 0; }

    /// The address as the low 48 bits of an integer, first byte highest.
    [[nodiscard]] std::uint64_t to_integer() const noexcept {
        std::uint64_t value = 0;
        for (const std::uint8_t byte : bytes)
            value = value << 8U | byte;
        return value;
    }
};
static_assert(sizeof(mac_address) == 6);

/// "02:00:00:00:00:01".
[[nodiscard]] std::string to_string(const mac_address& mac);

/// Parses six hexadecimal bytes separated by colons; nothing if the text is anything else.
[[nodiscard]] std::optional<mac_address> parse_mac(std::string_view text);

} // namespace xdpk
