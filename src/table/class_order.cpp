// SPDX-License-Identifier: BSD-3-Clause
#include "table/class_order.hpp"

#include "table/class_view.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <utility>

namespace xdpk::detail {

namespace {

using rule_pointers = std::vector<const compiled_rule*>;

constexpr std::size_t source_word = 0;
constexpr std::size_t destination_word = 4;

void sort_by_order(rule_pointers& rules) {
    std::ranges::sort(rules, {}, [](const compiled_rule* r) { return r->order; });
}

/// The address's first 64 bits.
std::uint64_t address_at(const compiled_rule& rule, std::size_t word) noexcept {
    return std::uint64_t{__builtin_bswap32(rule.value[word])} << 32U | __builtin_bswap32(rule.value[word + 1]);
}

/// Brings rules with neighbouring addresses together: of the two addresses, first by that which more rules restrict.
void sort_by_address(rule_pointers& rules) {
    const auto any = [&](std::size_t word) {
        return std::ranges::count_if(rules, [&](const compiled_rule* r) { return r->mask[word] == 0; });
    };
    const bool by_source = any(source_word) < any(destination_word);
    const std::size_t first = by_source ? source_word : destination_word;
    const std::size_t second = by_source ? destination_word : source_word;
    std::vector<std::tuple<std::uint64_t, std::uint64_t, const compiled_rule*>> keyed;
    keyed.reserve(rules.size());
    for (const compiled_rule* r : rules)
        keyed.emplace_back(address_at(*r, first), address_at(*r, second), r);
    std::ranges::sort(keyed, [](const auto& a, const auto& b) {
        return std::pair(std::get<0>(a), std::get<1>(a)) < std::pair(std::get<0>(b), std::get<1>(b));
    });
    std::ranges::transform(keyed, rules.begin(), [](const auto& k) { return std::get<2>(k); });
}

} // namespace

std::vector<rule_pointers> order_in_chunks(const rule_pointers& sorted) {
    // Most packets of many rule sets find theirs among the first.
    const std::size_t ahead = std::min(sorted.size(), rule_bits::bits);
    std::vector<rule_pointers> chunks{{sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(ahead)}};
    rule_pointers rest(sorted.begin() + static_cast<std::ptrdiff_t>(ahead), sorted.end());
    if (rest.size() > rule_bits::bits)
        sort_by_address(rest);
    for (std::size_t i = 0; i < rest.size(); i += rule_bits::bits) {
        const auto from = rest.begin() + static_cast<std::ptrdiff_t>(i);
        chunks.emplace_back(from, from + static_cast<std::ptrdiff_t>(std::min(rest.size() - i, rule_bits::bits)));
        sort_by_order(chunks.back());
    }
    std::ranges::sort(chunks, {}, [](const rule_pointers& c) { return c.front()->order; });
    return chunks;
}

} // namespace xdpk::detail
