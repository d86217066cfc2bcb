// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "table/compiled_rule.hpp"

#include <cstddef>
#include <cstdint>

namespace xdpk::detail {

/// Part of a packet's words as a number: most significant bits first, as addresses and ports are in packets.
struct field_place {
    std::uint32_t word;
    std::uint32_t shift;
    std::uint32_t mask; ///< the greatest value
};

[[gnu::always_inline]] inline std::uint32_t value_at(field_place place, std::uint32_t word) noexcept {
    return (__builtin_bswap32(word) >> place.shift) & place.mask;
}

/// The last values of sixteen neighbouring intervals, or of groups of them; places that are left over hold the greatest
/// number, which no value is above.
struct alignas(64) interval_node {
    static constexpr std::uint32_t width = 16;

    std::uint32_t last[width];
};

/// 512 bits, one per rule.
struct alignas(64) rule_bits {
    static constexpr std::size_t words = 8;
    static constexpr std::size_t bits = words * 64;

    std::uint64_t word[words];

    [[nodiscard]] bool has(std::size_t place) const noexcept { return (word[place / 64] >> (place % 64) & 1U) != 0; }
    void set(std::size_t place) noexcept { word[place / 64] |= std::uint64_t{1} << (place % 64); }
    void reset(std::size_t place) noexcept { word[place / 64] &= ~(std::uint64_t{1} << (place % 64)); }
};

inline constexpr std::size_t most_levels = 4;
inline constexpr std::size_t most_class_fields = 18;

/// The first level of a search tree is two nodes, or eight and a ninth with the last value of each of these.
inline constexpr std::uint32_t small_root = 2;
inline constexpr std::uint32_t big_root = 8;

/// With more chunks, intervals lead to classes, and these to rows; else directly to bits.
inline constexpr std::uint32_t most_direct_chunks = 2;

/// From a field's value to bit vectors of rules.
struct class_field_view {
    field_place place;
    std::uint32_t root_nodes;
    std::uint32_t level_count;
    /// A search tree without pointers: below each place of a level is a node of the next.
    const interval_node* levels[most_levels];
    /// By interval: for each of the chunks, the first of its bits' words; or the class.
    const std::uint16_t* classes;
    /// By class: which chunks have rules, in two halves, low first; and for each chunk the first of its bits' words
    /// / 8.
    const std::uint16_t* rows;
    const std::uint64_t* bits;
};

/// What lookups need of a rule that its fields agree to.
struct class_rule {
    std::uint64_t order = 0; ///< compiled_rule's: in its low half is the number
    std::uint32_t action = 0;
    std::uint32_t unsure = 0; ///< 1: it says more than the fields

    [[nodiscard]] std::uint32_t id() const noexcept { return static_cast<std::uint32_t>(order); }
};

/// Rules in chunks of equal size. A chunk's rules are in their order, and chunks in that of their first rules.
struct class_view {
    class_field_view fields[most_class_fields];
    std::uint32_t field_count = 0;
    std::uint32_t chunk_count = 0;
    std::uint32_t chunk_words = 0;        ///< if there is one: 2, 4 or 8; else 8
    const rule_bits* live = nullptr;      ///< by chunk: places with rules
    const class_rule* rules = nullptr;    ///< by place
    const compiled_rule* whole = nullptr; ///< by place

    [[nodiscard]] bool is_direct() const noexcept { return chunk_count <= most_direct_chunks; }
    [[nodiscard]] std::size_t row_width() const noexcept { return chunk_count + 2U; }
};

} // namespace xdpk::detail
