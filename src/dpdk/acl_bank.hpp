// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "dpdk/acl_field.hpp"

#include "table/class_walk.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace xdpk::dpdk {

/// Where a word that rules look at is in a packet.
struct acl_word {
    std::uint32_t offset;
    std::uint32_t size; ///< 1, 2 or 4
};

/// Packets' words as classes take them.
using acl_words = std::uint32_t[detail::most_class_fields];

/// The results of a packet: one for each category that still wants one.
struct acl_results {
    std::uint32_t* of;
    std::uint32_t wanting; ///< a bit for each category
};

/// Some of a context's rules, in the order of their priorities, found by classes as those of classifier: see there and
/// detail::class_tables, whose fields are IP's. Immutable.
class acl_bank {
public:
    static constexpr std::size_t most_rules = 32 * detail::rule_bits::bits;

    /// At least one rule, and at most `most_rules`, the most important first. Words that no rule looks at are left out.
    acl_bank(const rte_acl_config& config, std::span<const rte_acl_rule* const> rules);
    acl_bank(const acl_bank&) = delete;
    acl_bank& operator=(const acl_bank&) = delete;

    void load(const std::uint8_t* packet, acl_words& to) const noexcept;
    /// Fills in results of categories that have none so far.
    void classify(const std::uint8_t* packet, const acl_words& words, acl_results& results) const noexcept;

private:
    void add_word(const acl_word& word, std::span<const detail::value_range> wanted);
    void add_field(const rte_acl_field_def& def, std::span<const rte_acl_rule* const> rules);
    [[nodiscard]] bool agrees_in_all(std::size_t place, const std::uint8_t* packet) const noexcept;

    struct outcome {
        std::uint32_t categories;
        std::uint32_t result;
        bool unsure; ///< the rule wants more than its classes say
    };

    const rte_acl_config& config_;
    std::span<const rte_acl_rule* const> rules_;
    detail::chunk_layout layout_;
    std::vector<acl_word> words_;
    std::vector<detail::class_field> fields_;
    std::vector<detail::rule_bits> live_;
    std::vector<outcome> outcomes_;
    detail::class_view view_;
};

} // namespace xdpk::dpdk
