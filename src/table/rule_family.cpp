// SPDX-License-Identifier: BSD-3-Clause
#include "table/rule_family.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace xdpk::detail {

namespace {

/// More tables than planned by so many: time to plan anew.
constexpr std::size_t most_extra_tables = 8;

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
    } else {
        tables_ = plan_tables(std::move(rules));
    }
    planned_ = tables_.size();
    finish();
}

rule_family::rule_family(tables changed, std::size_t planned) : tables_(std::move(changed)), planned_(planned) {
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
    size_ += few_.size();
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

std::vector<compiled_rule> rule_family::all_rules() const {
    std::vector<compiled_rule> all = few_;
    for (const auto& table : tables_)
        all.insert(all.end(), table->rules().begin(), table->rules().end());
    return all;
}

rule_family rule_family::with(const compiled_rule& rule) const {
    if (size_ <= most_linear || tables_.size() >= planned_ + most_extra_tables) {
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
    return {std::move(changed), planned_};
}

rule_family rule_family::without(const compiled_rule& rule) const {
    const auto it = [&](const compiled_rule& r) { return r.id == rule.id; };
    if (size_ <= most_linear + 1) {
        std::vector<compiled_rule> all = all_rules();
        std::erase_if(all, it);
        return rule_family(std::move(all));
    }
    tables changed = tables_;
    const auto home = std::ranges::find_if(
        changed, [&](const auto& t) { return t->accepts(rule) && std::ranges::any_of(t->rules(), it); });
    std::vector<compiled_rule> rest = (*home)->rules();
    std::erase_if(rest, it);
    const packet_fields::words mask = (*home)->mask();
    changed.erase(home);
    if (!rest.empty())
        changed.push_back(std::make_shared<tuple_table>(mask, std::move(rest)));
    return {std::move(changed), planned_};
}

family_view rule_family::view() const noexcept {
    return {views_.data(), views_.size(), blocks_.data(), blocks_.size(), words_.data(), words_.size()};
}

std::size_t rule_family::memory() const noexcept {
    std::size_t bytes = blocks_.size() * sizeof(rule_block) + views_.size() * sizeof(tuple_view);
    for (const auto& table : tables_)
        bytes += table->memory();
    return bytes;
}

std::vector<const compiled_rule*> rule_family::all_matches(const packet_fields::words& packet) const {
    std::vector<const compiled_rule*> found;
    for (const compiled_rule& rule : few_)
        if (matches(rule, packet.data()))
            found.push_back(&rule);
    for (const auto& table : tables_)
        table->for_each_match(packet, [&](const compiled_rule& rule) { found.push_back(&rule); });
    return found;
}

} // namespace xdpk::detail
