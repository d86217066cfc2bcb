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

/// Where a class has rules: in which chunks, and the first of its places in the list of them.
struct class_row {
    std::uint32_t chunks;
    std::uint32_t first;
};

inline constexpr std::size_t most_levels = 4;
inline constexpr std::size_t most_class_fields = 16;

/// From a field's value to a bit vector of rules.
struct class_field_view {
    field_place place;
    std::uint32_t level_count;
    /// A search tree without pointers: the first level is two nodes, below each place is a node of the next.
    const interval_node* levels[most_levels];
    const std::uint16_t* classes; ///< by interval: of the row, or, if there is one chunk, of its bits
    const class_row* rows;
    const std::uint16_t* list; ///< the rows' bits
    const std::uint64_t* bits; ///< class_view::chunk_words each
};

/// What lookups copy of a rule.
struct class_rule {
    std::uint32_t id;
    std::uint32_t action;
    std::uint32_t priority;

    [[nodiscard]] std::uint64_t order() const noexcept { return std::uint64_t{priority} << 32U | id; }
};

/// Rules in chunks of equal size. A chunk's rules are in their order, and chunks in that of their first rules.
struct class_view {
    class_field_view fields[most_class_fields];
    std::uint32_t field_count = 0;
    std::uint32_t chunk_count = 0;
    std::uint32_t chunk_words = 0;        ///< if there is one: 2, 4 or 8; else 8
    const rule_bits* live = nullptr;      ///< by chunk: places with rules
    const rule_bits* unsure = nullptr;    ///< by chunk: rules that say more than the fields; nullptr: none does
    const class_rule* rules = nullptr;    ///< by place
    const compiled_rule* whole = nullptr; ///< by place
};

} // namespace xdpk::detail
