// SPDX-License-Identifier: BSD-3-Clause
#include "dpdk/acl_bank.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace xdpk::dpdk {

namespace {

using detail::rule_bits;

detail::chunk_layout layout_for(std::size_t rules) noexcept {
    const std::size_t chunks = (rules + rule_bits::bits - 1) / rule_bits::bits;
    std::size_t words = rule_bits::words;
    if (chunks == 1)
        words = std::max(std::bit_ceil((rules + 63) / 64), std::size_t{2});
    return {.chunks = static_cast<std::uint32_t>(chunks), .words = static_cast<std::uint32_t>(words)};
}

detail::field_place place_of(std::size_t word, std::uint32_t size) noexcept {
    return {.word = static_cast<std::uint32_t>(word),
            .shift = 32 - 8 * size,
            .mask = static_cast<std::uint32_t>((std::uint64_t{1} << (8 * size)) - 1)};
}

bool is_whole(const detail::value_range& range, std::uint32_t greatest) noexcept {
    return range.first == 0 && range.last == greatest;
}

} // namespace

acl_bank::acl_bank(const rte_acl_config& config, std::span<const rte_acl_rule* const> rules)
    : config_(config), rules_(rules), layout_(layout_for(rules.size())), live_(layout_.chunks) {
    for (std::size_t i = 0; i < rules.size(); ++i) {
        live_[i / rule_bits::bits].set(i % rule_bits::bits);
        outcomes_.push_back({rules[i]->data.category_mask, rules[i]->data.userdata, false});
    }
    for (std::uint32_t f = 0; f < config.num_fields; ++f)
        add_field(config.defs[f], rules);
    for (std::size_t f = 0; f < fields_.size(); ++f)
        view_.fields[f] = fields_[f].view();
    view_.field_count = static_cast<std::uint32_t>(fields_.size());
    view_.chunk_count = layout_.chunks;
    view_.chunk_words = layout_.words;
    view_.live = live_.data();
}

void acl_bank::add_field(const rte_acl_field_def& def, std::span<const rte_acl_rule* const> rules) {
    std::vector<detail::value_range> upper;
    std::vector<detail::value_range> lower;
    for (std::size_t i = 0; i < rules.size(); ++i) {
        const acl_ranges ranges = ranges_of(def, rules[i]->field[def.field_index]);
        upper.push_back(ranges.word[0]);
        lower.push_back(ranges.word[1]);
        outcomes_[i].unsure = outcomes_[i].unsure || !ranges.exact;
    }
    const std::uint32_t size = std::min<std::uint32_t>(def.size, 4);
    add_word({.offset = def.offset, .size = size}, upper);
    if (def.size == 8)
        add_word({.offset = def.offset + size, .size = size}, lower);
}

void acl_bank::add_word(const acl_word& word, std::span<const detail::value_range> wanted) {
    const detail::field_place place = place_of(words_.size(), word.size);
    if (std::ranges::all_of(wanted, [&](const auto& range) { return is_whole(range, place.mask); }))
        return;
    if (words_.size() < detail::most_class_fields) {
        words_.push_back(word);
        fields_.emplace_back(place, layout_, wanted);
        return;
    }
    for (std::size_t i = 0; i < wanted.size(); ++i)
        outcomes_[i].unsure = outcomes_[i].unsure || !is_whole(wanted[i], place.mask);
}

void acl_bank::load(const std::uint8_t* packet, acl_words& to) const noexcept {
    for (std::size_t i = 0; i < words_.size(); ++i) {
        const std::uint8_t* const from = packet + words_[i].offset;
        to[i] = 0;
        if (words_[i].size == 4)
            std::memcpy(&to[i], from, 4);
        else if (words_[i].size == 2)
            std::memcpy(&to[i], from, 2);
        else
            std::memcpy(&to[i], from, 1);
    }
}

bool acl_bank::agrees_in_all(std::size_t place, const std::uint8_t* packet) const noexcept {
    const auto defs = std::span(config_.defs).first(config_.num_fields);
    return std::ranges::all_of(
        defs, [&](const auto& def) { return agrees(def, rules_[place]->field[def.field_index], packet); });
}

void acl_bank::classify(const std::uint8_t* packet, const acl_words& words, acl_results& results) const noexcept {
    detail::class_search search;
    search.begin(view_, words);
    for (std::uint32_t chunks = search.chunks(view_); chunks != 0 && results.wanting != 0; chunks &= chunks - 1)
        search.for_each_place(view_, static_cast<std::uint32_t>(std::countr_zero(chunks)), [&](std::size_t place) {
            const outcome& its = outcomes_[place];
            std::uint32_t served = its.categories & results.wanting;
            if (served == 0 || (its.unsure && !agrees_in_all(place, packet)))
                return false;
            results.wanting &= ~served;
            for (; served != 0; served &= served - 1)
                results.of[std::countr_zero(served)] = its.result;
            return results.wanting == 0;
        });
}

} // namespace xdpk::dpdk
