// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "table/lpm_node.hpp"

#include <cstddef>
#include <cstdint>

namespace xdpk::detail {

/// The walk of one address from a node on, which decides on the address's bytes from `byte` on. Included by files
/// compiled for different CPUs: everything is inlined, and the standard library's functions are not used.
[[gnu::always_inline]] inline std::uint16_t lpm_finish4(const std::byte* nodes, lpm_entry entry,
                                                        const std::uint8_t* address, std::size_t byte) noexcept {
    for (;; ++byte) {
        const lpm_node<4> node(nodes, entry);
        const std::uint16_t value = node.values()[node.range_of(address[byte])];
        if ((value & lpm_is_child) == 0)
            return value;
        entry = lpm_load(node.children()[value & ~lpm_is_child]);
    }
}

/// The same for IPv6. Arrays are of 8 bits from byte 4 on, and before there are none.
[[gnu::always_inline]] inline std::uint16_t lpm_finish6(const std::byte* nodes, lpm_entry entry,
                                                        const std::uint8_t* address, std::size_t byte) noexcept {
    while ((entry & lpm_is_node) != 0) {
        const lpm_node<16> node(nodes, entry);
        if (node.room == 0) {
            entry = lpm_load(node.entries()[address[byte]]);
            ++byte;
            continue;
        }
        const auto key = static_cast<std::uint32_t>(address[byte] << 8U | address[byte + 1]);
        const std::uint16_t value = node.values()[node.range_of(key)];
        if ((value & lpm_is_child) == 0)
            return value;
        entry = lpm_load(node.children()[value & ~lpm_is_child]);
        byte += 2;
    }
    return static_cast<std::uint16_t>(entry);
}

} // namespace xdpk::detail
