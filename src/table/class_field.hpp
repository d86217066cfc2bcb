// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "table/class_view.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace xdpk::detail {

/// The values that a rule wants of a field, both ends included.
struct value_range {
    std::uint32_t first;
    std::uint32_t last;
};

/// How rules are spread over bits.
struct chunk_layout {
    std::uint32_t chunks;
    std::uint32_t words; ///< of a chunk that are used, each with 64 places

    [[nodiscard]] static std::size_t chunk_of(std::size_t place) noexcept { return place / rule_bits::bits; }
};

class class_sweep;

/// A field's elementary intervals, between which no rule begins or ends, and the rules that want each of them. Equal
/// ones are stored once. Immutable.
class class_field {
public:
    /// `wanted` has a range for each place; a place without a rule has one whose first value is above its last.
    class_field(field_place place, const chunk_layout& layout, std::span<const value_range> wanted);

    [[nodiscard]] class_field_view view() const noexcept;
    [[nodiscard]] std::size_t memory() const noexcept;

private:
    static std::size_t levels_for(std::size_t values, std::uint32_t root) noexcept;
    void make_levels(const std::vector<std::uint32_t>& last);
    void make_root(const std::vector<std::uint32_t>& last);
    void make_direct(const chunk_layout& layout, const class_sweep& sweep);
    void make_rows(const chunk_layout& layout, const class_sweep& sweep);

    field_place place_;
    std::vector<interval_node> nodes_;
    std::array<std::size_t, most_levels> level_starts_{};
    std::uint32_t root_nodes_ = small_root;
    std::uint32_t level_count_ = 0;
    std::vector<std::uint16_t> classes_;
    std::vector<std::uint16_t> rows_;
    std::vector<rule_bits> bits_; ///< those that have fewer words stand together
};

} // namespace xdpk::detail
