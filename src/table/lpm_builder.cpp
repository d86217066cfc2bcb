// SPDX-License-Identifier: BSD-3-Clause
#include "table/lpm_builder.hpp"

#include <algorithm>
#include <optional>

namespace xdpk::detail {

namespace {

struct key_span {
    std::size_t first;
    std::size_t end;
};

/// The parts of a chunk that a prefix covers or lies in.
template <class Address>
key_span keys_of(const ip_prefix<Address>& p, unsigned from, unsigned bits) noexcept {
    const std::size_t first = lpm_key(p.masked().address, from, bits);
    return {first, first + (p.length >= from + bits ? 1 : std::size_t{1} << (from + bits - p.length))};
}

template <class Node>
unsigned bits_of(lpm_entry entry, unsigned depth) noexcept {
    return Node::is_array(entry) ? Node::array_bits(depth) : Node::list_bits(depth);
}

} // namespace

template <class Address>
lpm_builder<Address>::lpm_builder(std::span<lpm_entry> root, std::byte* memory, std::size_t units)
    : root_(root), nodes_(memory, units) {
    std::ranges::fill(root_, lpm_entry{lpm_no_route});
}

template <class Address>
template <class Change>
void lpm_builder<Address>::all_or_nothing(Change&& change) {
    try {
        change();
    } catch (const node_pool::full&) {
        nodes_.abandon();
        throw;
    }
    nodes_.commit();
}

template <class Address>
void lpm_builder<Address>::apply(const route_map<Address>& routes, const prefix& changed) {
    routes_ = &routes;
    changed_ = changed;
    anew_ = false;
    all_or_nothing([&] { refresh(root_, {}, lpm_root_bits); });
}

template <class Address>
void lpm_builder<Address>::apply_all(const route_map<Address>& routes, std::span<const ip_route<Address>> changed) {
    std::vector<bool> touched(root_.size());
    for (const ip_route<Address>& r : changed) {
        const auto [first, end] = keys_of(r.prefix, 0, lpm_root_bits);
        std::fill(touched.begin() + static_cast<std::ptrdiff_t>(first),
                  touched.begin() + static_cast<std::ptrdiff_t>(end), true);
    }
    routes_ = &routes;
    changed_ = {};
    anew_ = true;
    all_or_nothing([&] {
        for (std::size_t i = 0; i < touched.size(); ++i)
            if (touched[i])
                refresh(root_[i], lpm_part<Address>({}, static_cast<std::uint32_t>(i), lpm_root_bits));
    });
}

/// Entries of root or array, of a chunk that the changed prefix lies in.
template <class Address>
void lpm_builder<Address>::refresh(std::span<lpm_entry> entries, const prefix& chunk, unsigned bits) {
    const auto [first, end] = keys_of(changed_, chunk.length, bits);
    for (std::size_t i = first; i < end; ++i)
        refresh(entries[i], lpm_part(chunk, static_cast<std::uint32_t>(i), bits));
}

template <class Address>
void lpm_builder<Address>::refresh(lpm_entry& place, const prefix& chunk) {
    const lpm_entry entry = entry_for(chunk, place);
    if (entry != place)
        nodes_.set(place, entry);
}

template <class Address>
lpm_entry lpm_builder<Address>::entry_for(const prefix& chunk, lpm_entry old) {
    const bool deeper = routes_->any_within(chunk);
    if (!anew_ && changed_.length > chunk.length && nodes::is_node(old) && deeper)
        return update(chunk, old);
    const auto covering = routes_->covering(chunk);
    const bool hidden = covering != routes_->end() && covering->first.length > changed_.length;
    if (!anew_ && hidden && changed_.length <= chunk.length)
        return old;
    const std::uint16_t next_hop = covering == routes_->end() ? lpm_no_route : covering->second;
    if (deeper)
        return rebuild(chunk, old, next_hop);
    drop_tree(old, chunk.length);
    return next_hop;
}

template <class Address>
std::uint16_t lpm_builder<Address>::next_hop_of(const prefix& chunk) const {
    const auto covering = routes_->covering(chunk);
    return covering == routes_->end() ? lpm_no_route : covering->second;
}

/// The entry for a chunk that has longer routes, of which the changed one is or was one.
template <class Address>
lpm_entry lpm_builder<Address>::update(const prefix& chunk, lpm_entry old) {
    if (node::is_array(old))
        return update_array(chunk, old);
    const unsigned bits = node::list_bits(chunk.length);
    if (nodes::is_node(old) && changed_.length > chunk.length + bits) {
        const std::uint32_t key = lpm_key(changed_.address, chunk.length, bits);
        lpm_entry* const place = nodes_.find_child(old, key);
        const prefix part = lpm_part(chunk, key, bits);
        if (place != nullptr && routes_->any_within(part)) {
            refresh(*place, part);
            return old;
        }
    }
    return rebuild(chunk, old, next_hop_of(chunk));
}

/// An array becomes a list when half of what a list can hold is left, lest one route turns it to and fro.
template <class Address>
lpm_entry lpm_builder<Address>::update_array(const prefix& chunk, lpm_entry old) {
    const std::size_t few = node::most_ranges(chunk.length) / 2;
    const unsigned list = node::list_bits(chunk.length);
    if (list != 0 && lpm_ranges(*routes_, chunk, list, lpm_no_route, few).size() <= few)
        return rebuild(chunk, old, next_hop_of(chunk));
    const unsigned bits = node::array_bits(chunk.length);
    refresh(nodes_.array(old, bits), chunk, bits);
    return old;
}

template <class Address>
lpm_entry lpm_builder<Address>::rebuild(const prefix& chunk, lpm_entry old, std::uint16_t inherited) {
    unsigned bits = node::list_bits(chunk.length);
    const std::size_t most = node::most_ranges(chunk.length);
    std::vector<lpm_range> ranges;
    if (bits != 0)
        ranges = lpm_ranges(*routes_, chunk, bits, inherited, most);
    const bool listed = bits != 0 && ranges.size() <= most;
    if (!listed) {
        bits = node::array_bits(chunk.length);
        ranges = lpm_ranges(*routes_, chunk, bits, inherited, std::size_t{1} << bits);
    }
    const bool alike = nodes::is_node(old) && node::is_array(old) == !listed;
    std::vector<lpm_entry> children;
    for (const lpm_range& r : ranges)
        if (r.deeper)
            children.push_back(child(lpm_part(chunk, r.start, bits), alike ? find_child(old, chunk, r.start) : 0, r));
    drop_children(old, chunk, alike ? ranges : std::span<const lpm_range>{});
    nodes_.drop(old, chunk.length);
    return listed ? nodes_.write_list(chunk.length, ranges, children) : nodes_.write_array(bits, ranges, children);
}

template <class Address>
lpm_entry lpm_builder<Address>::child(const prefix& chunk, lpm_entry old, const lpm_range& range) {
    const bool within = changed_.length > chunk.length && chunk.contains(changed_.address);
    const bool inherits = changed_.contains(chunk) && range.length <= changed_.length;
    if (anew_ || !nodes::is_node(old))
        return rebuild(chunk, old, range.next_hop);
    if (!within && !inherits)
        return old;
    return within ? update(chunk, old) : rebuild(chunk, old, range.next_hop);
}

/// The node of that key; 0 if there is none.
template <class Address>
lpm_entry lpm_builder<Address>::find_child(lpm_entry entry, const prefix& chunk, std::uint32_t key) const noexcept {
    if (node::is_array(entry)) {
        const lpm_entry found = nodes_.array(entry, node::array_bits(chunk.length))[key];
        return nodes::is_node(found) ? found : 0;
    }
    const lpm_entry* const place = nodes_.find_child(entry, key);
    return place == nullptr ? 0 : *place;
}

/// Children of an entry of the chunk, but those of the ranges that are deeper.
template <class Address>
void lpm_builder<Address>::drop_children(lpm_entry entry, const prefix& chunk, std::span<const lpm_range> but) {
    for (const auto& [key, to] : nodes_.links(entry, chunk.length)) {
        const auto at = std::ranges::lower_bound(but, key, {}, &lpm_range::start);
        if (at == but.end() || at->start != key || !at->deeper)
            drop_tree(to, chunk.length + bits_of<node>(entry, chunk.length));
    }
}

template <class Address>
void lpm_builder<Address>::drop_tree(lpm_entry entry, unsigned depth) {
    for (const auto& [key, to] : nodes_.links(entry, depth))
        drop_tree(to, depth + bits_of<node>(entry, depth));
    nodes_.drop(entry, depth);
}

template class lpm_builder<ipv4_address>;
template class lpm_builder<ipv6_address>;

} // namespace xdpk::detail
