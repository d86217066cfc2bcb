// SPDX-License-Identifier: BSD-3-Clause
#include "table/set_labels.hpp"

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <optional>
#include <string>

namespace xdpk::detail {

namespace {

/// What scattered hosts take, about.
constexpr std::size_t bytes_per_block = 50;

/// What an lpm_table can use.
template <class Address>
constexpr std::size_t largest_table = std::size_t{sizeof(Address) == 4 ? 64 : 256} << 20U;

} // namespace

template <class Address>
auto set_labels<Address>::own_changes(set_combinations& combinations, set which, std::span<const prefix> blocks,
                                      bool in) const -> std::vector<own_change> {
    std::vector<own_change> changes;
    changes.reserve(blocks.size());
    for (const prefix& block : blocks) {
        if (block.length > prefix::bits)
            throw error({.where = "classifier",
                         .what = "prefix length " + std::to_string(block.length) + " in a named set",
                         .hint = "use at most " + std::to_string(prefix::bits)});
        const prefix masked = block.masked();
        const auto at = own_.find(masked);
        const label before = at == own_.end() ? label{0} : at->second;
        const label after = in ? combinations.with(before, which) : combinations.without(before, which);
        if (before != after)
            changes.push_back({masked, before, after});
    }
    if (own_.size() + changes.size() > most_blocks && in)
        throw error({.where = "classifier",
                     .what = std::to_string(own_.size() + changes.size()) + " blocks in named sets",
                     .hint = "use at most " + std::to_string(most_blocks) + " of either IP version"});
    // In the order of routes: a block before those within it.
    std::ranges::sort(changes, {}, &own_change::block);
    const auto same = [](const own_change& a, const own_change& b) { return a.block == b.block; };
    changes.erase(std::unique(changes.begin(), changes.end(), same), changes.end());
    return changes;
}

template <class Address>
void set_labels<Address>::set_own(const prefix& block, label own) {
    if (own == 0)
        own_.erase(block);
    else
        own_.set(block, own);
}

/// The label of the longest block that has more than `block` in it.
template <class Address>
auto set_labels<Address>::around(const prefix& block) const -> label {
    if (block.length == 0 || !table_)
        return 0;
    prefix shorter = block;
    --shorter.length;
    const auto at = own_.covering(shorter.masked());
    return at == own_.end() ? label{0} : table_->find(at->first).value_or(0);
}

/// What the blocks within `block` are to say now, where it differs.
template <class Address>
void set_labels<Address>::relabel(set_combinations& combinations, const prefix& block, change& what) const {
    struct level {
        prefix within;
        label all;
    };
    std::vector<level> nested{{block, around(block)}};
    for (auto at = own_.first_from(block); own_.within(at, block); ++at) {
        while (nested.size() > 1 && !nested.back().within.contains(at->first))
            nested.pop_back();
        const label all = combinations.unite(nested.back().all, at->second);
        nested.push_back({at->first, all});
        if (!table_ || table_->find(at->first) != all)
            what.labels.push_back({at->first, all});
    }
}

template <class Address>
auto set_labels<Address>::prepare(set_combinations& combinations, set which, std::span<const prefix> blocks, bool in)
    -> change {
    change what{.labels = {}, .gone = {}, .own = own_changes(combinations, which, blocks, in)};
    for (const own_change& c : what.own)
        set_own(c.block, c.after);
    try {
        const own_change* around_it = nullptr;
        for (const own_change& c : what.own) {
            if (c.after == 0)
                what.gone.push_back(c.block);
            if (around_it != nullptr && around_it->block.contains(c.block))
                continue;
            relabel(combinations, c.block, what);
            around_it = &c;
        }
    } catch (const error&) {
        abandon(what);
        throw;
    }
    return what;
}

template <class Address>
void set_labels<Address>::abandon(const change& what) {
    for (const own_change& c : what.own)
        set_own(c.block, c.before);
}

template <class Address>
bool set_labels<Address>::store(const change& what) {
    for (const ip_route<Address>& r : what.labels)
        if (table_->insert(r.prefix, r.next_hop) == table::result::full)
            return false;
    return std::ranges::all_of(what.gone,
                               [&](const prefix& block) { return table_->erase(block) != table::result::full; });
}

template <class Address>
void set_labels<Address>::commit(const change& what) {
    if (!table_)
        table_ = std::make_unique<table>(table_bytes_);
    if (!store(what))
        grow(what);
}

/// Another table, larger if possible, with all labels: those in the old one, but for what changes.
template <class Address>
void set_labels<Address>::grow(const change& what) {
    route_map<Address> changed;
    for (const ip_route<Address>& r : what.labels)
        changed.set(r.prefix, r.next_hop);
    std::vector<ip_route<Address>> all;
    all.reserve(own_.size());
    for (auto at = own_.first_from({}); at != own_.end(); ++at) {
        const auto now = changed.find(at->first);
        all.push_back({at->first, now != changed.end() ? now->second : table_->find(at->first).value()});
    }
    for (bool largest = false; !largest;) {
        table_bytes_ = std::min(std::max(2 * table_bytes_, all.size() * bytes_per_block), largest_table<Address>);
        largest = table_bytes_ == largest_table<Address>;
        // Even of the same size it has more room: what it replaced and nobody reclaimed is not in it.
        if (auto next = std::make_unique<table>(table_bytes_); next->insert_all(all)) {
            retired_.push_back(std::move(table_));
            table_ = std::move(next);
            return;
        }
    }
    throw error({.where = "classifier",
                 .what = "no room for " + std::to_string(all.size()) + " blocks in named sets",
                 .hint = "use fewer or shorter prefixes"});
}

template <class Address>
void set_labels<Address>::reclaim() {
    retired_.clear();
    if (table_)
        table_->reclaim();
}

template class set_labels<ipv4_address>;
template class set_labels<ipv6_address>;

} // namespace xdpk::detail
