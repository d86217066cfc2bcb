// SPDX-License-Identifier: BSD-3-Clause
#include "table/tuple_plan.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <iterator>
#include <map>
#include <unordered_map>
#include <utility>

namespace xdpk::detail {

namespace {

using words = packet_fields::words;

/// Rules looked at to judge a mask, and masks judged.
constexpr std::size_t sample_size = 2048;
constexpr std::size_t most_candidates = 96;

/// With so many tables, longer searches in one are better than more tables.
constexpr std::size_t many_tables = 40;

/// `length` bits of an address that begins at word `first`.
void set_prefix(words& mask, std::size_t first, unsigned length) {
    std::array<std::uint8_t, 16> bytes{};
    for (unsigned i = 0; i < 16; ++i)
        bytes[i] = ipv6_prefix{.length = static_cast<std::uint8_t>(length)}.mask_byte(i);
    const auto packed = std::bit_cast<std::array<std::uint32_t, 4>>(bytes);
    std::ranges::copy(packed, mask.begin() + static_cast<std::ptrdiff_t>(first));
}

unsigned prefix_length(const words& mask, std::size_t first) noexcept {
    unsigned length = 0;
    for (std::size_t i = first; i < first + 4; ++i)
        length += static_cast<unsigned>(std::popcount(mask[i]));
    return length;
}

constexpr std::size_t source_word = 0;
constexpr std::size_t destination_word = 4;
constexpr std::size_t protocol_word = 9;
constexpr std::uint32_t protocol_bits = 0xFF;

unsigned rounded(unsigned length, unsigned step) noexcept { return length / step * step; }

/// Masks that keep more or less of a rule's own.
std::vector<words> relaxations(const words& exact) {
    std::vector<words> all;
    const unsigned source = prefix_length(exact, source_word);
    const unsigned destination = prefix_length(exact, destination_word);
    for (const auto& [s, d] : {std::pair{source, destination},
                               {rounded(source, 4), rounded(destination, 4)},
                               {rounded(source, 8), rounded(destination, 8)},
                               {rounded(source, 16), rounded(destination, 16)},
                               {rounded(source, 8), 0U},
                               {0U, rounded(destination, 8)},
                               {source, 0U},
                               {0U, destination}})
        for (const bool ports : {true, false}) {
            words mask{};
            set_prefix(mask, source_word, s);
            set_prefix(mask, destination_word, d);
            // A port counts if it is the only one: half of it would seldom be.
            const std::uint32_t p = exact[ports_word];
            mask[ports_word] =
                ports ? ((p & 0xFFFFU) == 0xFFFFU ? 0xFFFFU : 0U) | ((p >> 16U) == 0xFFFFU ? 0xFFFF0000U : 0U) : 0U;
            mask[protocol_word] = ports ? exact[protocol_word] & protocol_bits : 0U;
            all.push_back(mask);
        }
    return all;
}

/// How often each key occurs.
class key_counts {
public:
    key_counts(const words& mask, std::size_t most) : words_(hashed_words(mask)), most_(most) {}

    /// Whether there was room for one more like this.
    bool add(const compiled_rule& rule) {
        std::size_t& count = counts_[hash_words(words_, rule.value.data())];
        if (count == most_)
            return false;
        ++count;
        return true;
    }

private:
    std::vector<hashed_word> words_;
    std::size_t most_;
    std::unordered_map<std::uint32_t, std::size_t> counts_;
};

std::size_t judge(const words& mask, const std::vector<const compiled_rule*>& rules, std::size_t alike) {
    key_counts counts(mask, alike);
    return static_cast<std::size_t>(
        std::ranges::count_if(rules, [&](const compiled_rule* r) { return has_bits(*r, mask) && counts.add(*r); }));
}

/// The masks that most rules could be under.
std::vector<words> candidates(const std::vector<const compiled_rule*>& rules) {
    std::map<words, std::size_t> kinds;
    for (const compiled_rule* r : rules)
        ++kinds[r->mask];
    std::map<words, std::size_t> votes;
    for (const auto& [mask, count] : kinds)
        for (const words& relaxed : relaxations(mask))
            votes[relaxed] += count;
    std::vector<std::pair<std::size_t, words>> ranked;
    ranked.reserve(votes.size());
    for (const auto& [mask, count] : votes)
        ranked.emplace_back(count, mask);
    const auto end = ranked.begin() + static_cast<std::ptrdiff_t>(std::min(ranked.size(), most_candidates));
    std::ranges::partial_sort(ranked, end, std::ranges::greater{});
    std::vector<words> result;
    std::transform(ranked.begin(), end, std::back_inserter(result), [](const auto& r) { return r.second; });
    return result;
}

words choose(const std::vector<compiled_rule>& rules, std::size_t alike) {
    std::vector<const compiled_rule*> some;
    const std::size_t step = (rules.size() + sample_size - 1) / sample_size;
    for (std::size_t i = 0; i < rules.size(); i += step)
        some.push_back(&rules[i]);
    words best{};
    std::size_t most = 0;
    for (const words& mask : candidates(some))
        if (const std::size_t count = judge(mask, some, alike); count > most) {
            most = count;
            best = mask;
        }
    return best;
}

std::shared_ptr<const tuple_table> take(const words& mask, std::vector<compiled_rule>& rules, std::size_t alike) {
    key_counts counts(mask, alike);
    const auto rest = std::stable_partition(
        rules.begin(), rules.end(), [&](const compiled_rule& r) { return !has_bits(r, mask) || !counts.add(r); });
    std::vector<compiled_rule> taken(rest, rules.end());
    rules.erase(rest, rules.end());
    return std::make_shared<tuple_table>(mask, std::move(taken));
}

} // namespace

words coarse_mask(const compiled_rule& rule) noexcept {
    words mask{};
    set_prefix(mask, source_word, rounded(prefix_length(rule.mask, source_word), 8));
    set_prefix(mask, destination_word, rounded(prefix_length(rule.mask, destination_word), 8));
    return mask;
}

std::vector<std::shared_ptr<const tuple_table>> plan_tables(std::vector<compiled_rule> rules) {
    std::vector<std::shared_ptr<const tuple_table>> tables;
    while (!rules.empty()) {
        const std::size_t alike = tables.size() < many_tables ? most_alike : tuple_table::most_rules;
        tables.push_back(take(choose(rules, alike), rules, alike));
    }
    std::ranges::sort(tables, {}, [](const auto& t) { return t->view().best; });
    return tables;
}

} // namespace xdpk::detail
