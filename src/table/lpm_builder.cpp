// SPDX-License-Identifier: BSD-3-Clause
#include "table/lpm_builder.hpp"

#include <algorithm>
#include <array>

namespace xdpk::detail {

namespace {

constexpr unsigned root_bits = 16;
constexpr unsigned stride = 8;
constexpr std::size_t bytes_per_node = 256;
constexpr std::size_t longest_node = (512 + bytes_per_node * sizeof(lpm_entry)) / lpm_unit;

bool is_node(lpm_entry entry) noexcept { return (entry & lpm_is_node) != 0; }

/// Part `byte` of a chunk.
template <class Address>
ip_prefix<Address> part(const ip_prefix<Address>& chunk, unsigned byte) noexcept {
    ip_prefix<Address> result = chunk;
    result.address.bytes[chunk.length / stride] = static_cast<std::uint8_t>(byte);
    result.length = static_cast<std::uint8_t>(chunk.length + stride);
    return result;
}

template <class Address>
ip_prefix<Address> root_chunk(std::size_t index) noexcept {
    ip_prefix<Address> result{.length = root_bits};
    result.address.bytes[0] = static_cast<std::uint8_t>(index >> 8U);
    result.address.bytes[1] = static_cast<std::uint8_t>(index);
    return result;
}

template <class Address>
std::size_t root_index(const Address& address) noexcept {
    return static_cast<std::size_t>(address.bytes[0]) << 8U | address.bytes[1];
}

} // namespace

/// What a node is to say about each byte.
template <class Address>
struct lpm_builder<Address>::node_plan {
    std::array<std::uint16_t, bytes_per_node> next_hop;
    std::array<std::uint8_t, bytes_per_node> length{}; ///< of the route it is from; 0 if from outside the node
    std::array<bool, bytes_per_node> deeper{};
    std::array<std::uint16_t, bytes_per_node> value{};
    std::vector<lpm_entry> children;

    explicit node_plan(std::uint16_t inherited) { next_hop.fill(inherited); }
};

template <class Address>
lpm_builder<Address>::lpm_builder(std::span<lpm_entry> root, std::byte* memory, std::size_t units)
    : root_(root), memory_(memory), pool_(std::min(units, lpm_most_units), longest_node, 64 / lpm_unit) {
    std::ranges::fill(root_, lpm_entry{lpm_no_route});
}

template <class Address>
auto lpm_builder<Address>::root_range(const prefix& p) noexcept -> range {
    const std::size_t first = root_index(p.address);
    return {first, first + (p.length >= root_bits ? 1 : std::size_t{1} << (root_bits - p.length))};
}

template <class Address>
void lpm_builder<Address>::refresh(std::size_t index) {
    const lpm_entry entry = root_entry(root_chunk<Address>(index), root_[index]);
    if (entry != root_[index])
        stores_.push_back({&root_[index], entry});
}

template <class Address>
void lpm_builder<Address>::apply(const route_map<Address>& routes, const prefix& changed) {
    routes_ = &routes;
    changed_ = changed;
    anew_ = false;
    try {
        const auto [first, end] = root_range(changed);
        for (std::size_t i = first; i < end; ++i)
            refresh(i);
    } catch (const node_pool::full&) {
        abandon();
        throw;
    }
    commit();
}

template <class Address>
void lpm_builder<Address>::apply_all(const route_map<Address>& routes, std::span<const ip_route<Address>> changed) {
    std::vector<bool> touched(root_.size());
    for (const ip_route<Address>& r : changed) {
        const auto [first, end] = root_range(r.prefix);
        std::fill(touched.begin() + static_cast<std::ptrdiff_t>(first),
                  touched.begin() + static_cast<std::ptrdiff_t>(end), true);
    }
    routes_ = &routes;
    changed_ = {};
    anew_ = true;
    try {
        for (std::size_t i = 0; i < touched.size(); ++i)
            if (touched[i])
                refresh(i);
    } catch (const node_pool::full&) {
        abandon();
        throw;
    }
    commit();
}

template <class Address>
lpm_entry lpm_builder<Address>::root_entry(const prefix& chunk, lpm_entry old) {
    const bool deeper = routes_->any_within(chunk);
    if (!anew_ && changed_.length > root_bits && is_node(old) && deeper)
        return update(chunk, old);
    const auto covering = routes_->covering(chunk);
    const bool hidden = covering != routes_->end() && covering->first.length > changed_.length;
    if (!anew_ && hidden && changed_.length <= root_bits)
        return old;
    const std::uint16_t next_hop = covering == routes_->end() ? lpm_no_route : covering->second;
    if (deeper)
        return rebuild(chunk, old, next_hop);
    drop_tree(old);
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
    if (is_node(old) && changed_.length > chunk.length + stride) {
        const unsigned byte = changed_.address.bytes[chunk.length / stride];
        const lpm_entry* const place = find_child(old, byte);
        if (place != nullptr && routes_->any_within(part(chunk, byte))) {
            const lpm_entry entry = update(part(chunk, byte), *place);
            if (entry != *place)
                stores_.push_back({const_cast<lpm_entry*>(place), entry}); // NOLINT(*-const-cast): in our memory
            return old;
        }
    }
    return rebuild(chunk, old, next_hop_of(chunk));
}

template <class Address>
lpm_entry lpm_builder<Address>::rebuild(const prefix& chunk, lpm_entry old, std::uint16_t inherited) {
    node_plan plan(inherited);
    paint(chunk, plan);
    for (unsigned byte = 0; byte < bytes_per_node; ++byte) {
        plan.value[byte] = plan.next_hop[byte];
        if (plan.deeper[byte]) {
            plan.value[byte] = static_cast<std::uint16_t>(lpm_is_child | plan.children.size());
            plan.children.push_back(child(chunk, old, plan, byte));
        } else if (const lpm_entry* const gone = find_child(old, byte); gone != nullptr) {
            drop_tree(*gone);
        }
    }
    drop_node(old);
    return write(plan);
}

template <class Address>
void lpm_builder<Address>::paint(const prefix& chunk, node_plan& plan) const {
    auto at = routes_->first_within(chunk);
    while (routes_->within(at, chunk)) {
        const auto& [route, next_hop] = *at;
        const unsigned byte = route.address.bytes[chunk.length / stride];
        if (route.length > chunk.length + stride) {
            plan.deeper[byte] = true;
            if (byte == bytes_per_node - 1)
                return;
            at = routes_->first_from({part(chunk, byte + 1).address, 0});
            continue;
        }
        const std::size_t count = std::size_t{1} << (chunk.length + stride - route.length);
        std::fill_n(plan.next_hop.begin() + byte, count, next_hop);
        std::fill_n(plan.length.begin() + byte, count, route.length);
        ++at;
    }
}

template <class Address>
lpm_entry lpm_builder<Address>::child(const prefix& chunk, lpm_entry old, const node_plan& plan, unsigned byte) {
    const prefix part_chunk = part(chunk, byte);
    const lpm_entry* const place = find_child(old, byte);
    const lpm_entry before = place == nullptr ? 0 : *place;
    const bool within = changed_.length > part_chunk.length && part_chunk.contains(changed_.address);
    const bool inherits = changed_.contains(part_chunk) && plan.length[byte] <= changed_.length;
    if (anew_ || before == 0)
        return rebuild(part_chunk, before, plan.next_hop[byte]);
    if (!within && !inherits)
        return before;
    return within ? update(part_chunk, before) : rebuild(part_chunk, before, plan.next_hop[byte]);
}

template <class Address>
lpm_entry lpm_builder<Address>::write(const node_plan& plan) {
    std::array<std::uint8_t, bytes_per_node> starts{};
    std::size_t count = 1;
    for (unsigned byte = 1; byte < bytes_per_node; ++byte)
        if (plan.value[byte] != plan.value[byte - 1])
            starts[count++] = static_cast<std::uint8_t>(byte);
    const std::size_t size = count > lpm_most_ranges ? 0 : (count + 3) / 4;
    const std::size_t units = (lpm_node_bytes(size * 4) + plan.children.size() * sizeof(lpm_entry)) / lpm_unit;
    const std::uint32_t first = pool_.allocate(units);
    fresh_.push_back({first, units});
    const lpm_entry entry = lpm_is_node | static_cast<lpm_entry>(size << 26U) | first;
    const lpm_node node(memory_, entry);
    auto* const at = memory_ + first * lpm_unit;
    auto* const values = reinterpret_cast<std::uint16_t*>(at + node.ranges);
    if (size == 0)
        std::ranges::copy(plan.value, values);
    // Ranges that are left over start, and end, where the last one does.
    for (std::size_t i = 0; i < node.ranges; ++i) {
        const std::uint8_t start = starts[std::min(i, count - 1)];
        reinterpret_cast<std::uint8_t*>(at)[i] = start;
        values[i] = plan.value[start];
    }
    std::ranges::copy(plan.children, reinterpret_cast<lpm_entry*>(at + lpm_node_bytes(node.ranges)));
    return entry;
}

template <class Address>
const lpm_entry* lpm_builder<Address>::find_child(lpm_entry entry, unsigned byte) const noexcept {
    if (!is_node(entry))
        return nullptr;
    const lpm_node node(memory_, entry);
    std::size_t index = byte;
    if (node.ranges != 0) {
        const auto* const end = std::upper_bound(node.starts(), node.starts() + node.ranges, byte);
        index = static_cast<std::size_t>(end - node.starts()) - 1;
    }
    const std::uint16_t value = node.values()[index];
    return (value & lpm_is_child) == 0 ? nullptr : node.children() + (value & ~lpm_is_child);
}

template <class Address>
std::size_t lpm_builder<Address>::count_children(const lpm_node& node) const noexcept {
    // They are numbered in order.
    for (std::size_t i = node.value_count(); i-- > 0;)
        if (const std::uint16_t value = node.values()[i]; (value & lpm_is_child) != 0)
            return std::size_t{1} + (value & ~lpm_is_child);
    return 0;
}

template <class Address>
void lpm_builder<Address>::drop_node(lpm_entry entry) {
    if (!is_node(entry))
        return;
    const lpm_node node(memory_, entry);
    const std::size_t bytes = lpm_node_bytes(node.ranges) + count_children(node) * sizeof(lpm_entry);
    stale_.push_back({entry & static_cast<lpm_entry>(lpm_most_units - 1), bytes / lpm_unit});
}

template <class Address>
void lpm_builder<Address>::drop_tree(lpm_entry entry) {
    if (!is_node(entry))
        return;
    const lpm_node node(memory_, entry);
    for (std::size_t i = count_children(node); i-- > 0;)
        drop_tree(node.children()[i]);
    drop_node(entry);
}

template <class Address>
void lpm_builder<Address>::commit() {
    for (const store& s : stores_)
        lpm_store(*s.place, s.value);
    for (const block& b : stale_)
        pool_.retire(b.first, b.length);
    stores_.clear();
    stale_.clear();
    fresh_.clear();
}

template <class Address>
void lpm_builder<Address>::abandon() {
    for (const block& b : fresh_)
        pool_.release(b.first, b.length);
    stores_.clear();
    stale_.clear();
    fresh_.clear();
}

template class lpm_builder<ipv4_address>;
template class lpm_builder<ipv6_address>;

} // namespace xdpk::detail
