// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "table/class_tables.hpp"
#include "table/classifier_lookup.hpp"
#include "table/tuple_plan.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace xdpk::detail {

/// The rules for one IP version, ready to be looked up. Immutable; a changed one shares the tables that are the same.
/// Class tables are not changed: rules added since go to hash tables, and those erased are masked, until both are many.
class rule_family {
public:
    using tables = std::vector<std::shared_ptr<const tuple_table>>;

    /// As many rules are compared one after the other.
    static constexpr std::size_t most_linear = 32;

    rule_family() = default;
    explicit rule_family(std::vector<compiled_rule> rules);

    [[nodiscard]] rule_family with(const compiled_rule& rule) const;
    [[nodiscard]] rule_family without(const compiled_rule& rule) const;

    [[nodiscard]] family_view view() const noexcept;
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] std::size_t memory() const noexcept;
    /// Hash tables, and the class tables as one.
    [[nodiscard]] std::size_t table_count() const noexcept { return tables_.size() + (base_ != nullptr ? 1 : 0); }
    [[nodiscard]] bool by_classes() const noexcept { return base_ != nullptr; }
    [[nodiscard]] bool linear() const noexcept { return !blocks_.empty(); }

    /// All rules that a packet matches, in no order.
    [[nodiscard]] std::vector<const compiled_rule*> all_matches(const packet_fields::words& packet) const;

private:
    using class_base = std::shared_ptr<const class_tables>;

    rule_family(tables changed, std::size_t planned, class_base base, std::vector<rule_bits> live);

    [[nodiscard]] std::vector<compiled_rule> all_rules() const;
    [[nodiscard]] rule_family with_tables(tables changed) const;
    [[nodiscard]] rule_family without_live(std::size_t place) const;
    [[nodiscard]] std::optional<std::size_t> live_place_of(const compiled_rule& rule) const;
    [[nodiscard]] std::size_t count_live() const noexcept;
    [[nodiscard]] bool is_worn() const noexcept;
    void finish();
    void make_blocks();

    std::vector<compiled_rule> few_; ///< if they are compared one after the other, in their order
    std::vector<rule_block> blocks_;
    class_base base_;             ///< nullptr: none
    std::vector<rule_bits> live_; ///< the base's rules that have not been erased
    tables tables_;
    std::vector<tuple_view> views_;
    std::vector<std::uint32_t> words_;
    std::size_t size_ = 0;
    std::size_t planned_ = 0; ///< tables when they were last planned
};

} // namespace xdpk::detail
