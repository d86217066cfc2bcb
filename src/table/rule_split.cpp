// SPDX-License-Identifier: BSD-3-Clause
#include "table/rule_split.hpp"

#include <algorithm>
#include <cstddef>

namespace xdpk::detail {

namespace {

/// So many rules for all addresses are compared with each later rule.
constexpr std::size_t most_broad = 64;

constexpr std::size_t source_word = 0;
constexpr std::size_t destination_word = 4;

bool is_for_all_addresses(const compiled_rule& rule) noexcept {
    return rule.mask[source_word] == 0 && rule.mask[destination_word] == 0;
}

} // namespace

split_rules split(const std::vector<compiled_rule>& rules) {
    std::vector<const compiled_rule*> sorted;
    sorted.reserve(rules.size());
    for (const compiled_rule& rule : rules)
        sorted.push_back(&rule);
    std::ranges::sort(sorted, {}, [](const compiled_rule* r) { return r->order; });
    split_rules result;
    std::vector<const compiled_rule*> broad;
    for (const compiled_rule* rule : sorted) {
        const auto above = std::ranges::find_if(broad, [&](const compiled_rule* b) { return covers(*b, *rule); });
        if (above != broad.end()) {
            result.shadowed.push_back(rule);
            result.shadowing.push_back((*above)->id);
            continue;
        }
        result.deciding.push_back(rule);
        if (is_for_all_addresses(*rule) && broad.size() < most_broad)
            broad.push_back(rule);
    }
    std::ranges::sort(result.shadowing);
    result.shadowing.erase(std::unique(result.shadowing.begin(), result.shadowing.end()), result.shadowing.end());
    return result;
}

} // namespace xdpk::detail
