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

/// An IPv6 key's range in a list. `Search` counts how many of some starts are not greater than the key.
template <class Search>
[[gnu::always_inline]] inline std::size_t lpm_range_of(const lpm_node<16>& list, std::uint32_t key) noexcept {
    const auto [first, count] = list.candidates_of(key);
    return first + Search::reached(list.starts() + first, count, key & 0xFFFFU) - 1;
}

/// For any CPU.
struct lpm_plain_search {
    static std::size_t reached(const std::uint16_t* starts, std::size_t count, std::uint32_t key) noexcept {
        std::size_t result = 0;
        for (std::size_t i = 0; i < count; ++i)
            result += starts[i] <= key;
        return result;
    }
};

/// The walk of one IPv6 address from an entry on that is not from the root's arrays or their blocks. Arrays are of 8
/// bits, and `byte` is at least 4 there.
template <class Search>
[[gnu::always_inline]] inline std::uint16_t lpm_finish6(const std::byte* nodes, lpm_entry entry,
                                                        const std::uint8_t* address, std::size_t byte) noexcept {
    while ((entry & lpm_is_node) != 0) {
        const lpm_node<16> node(nodes, entry);
        if (node.shape == 0) {
            entry = lpm_load(node.entries()[address[byte]]);
            ++byte;
            continue;
        }
        const auto key = static_cast<std::uint32_t>(address[byte] << 8U | address[byte + 1]);
        const std::uint16_t value = node.values()[lpm_range_of<Search>(node, key)];
        if ((value & lpm_is_child) == 0)
            return value;
        entry = lpm_load(node.children()[value & ~lpm_is_child]);
        byte += 2;
    }
    return static_cast<std::uint16_t>(entry);
}

/// From an entry of an array of 12 bits on.
template <class Search>
[[gnu::always_inline]] inline std::uint16_t lpm_finish6_from28(const std::byte* nodes, lpm_entry entry,
                                                               const std::uint8_t* address) noexcept {
    if ((entry & lpm_is_node) == 0)
        return static_cast<std::uint16_t>(entry);
    const lpm_node<16> node(nodes, entry);
    if (node.shape == 0)
        return lpm_finish6<Search>(nodes, lpm_load(node.entries()[address[3] & 15U]), address, 4);
    const std::uint32_t key = (address[3] & 15U) << 16U | static_cast<std::uint32_t>(address[4] << 8U | address[5]);
    const std::uint16_t value = node.values()[lpm_range_of<Search>(node, key)];
    if ((value & lpm_is_child) == 0)
        return value;
    return lpm_finish6<Search>(nodes, lpm_load(node.children()[value & ~lpm_is_child]), address, 6);
}

} // namespace xdpk::detail
