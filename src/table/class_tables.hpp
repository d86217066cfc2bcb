// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "table/class_field.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace xdpk::detail {

/// Rules found by classes: a packet's value in each field leads to a bit vector of the rules that want it; the first
/// bit that all vectors have is the packet's rule. Immutable.
class class_tables {
public:
    /// Each chunk has a bit in a 32-bit word.
    static constexpr std::size_t most_rules = 32 * rule_bits::bits;

    /// At least one rule.
    explicit class_tables(const std::vector<compiled_rule>& rules);
    class_tables(const class_tables&) = delete;
    class_tables& operator=(const class_tables&) = delete;

    /// With all rules live: whoever erases some gives it another vector.
    [[nodiscard]] const class_view& view() const noexcept { return view_; }
    [[nodiscard]] const std::vector<rule_bits>& live() const noexcept { return live_; }
    [[nodiscard]] std::size_t memory() const noexcept;
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    [[nodiscard]] const compiled_rule& at(std::size_t place) const noexcept { return whole_[place]; }
    [[nodiscard]] std::optional<std::size_t> place_of(std::uint32_t id) const noexcept;

private:
    void put(const compiled_rule& rule, std::size_t place);
    [[nodiscard]] bool holds(std::size_t place) const noexcept {
        return live_[place / rule_bits::bits].has(place % rule_bits::bits);
    }
    void make_fields();
    void make_view();

    std::size_t size_;
    chunk_layout layout_{};
    std::vector<class_field> fields_;
    std::vector<rule_bits> live_;
    std::vector<rule_bits> unsure_; ///< empty: none is
    std::vector<class_rule> rules_;
    std::vector<compiled_rule> whole_;
    std::size_t unsure_count_ = 0;
    class_view view_;
};

} // namespace xdpk::detail
