// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "table/class_field.hpp"
#include "table/rule_split.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace xdpk::detail {

/// Rules found by classes: a packet's value in each field leads to a bit vector of the rules that want it; the first
/// bit that all vectors have is the packet's rule. Immutable.
class class_tables {
public:
    /// Deciding ones: each chunk has a bit in a 32-bit word.
    static constexpr std::size_t most_rules = 32 * rule_bits::bits;

    /// At least one deciding rule, and at most `most_rules`.
    explicit class_tables(const split_rules& rules);
    class_tables(const class_tables&) = delete;
    class_tables& operator=(const class_tables&) = delete;

    /// With all rules live: whoever erases some gives it other bits.
    [[nodiscard]] const class_view& view() const noexcept { return view_; }
    /// Bits for the places of deciding rules, and then for those of shadowed ones, at which lookups do not look.
    [[nodiscard]] const std::vector<rule_bits>& live() const noexcept { return live_; }
    [[nodiscard]] std::size_t first_shadowed() const noexcept { return std::size_t{layout_.chunks} * rule_bits::bits; }
    [[nodiscard]] std::size_t memory() const noexcept;
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    [[nodiscard]] const compiled_rule& at(std::size_t place) const noexcept { return whole_[place]; }
    [[nodiscard]] std::optional<std::size_t> place_of(std::uint32_t id) const noexcept;
    /// Whether other rules decide nothing because of this one.
    [[nodiscard]] bool shadows(std::uint32_t id) const noexcept;

private:
    void put(const compiled_rule& rule, std::size_t place);
    void put_deciding(const compiled_rule& rule, std::size_t place);
    [[nodiscard]] bool holds(std::size_t place) const noexcept {
        return live_[place / rule_bits::bits].has(place % rule_bits::bits);
    }
    void make_fields();
    void make_view();

    std::size_t size_;
    chunk_layout layout_{};
    std::vector<class_field> fields_;
    std::vector<rule_bits> live_;
    std::vector<class_rule> rules_;
    std::vector<compiled_rule> whole_;
    std::vector<std::uint32_t> shadowing_;
    std::size_t unsure_count_ = 0;
    class_view view_;
};

} // namespace xdpk::detail
