// SPDX-License-Identifier: BSD-3-Clause
#include "table/rule_family.hpp"

#include "table/class_walk.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <utility>

namespace xdpk::detail {

namespace {

/// More tables than planned by so many: time to plan anew.
constexpr std::size_t most_extra_tables = 8;

/// Class tables are built anew when that part of them has changed, or so many tables stand beside them.
constexpr std::size_t changes_share = 8;
constexpr std::size_t least_changes = 32;
constexpr std::size_t most_tables_on_base = 12;

/// Down to that many, tuples are replaced by class tables, so that not every other change does both.
constexpr std::size_t enough_below_most = class_tables::most_rules - class_tables::most_rules / 64;

/// Never matches: a first port behind the last.
void clear(rule_block& block) noexcept {
    block = {};
    for (std::size_t i = 0; i < rule_block::width; ++i)
        block.first_source[i] = std::numeric_limits<std::uint32_t>::max();
}

void put(rule_block& block, std::size_t at, const compiled_rule& rule) noexcept {
    for (std::size_t w = 0; w < packet_fields::word_count; ++w) {
        block.mask[w][at] = rule.mask[w];
        block.value[w][at] = rule.value[w];
    }
    block.first_source[at] = rule.source_ports.first;
    block.last_source[at] = rule.source_ports.last;
    block.first_destination[at] = rule.destination_ports.first;
    block.last_destination[at] = rule.destination_ports.last;
    block.id[at] = rule.id;
    block.action[at] = rule.action;
}

} // namespace

rule_family::rule_family(std::vector<compiled_rule> rules) {
    if (rules.size() <= most_linear) {
        few_ = std::move(rules);
        std::ranges::sort(few_, {}, &compiled_rule::order);
    } else if (const split_rules apart = split(rules); apart.deciding.size() <= class_tables::most_rules) {
        base_ = std::make_shared<class_tables>(apart);
        live_ = base_->live();
    } else {
        tables_ = plan_tables(std::move(rules));
    }
    planned_ = tables_.size();
    finish();
}

rule_family::rule_family(tables changed, std::size_t planned, class_base base, std::vector<rule_bits> live)
    : base_(std::move(base)), live_(std::move(live)), tables_(std::move(changed)), planned_(planned) {
    std::ranges::sort(tables_, {}, [](const auto& t) { return t->view().best; });
    finish();
}

void rule_family::finish() {
    make_blocks();
    packet_fields::words used{};
    for (const auto& table : tables_) {
        views_.push_back(table->view());
        size_ += table->rules().size();
        for (std::size_t i = 0; i < used.size(); ++i)
            used[i] |= table->mask()[i];
    }
    size_ += few_.size() + count_live();
    for (const compiled_rule& rule : few_)
        for (std::size_t i = 0; i < used.size(); ++i)
            used[i] |= rule.mask[i];
    for (std::uint32_t i = 0; i < used.size(); ++i)
        if (used[i] != 0)
            words_.push_back(i);
}

void rule_family::make_blocks() {
    blocks_.resize((few_.size() + rule_block::width - 1) / rule_block::width);
    std::ranges::for_each(blocks_, clear);
    for (std::size_t i = 0; i < few_.size(); ++i)
        put(blocks_[i / rule_block::width], i % rule_block::width, few_[i]);
}

std::size_t rule_family::count_live() const noexcept {
    std::size_t count = 0;
    for (const rule_bits& chunk : live_)
        for (const std::uint64_t word : chunk.word)
            count += static_cast<std::size_t>(std::popcount(word));
    return count;
}

std::vector<compiled_rule> rule_family::all_rules() const {
    std::vector<compiled_rule> all = few_;
    all.reserve(size_ + 1);
    for (std::size_t place = 0; place < live_.size() * rule_bits::bits; ++place)
        if (live_[place / rule_bits::bits].has(place % rule_bits::bits))
            all.push_back(base_->at(place));
    for (const auto& table : tables_)
        all.insert(all.end(), table->rules().begin(), table->rules().end());
    return all;
}

/// Whether so much has changed since all was built that one more change is time to build it anew.
bool rule_family::is_worn() const noexcept {
    if (base_ == nullptr)
        return tables_.size() >= planned_ + most_extra_tables;
    const std::size_t kept = count_live();
    const std::size_t changes = (size_ - kept) + (base_->size() - kept);
    return changes >= std::max(least_changes, base_->size() / changes_share) || tables_.size() >= most_tables_on_base;
}

rule_family rule_family::with_tables(tables changed) const { return {std::move(changed), planned_, base_, live_}; }

rule_family rule_family::with(const compiled_rule& rule) const {
    if (size_ <= most_linear || is_worn()) {
        std::vector<compiled_rule> all = all_rules();
        all.push_back(rule);
        return rule_family(std::move(all));
    }
    tables changed = tables_;
    // Any table that takes it.
    const auto home = std::ranges::find_if(
        changed, [&](const auto& t) { return t->accepts(rule) && t->count_alike(rule) < most_alike; });
    std::vector<compiled_rule> together{rule};
    packet_fields::words mask = coarse_mask(rule);
    if (home != changed.end()) {
        mask = (*home)->mask();
        together.insert(together.end(), (*home)->rules().begin(), (*home)->rules().end());
        changed.erase(home);
    }
    changed.push_back(std::make_shared<tuple_table>(mask, std::move(together)));
    return with_tables(std::move(changed));
}

std::optional<std::size_t> rule_family::live_place_of(const compiled_rule& rule) const {
    const auto place = base_ != nullptr ? base_->place_of(rule.id) : std::nullopt;
    return place && live_[*place / rule_bits::bits].has(*place % rule_bits::bits) ? place : std::nullopt;
}

rule_family rule_family::without_live(std::size_t place) const {
    std::vector<rule_bits> rest = live_;
    rest[place / rule_bits::bits].reset(place % rule_bits::bits);
    return {tables_, planned_, base_, std::move(rest)};
}

rule_family rule_family::without(const compiled_rule& rule) const {
    const auto it = [&](const compiled_rule& r) { return r.id == rule.id; };
    const bool fits_classes_again = base_ == nullptr && size_ == enough_below_most;
    if (size_ <= most_linear + 1 || fits_classes_again ||
        (base_ != nullptr && (is_worn() || base_->shadows(rule.id)))) {
        std::vector<compiled_rule> all = all_rules();
        std::erase_if(all, it);
        return rule_family(std::move(all));
    }
    if (const auto place = live_place_of(rule))
        return without_live(*place);
    tables changed = tables_;
    const auto home = std::ranges::find_if(
        changed, [&](const auto& t) { return t->accepts(rule) && std::ranges::any_of(t->rules(), it); });
    std::vector<compiled_rule> rest = (*home)->rules();
    std::erase_if(rest, it);
    const packet_fields::words mask = (*home)->mask();
    changed.erase(home);
    if (!rest.empty())
        changed.push_back(std::make_shared<tuple_table>(mask, std::move(rest)));
    return with_tables(std::move(changed));
}

family_view rule_family::view() const noexcept {
    class_view classes;
    if (base_ != nullptr) {
        classes = base_->view();
        classes.live = live_.data();
    }
    return {classes, views_.data(), views_.size(), blocks_.data(), blocks_.size(), words_.data(), words_.size()};
}

std::size_t rule_family::memory() const noexcept {
    std::size_t bytes = blocks_.size() * sizeof(rule_block) + views_.size() * sizeof(tuple_view);
    if (base_ != nullptr)
        bytes += base_->memory();
    for (const auto& table : tables_)
        bytes += table->memory();
    return bytes;
}

std::vector<const compiled_rule*> rule_family::all_matches(const packet_fields::words& packet) const {
    std::vector<const compiled_rule*> found;
    const auto add = [&](const compiled_rule& rule) {
        if (matches(rule, packet.data()))
            found.push_back(&rule);
    };
    std::ranges::for_each(few_, add);
    if (base_ != nullptr) {
        for (std::size_t place = base_->first_shadowed(); place < live_.size() * rule_bits::bits; ++place)
            if (live_[place / rule_bits::bits].has(place % rule_bits::bits))
                add(base_->at(place));
        const class_view classes = view().classes;
        class_search search;
        search.begin(classes, packet.data());
        for (std::uint32_t chunks = search.chunks(classes); chunks != 0; chunks &= chunks - 1)
            search.for_each_place(classes, static_cast<std::uint32_t>(std::countr_zero(chunks)),
                                  [&](std::size_t place) {
                                      add(base_->at(place));
                                      return false;
                                  });
    }
    for (const auto& table : tables_)
        table->for_each_match(packet, [&](const compiled_rule& rule) { found.push_back(&rule); });
    return found;
}

} // namespace xdpk::detail
