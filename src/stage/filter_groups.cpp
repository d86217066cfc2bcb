// SPDX-License-Identifier: BSD-3-Clause
#include "filter_groups.hpp"

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <utility>
#include <variant>

namespace xdpk::detail {

namespace {

address_block masked(const address_block& block) {
    return std::visit([](const auto& prefix) -> address_block { return prefix.masked(); }, block);
}

/// A set that blocks go into, or out of.
struct membership_change {
    std::uint32_t set;
    bool in;
};

void apply(classifier& table, const membership_change& change, const address_block& block) {
    if (change.in)
        table.add_to_set(change.set, {&block, 1});
    else
        table.remove_from_set(change.set, {&block, 1});
}

bool carries(const std::set<std::string>& labels, const std::set<std::string>& all_of) {
    return std::ranges::includes(labels, all_of);
}

/// What goes wrong is told with where it did.
template <class F>
void in_context(const std::string& where, F&& f) {
    try {
        f();
    } catch (const error& e) {
        throw error({.where = where, .what = e.what()});
    }
}

template <class Sets>
auto& find_in(Sets& sets, std::string_view name) {
    const auto found = sets.find(name);
    if (found == sets.end())
        throw error({.what = "there is no set '" + std::string(name) + "'", .hint = "define it or correct the name"});
    return found->second;
}

} // namespace

filter_groups::filter_groups(std::span<const filter_set> sets) {
    for (const filter_set& set : sets) {
        if (set.name.empty())
            throw error({.where = "filter", .what = "a set has no name", .hint = "give it one"});
        if (!sets_.try_emplace(set.name, named_blocks{next_++}).second)
            throw error({.where = "filter set '" + set.name + "'",
                         .what = "there are two of this name",
                         .hint = "rename one or put them together"});
    }
}

const filter_groups::named_blocks& filter_groups::find(std::string_view set) const { return find_in(sets_, set); }

filter_groups::named_blocks& filter_groups::find(std::string_view set) { return find_in(sets_, set); }

std::uint32_t filter_groups::number_of(const label_selector& selector) {
    if (selector.labels.empty() || std::ranges::count(selector.labels, "") != 0)
        throw error({.what = selector.labels.empty() ? "a group of labels names none" : "a label is empty",
                     .hint = "name one, or leave the group out"});
    const auto [at, added] = selectors_.try_emplace({selector.labels.begin(), selector.labels.end()}, next_);
    next_ += added ? 1 : 0;
    return at->second;
}

void filter_groups::fill(classifier& table, std::span<const filter_set> sets,
                         std::span<const labelled_block> endpoints) {
    for (const filter_set& set : sets)
        in_context("filter set '" + set.name + "'", [&] { add(table, set.name, set.blocks); });
    for (const labelled_block& endpoint : endpoints)
        labels_[masked(endpoint.block)].insert(endpoint.labels.begin(), endpoint.labels.end());
    for (const auto& [selector, number] : selectors_)
        in_context("filter endpoints",
                   [&, set = number, &labels = selector] { table.add_to_set(set, members_of(labels)); });
}

std::vector<address_block> filter_groups::members_of(const label_set& labels) const {
    std::vector<address_block> members;
    for (const auto& [block, its] : labels_)
        if (carries(its, labels))
            members.push_back(block);
    return members;
}

std::size_t filter_groups::add(classifier& table, std::string_view set, std::span<const address_block> blocks) {
    named_blocks& its = find(set);
    const std::size_t changed = table.add_to_set(its.number, blocks);
    for (const address_block& block : blocks)
        its.blocks.insert(masked(block));
    return changed;
}

std::size_t filter_groups::remove(classifier& table, std::string_view set, std::span<const address_block> blocks) {
    named_blocks& its = find(set);
    const std::size_t changed = table.remove_from_set(its.number, blocks);
    for (const address_block& block : blocks)
        its.blocks.erase(masked(block));
    return changed;
}

void filter_groups::set_labels(classifier& table, const address_block& block, const std::vector<std::string>& labels) {
    const address_block key = masked(block);
    const label_set now(labels.begin(), labels.end());
    const auto known = labels_.find(key);
    const label_set before = known != labels_.end() ? known->second : label_set{};
    std::vector<membership_change> changes;
    for (const auto& [selector, number] : selectors_)
        if (const bool in = carries(now, selector); in != carries(before, selector))
            changes.push_back({number, in});
    std::stable_partition(changes.begin(), changes.end(), [](const membership_change& change) { return !change.in; });
    std::size_t done = 0;
    try {
        for (; done < changes.size(); ++done)
            apply(table, changes[done], key);
    } catch (...) {
        while (done-- > 0)
            apply(table, {changes[done].set, !changes[done].in}, key);
        throw;
    }
    if (now.empty())
        labels_.erase(key);
    else
        labels_[key] = now;
}

} // namespace xdpk::detail
