// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace xdpk::detail {

/// What the root has per 16 bits of address, and a node per child: either a next hop, or where a node is and its shape.
///
///     leaf   0 | 0 (16 bits) | next hop (15 bits)
///     node   1 | size (5 bits) | offset from the start of the nodes in units of 4 bytes (26 bits)
///
/// A node decides on 8 bits of address. Bytes of a node, by size:
///
///     1..16  4 * size starts of ranges (1 byte each, ascending; the last is repeated) | as many values | children
///     0      256 values | children
///
/// A value (2 bytes) is a next hop, or 0x8000 + the child's number. A child is an entry. All aligned.
using lpm_entry = std::uint32_t;

inline constexpr lpm_entry lpm_is_node = 1U << 31U;
inline constexpr std::uint16_t lpm_is_child = 0x8000;
inline constexpr std::uint16_t lpm_no_route = 0x7FFF;
inline constexpr std::size_t lpm_unit = 4;
inline constexpr std::size_t lpm_most_ranges = 64;
inline constexpr std::size_t lpm_most_units = std::size_t{1} << 26U;
/// Readers of vectors may touch, not use, as many bytes behind a node's start.
inline constexpr std::size_t lpm_read_ahead = 64;

/// What a reader needs.
struct lpm_view {
    const lpm_entry* root = nullptr;
    const std::byte* nodes = nullptr;
};

/// Bytes of a node without its children.
constexpr std::size_t lpm_node_bytes(std::size_t ranges) noexcept { return ranges == 0 ? 512 : ranges * 3; }

/// A node's shape and place, decoded.
struct lpm_node {
    const std::byte* at;
    std::size_t ranges; ///< room for so many; 0: one value for each of the 256 bytes

    lpm_node(const std::byte* nodes, lpm_entry entry) noexcept
        : at(nodes + (entry & (lpm_most_units - 1)) * lpm_unit), ranges((entry >> 26U & 31U) * 4) {}

    [[nodiscard]] const std::uint8_t* starts() const noexcept { return reinterpret_cast<const std::uint8_t*>(at); }
    [[nodiscard]] const std::uint16_t* values() const noexcept {
        return reinterpret_cast<const std::uint16_t*>(at + ranges);
    }
    [[nodiscard]] std::size_t value_count() const noexcept { return ranges == 0 ? 256 : ranges; }
    [[nodiscard]] const lpm_entry* children() const noexcept {
        return reinterpret_cast<const lpm_entry*>(at + lpm_node_bytes(ranges));
    }
};

inline lpm_entry lpm_load(const lpm_entry& entry) noexcept {
    return std::atomic_ref(const_cast<lpm_entry&>(entry)).load(std::memory_order_acquire); // NOLINT
}

inline void lpm_store(lpm_entry& entry, lpm_entry value) noexcept {
    std::atomic_ref(entry).store(value, std::memory_order_release);
}

} // namespace xdpk::detail
