// SPDX-License-Identifier: BSD-3-Clause
#include "table/lpm_nodes.hpp"

#include "table/lpm_walk.hpp"

#include <algorithm>
#include <bit>

namespace xdpk::detail {

namespace {

constexpr std::size_t longest_node = 4096; ///< units of the array of 12 bits

/// Writes the starts of a list of a chunk of so many bits and returns its shape.
lpm_entry write_starts(std::byte* at, std::span<const lpm_range> ranges, const lpm_node<4>*, unsigned) noexcept {
    auto* const bitmap = reinterpret_cast<std::uint32_t*>(at);
    std::fill_n(bitmap, lpm_node<4>::bitmap_words, 0U);
    for (const lpm_range& r : ranges)
        bitmap[r.start / 32] |= 1U << r.start % 32;
    return static_cast<lpm_entry>(std::ranges::count_if(ranges, [](const lpm_range& r) { return r.start < 128; })) - 1;
}

lpm_entry write_starts(std::byte* at, std::span<const lpm_range> ranges, const lpm_node<16>*, unsigned depth) noexcept {
    using node = lpm_node<16>;
    const bool block = depth == 28;
    auto* const starts = reinterpret_cast<std::uint16_t*>(at + (block ? node::slot_bytes : 0));
    std::ranges::transform(ranges, starts, [](const lpm_range& r) { return static_cast<std::uint16_t>(r.start); });
    if (block) {
        for (std::uint32_t s = 0; s <= node::slots; ++s) {
            const auto end = std::ranges::lower_bound(ranges, s << 16U, {}, &lpm_range::start);
            at[s] = static_cast<std::byte>(end - ranges.begin());
        }
        return node::block_shape;
    }
    if (ranges.size() % 2 != 0)
        starts[ranges.size()] = starts[ranges.size() - 1];
    return static_cast<lpm_entry>((ranges.size() + 1) / 2);
}

template <class Function>
void for_each_start(const lpm_node<4>& list, Function&& function) {
    std::size_t i = 0;
    for (std::uint32_t word = 0; word < lpm_node<4>::bitmap_words; ++word)
        for (std::uint32_t bits = list.bitmap()[word]; bits != 0; bits &= bits - 1)
            function(word * 32 + static_cast<std::uint32_t>(std::countr_zero(bits)), i++);
}

template <class Function>
void for_each_start(const lpm_node<16>& list, Function&& function) {
    const bool block = list.shape == lpm_node<16>::block_shape;
    std::uint32_t slot = 0;
    for (std::size_t i = 0; i < list.room; ++i) {
        while (block && list.slot(slot + 1) <= i)
            ++slot;
        if (block || i == 0 || list.starts()[i] != list.starts()[i - 1])
            function(slot << 16U | list.starts()[i], i);
    }
}

std::size_t range_of(const lpm_node<4>& list, std::uint32_t key) noexcept { return list.range_of(key); }
std::size_t range_of(const lpm_node<16>& list, std::uint32_t key) noexcept {
    return lpm_range_of<lpm_plain_search>(list, key);
}

/// They are numbered in order.
template <class Node>
std::size_t count_children(const Node& list) noexcept {
    for (std::size_t i = list.ranges(); i-- > 0;)
        if (const std::uint16_t value = list.values()[i]; (value & lpm_is_child) != 0)
            return std::size_t{1} + (value & ~lpm_is_child);
    return 0;
}

std::span<lpm_entry> entries(std::byte* at, unsigned bits) noexcept {
    return {reinterpret_cast<lpm_entry*>(at), std::size_t{1} << bits};
}

} // namespace

template <std::size_t Bytes>
lpm_nodes<Bytes>::lpm_nodes(std::byte* memory, std::size_t units)
    : memory_(memory), pool_(std::min(units, node::most_units), longest_node, 64 / lpm_unit) {}

template <std::size_t Bytes>
std::uint32_t lpm_nodes<Bytes>::allocate(std::size_t bytes, bool anywhere) {
    const std::size_t units = bytes / lpm_unit;
    const std::uint32_t first = pool_.allocate(units, anywhere);
    fresh_.push_back({first, units});
    return first;
}

template <std::size_t Bytes>
lpm_entry lpm_nodes<Bytes>::write_list(unsigned depth, std::span<const lpm_range> ranges,
                                       std::span<const lpm_entry> children) {
    const std::size_t bytes = node::list_bytes(ranges.size(), depth);
    // Below /24 nodes are small and seldom looked at, unless there are very many: then room counts more than a line.
    const bool anywhere = Bytes == 4 && depth == 24;
    const std::uint32_t first = allocate(bytes + children.size_bytes(), anywhere);
    std::byte* const at = memory_ + first * lpm_unit;
    const lpm_entry shape = write_starts(at, ranges, static_cast<const node*>(nullptr), depth);
    const lpm_entry entry = lpm_is_node | shape << node::shape_at | first;
    const node written(memory_, entry);
    auto* const values = const_cast<std::uint16_t*>(written.values()); // NOLINT(*-const-cast): our memory
    std::uint16_t child = lpm_is_child;
    for (std::size_t i = 0; i < ranges.size(); ++i)
        values[i] = ranges[i].deeper ? child++ : ranges[i].next_hop;
    if (written.ranges() > ranges.size())
        values[ranges.size()] = values[ranges.size() - 1];
    std::ranges::copy(children, reinterpret_cast<lpm_entry*>(at + bytes));
    return entry;
}

template <std::size_t Bytes>
lpm_entry lpm_nodes<Bytes>::write_array(unsigned bits, std::span<const lpm_range> ranges,
                                        std::span<const lpm_entry> children) {
    const std::uint32_t first = allocate(sizeof(lpm_entry) << bits);
    const std::span<lpm_entry> all = entries(memory_ + first * lpm_unit, bits);
    auto child = children.begin();
    for (std::size_t i = 0; i < ranges.size(); ++i) {
        const std::size_t end = i + 1 < ranges.size() ? ranges[i + 1].start : all.size();
        const lpm_entry entry = ranges[i].deeper ? *child++ : lpm_entry{ranges[i].next_hop};
        std::fill(&all[ranges[i].start], all.data() + end, entry);
    }
    return lpm_is_node | first;
}

template <std::size_t Bytes>
lpm_entry* lpm_nodes<Bytes>::find_child(lpm_entry list, std::uint32_t key) const noexcept {
    const node n(memory_, list);
    const std::uint16_t value = n.values()[range_of(n, key)];
    if ((value & lpm_is_child) == 0)
        return nullptr;
    return const_cast<lpm_entry*>(n.children() + (value & ~lpm_is_child)); // NOLINT(*-const-cast): our memory
}

template <std::size_t Bytes>
std::span<lpm_entry> lpm_nodes<Bytes>::array(lpm_entry entry, unsigned bits) const noexcept {
    return entries(memory_ + (entry & (node::most_units - 1)) * lpm_unit, bits);
}

template <std::size_t Bytes>
auto lpm_nodes<Bytes>::links(lpm_entry entry, unsigned depth) const -> std::vector<link> {
    std::vector<link> result;
    if (!is_node(entry))
        return result;
    if (node::is_array(entry)) {
        const std::span<const lpm_entry> all = array(entry, node::array_bits(depth));
        for (std::uint32_t key = 0; key < all.size(); ++key)
            if (is_node(all[key]))
                result.push_back({key, all[key]});
        return result;
    }
    const node list(memory_, entry);
    for_each_start(list, [&](std::uint32_t key, std::size_t i) {
        if (const std::uint16_t value = list.values()[i]; (value & lpm_is_child) != 0)
            result.push_back({key, list.children()[value & ~lpm_is_child]});
    });
    return result;
}

template <std::size_t Bytes>
void lpm_nodes<Bytes>::drop(lpm_entry entry, unsigned depth) {
    if (!is_node(entry))
        return;
    const node n(memory_, entry);
    const std::size_t bytes = node::is_array(entry)
                                  ? sizeof(lpm_entry) << node::array_bits(depth)
                                  : node::list_bytes(n.ranges(), depth) + count_children(n) * sizeof(lpm_entry);
    stale_.push_back({entry & static_cast<lpm_entry>(node::most_units - 1), bytes / lpm_unit});
}

template <std::size_t Bytes>
void lpm_nodes<Bytes>::commit() {
    for (const store& s : stores_)
        lpm_store(*s.place, s.value);
    for (const block& b : stale_)
        pool_.retire(b.first, b.length);
    clear();
}

template <std::size_t Bytes>
void lpm_nodes<Bytes>::abandon() {
    for (const block& b : fresh_)
        pool_.release(b.first, b.length);
    clear();
}

template <std::size_t Bytes>
void lpm_nodes<Bytes>::clear() {
    stores_.clear();
    stale_.clear();
    fresh_.clear();
}

template class lpm_nodes<4>;
template class lpm_nodes<16>;

} // namespace xdpk::detail
