// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace xdpk::detail {

/// What the root has per 16 bits of address, and a node per child: either a next hop, or where a node is and its shape.
///
///     leaf  0 | 0 (16 bits) | next hop (15 bits)
///     node  1 | shape | offset from the start of the nodes in units of 4 bytes
///
/// A list says where on the next bits of the address the next hop changes: starts | values | children. A value (2
/// bytes) belongs to the range from its start to the next; it is a next hop, or 0x8000 + the child's number. A child is
/// an entry. An array has an entry for each value of the next bits.
using lpm_entry = std::uint32_t;

inline constexpr lpm_entry lpm_is_node = 1U << 31U;
inline constexpr std::uint16_t lpm_is_child = 0x8000;
inline constexpr std::uint16_t lpm_no_route = 0x7FFF;
inline constexpr unsigned lpm_root_bits = 16;
inline constexpr std::size_t lpm_unit = 4;
/// Readers of vectors may touch, not use, as many bytes behind a node's end.
inline constexpr std::size_t lpm_read_ahead = 64;

/// What a reader needs.
struct lpm_view {
    const lpm_entry* root = nullptr;
    const std::byte* nodes = nullptr;
};

/// A node, decoded, of addresses of so many bytes.
template <std::size_t Bytes>
struct lpm_node;

/// IPv4: lists on 8 bits, whose starts are a bitmap. The shape (7 bits) is 1 less than the number of starts below 128.
template <>
struct lpm_node<4> {
    static constexpr unsigned shape_at = 24;
    static constexpr std::size_t most_units = std::size_t{1} << shape_at;
    static constexpr std::size_t bitmap_words = 8;

    const std::byte* at;

    lpm_node(const std::byte* nodes, lpm_entry entry) noexcept : at(nodes + (entry & (most_units - 1)) * lpm_unit) {}

    static constexpr bool is_array(lpm_entry) noexcept { return false; }
    static constexpr unsigned list_bits(unsigned /*depth*/) noexcept { return 8; }
    static constexpr unsigned array_bits(unsigned /*depth*/) noexcept { return 0; }
    static constexpr std::size_t most_ranges(unsigned /*depth*/) noexcept { return 256; }
    static constexpr std::size_t list_bytes(std::size_t ranges, unsigned /*depth*/) noexcept {
        return bitmap_words * 4 + (ranges + 1) / 2 * 4;
    }

    [[nodiscard]] const std::uint32_t* bitmap() const noexcept { return reinterpret_cast<const std::uint32_t*>(at); }
    [[nodiscard]] const std::uint16_t* values() const noexcept {
        return reinterpret_cast<const std::uint16_t*>(at + bitmap_words * 4);
    }
    /// The range that has `key`.
    [[nodiscard]] std::size_t range_of(std::uint32_t key) const noexcept {
        std::size_t reached = 0;
        for (std::size_t w = 0; w < key / 32; ++w)
            reached += static_cast<std::size_t>(__builtin_popcount(bitmap()[w]));
        return reached + static_cast<std::size_t>(__builtin_popcount(bitmap()[key / 32] << (31 - key % 32))) - 1;
    }
    [[nodiscard]] std::size_t ranges() const noexcept { return range_of(255) + 1; }
    [[nodiscard]] const lpm_entry* children() const noexcept {
        return reinterpret_cast<const lpm_entry*>(at + list_bytes(ranges(), 0));
    }
};

/// IPv6. Chunks of 16 bits, where there are many routes, are arrays of 12 bits, and those of 28 bits blocks: lists on
/// 20 bits, whose starts are sorted into 16 slots by their first 4 bits. A byte per slot, and one at the end, says how
/// many ranges start before; a start is the 2 bytes that are left. All others are plain lists on 16 bits, whose starts
/// are in one row, the last repeated if they are odd in number. Too many ranges make an array.
///
/// The shape (5 bits) is 0 for an array, 31 for a block, else half the number of a list's starts.
template <>
struct lpm_node<16> {
    static constexpr unsigned shape_at = 26;
    static constexpr std::size_t most_units = std::size_t{1} << shape_at;
    static constexpr unsigned block_shape = 31;
    static constexpr unsigned slots = 16;
    static constexpr std::size_t slot_bytes = 20; ///< with padding

    const std::byte* at;
    unsigned shape;
    std::size_t room; ///< ranges, repeated ones included

    lpm_node(const std::byte* nodes, lpm_entry entry) noexcept
        : at(nodes + (entry & (most_units - 1)) * lpm_unit), shape(entry >> shape_at & 31U),
          room(shape == block_shape ? slot(slots) : shape * std::size_t{2}) {}

    static constexpr bool is_array(lpm_entry entry) noexcept { return entry >> shape_at == lpm_is_node >> shape_at; }
    static constexpr unsigned list_bits(unsigned depth) noexcept { return depth == 28 ? 20 : depth == 120 ? 0 : 16; }
    static constexpr unsigned array_bits(unsigned depth) noexcept { return depth == 16 ? 12 : depth == 28 ? 4 : 8; }
    static constexpr std::size_t most_ranges(unsigned depth) noexcept { return depth == 28 ? 255 : 32; }
    static constexpr std::size_t list_bytes(std::size_t ranges, unsigned depth) noexcept {
        return depth == 28 ? slot_bytes + ranges * 4 : (ranges + 1) / 2 * 8;
    }

    [[nodiscard]] std::size_t slot(std::size_t number) const noexcept { return static_cast<std::size_t>(at[number]); }
    [[nodiscard]] const std::uint16_t* starts() const noexcept {
        return reinterpret_cast<const std::uint16_t*>(at + (shape == block_shape ? slot_bytes : 0));
    }
    [[nodiscard]] const std::uint16_t* values() const noexcept { return starts() + room; }
    /// Among these, and the one before them, is the range that has `key`.
    struct candidates {
        std::size_t first;
        std::size_t count;
    };
    [[nodiscard]] candidates candidates_of(std::uint32_t key) const noexcept {
        if (shape != block_shape)
            return {0, room};
        const std::size_t first = slot(key >> 16U);
        return {first, slot((key >> 16U) + 1) - first};
    }
    [[nodiscard]] std::size_t ranges() const noexcept { return room; }
    [[nodiscard]] const lpm_entry* children() const noexcept {
        return reinterpret_cast<const lpm_entry*>(values() + room);
    }
    [[nodiscard]] const lpm_entry* entries() const noexcept { return reinterpret_cast<const lpm_entry*>(at); }
};

inline lpm_entry lpm_load(const lpm_entry& entry) noexcept { return __atomic_load_n(&entry, __ATOMIC_ACQUIRE); }

inline void lpm_store(lpm_entry& entry, lpm_entry value) noexcept {
    std::atomic_ref(entry).store(value, std::memory_order_release);
}

} // namespace xdpk::detail
