// SPDX-License-Identifier: BSD-3-Clause
#include "table/tuple_table.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace xdpk::detail {

namespace {

/// At most every fourth slot is used, so that most packets that have no rule here find an empty one at once.
constexpr std::size_t slots_per_rule = 4;

using key = packet_fields::words;

key masked(const compiled_rule& rule, const packet_fields::words& mask) noexcept {
    key result{};
    for (std::size_t i = 0; i < result.size(); ++i)
        result[i] = rule.value[i] & mask[i];
    return result;
}

} // namespace

std::vector<hashed_word> hashed_words(const packet_fields::words& mask) {
    std::vector<hashed_word> words;
    for (std::uint32_t i = 0; i < mask.size(); ++i)
        if (mask[i] != 0)
            words.push_back({i, mask[i], hash_factors[i]});
    return words;
}

std::uint32_t hash_words(std::span<const hashed_word> words, const std::uint32_t* of) noexcept {
    std::uint32_t sum = 0;
    for (const hashed_word& w : words)
        sum += (of[w.index] & w.mask) * w.factor;
    return finish_hash(sum);
}

bool has_bits(const compiled_rule& rule, const packet_fields::words& mask) noexcept {
    for (std::size_t i = 0; i < mask.size(); ++i)
        if ((mask[i] & ~rule.mask[i]) != 0)
            return false;
    return true;
}

tuple_table::tuple_table(const packet_fields::words& mask, std::vector<compiled_rule> rules)
    : mask_(mask), words_(hashed_words(mask)), rules_(std::move(rules)) {
    fill();
}

void tuple_table::fill() {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> by_hash(rules_.size());
    for (std::uint32_t i = 0; i < rules_.size(); ++i)
        by_hash[i] = {hash_words(words_, rules_[i].value.data()), i};
    std::ranges::sort(by_hash, [&](const auto& a, const auto& b) {
        if (a.first != b.first)
            return a.first < b.first;
        const key x = masked(rules_[a.second], mask_);
        const key y = masked(rules_[b.second], mask_);
        return x != y ? x < y : rules_[a.second].order < rules_[b.second].order;
    });
    std::vector<compiled_rule> sorted;
    sorted.reserve(rules_.size());
    const std::size_t slots = std::bit_ceil(std::max<std::size_t>(rules_.size() * slots_per_rule, 16));
    slots_.assign(slots, 0);
    shift_ = 32U - static_cast<std::uint32_t>(std::countr_zero(slots));
    best_ = rules_.front().order;
    for (std::size_t i = 0; i < by_hash.size(); ++i) {
        const auto [hash, index] = by_hash[i];
        sorted.push_back(rules_[index]);
        sorted.back().last = true;
        best_ = std::min(best_, sorted.back().order);
        if (i > 0 && by_hash[i - 1].first == hash && masked(sorted[i - 1], mask_) == masked(sorted[i], mask_)) {
            sorted[i - 1].last = false;
            continue;
        }
        std::size_t slot = hash >> shift_;
        while (slots_[slot] != 0)
            slot = (slot + 1) & (slots - 1);
        slots_[slot] = static_cast<std::uint32_t>((i + 1) << tag_bits | (hash & tag_mask));
    }
    rules_ = std::move(sorted);
}

tuple_view tuple_table::view() const noexcept {
    return {words_.data(), words_.size(), slots_.data(), shift_, static_cast<std::uint32_t>(slots_.size() - 1),
            rules_.data(), best_};
}

std::size_t tuple_table::memory() const noexcept {
    return slots_.size() * sizeof(slots_.front()) + rules_.size() * sizeof(rules_.front()) +
           words_.size() * sizeof(hashed_word) + sizeof(*this);
}

bool tuple_table::accepts(const compiled_rule& rule) const noexcept { return has_bits(rule, mask_); }

std::size_t tuple_table::count_alike(const compiled_rule& rule) const noexcept {
    const key wanted = masked(rule, mask_);
    const std::uint32_t hash = hash_words(words_, rule.value.data());
    for (std::size_t slot = hash >> shift_; slots_[slot] != 0; slot = (slot + 1) & (slots_.size() - 1)) {
        if ((slots_[slot] & tag_mask) != (hash & tag_mask))
            continue;
        const std::size_t first = (slots_[slot] >> tag_bits) - 1;
        if (masked(rules_[first], mask_) != wanted)
            continue;
        std::size_t count = 1;
        while (!rules_[first + count - 1].last)
            ++count;
        return count;
    }
    return 0;
}

} // namespace xdpk::detail
