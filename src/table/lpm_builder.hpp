// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "table/lpm_nodes.hpp"
#include "table/route_map.hpp"

#include <xdpk/net/ip_prefix.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace xdpk::detail {

/// Keeps root and nodes as the routes want them. A change makes new nodes where something differs and publishes them
/// with one store per place; nodes once published change only in their entries.
template <class Address>
class lpm_builder {
public:
    using prefix = ip_prefix<Address>;

    /// Of `memory`, `units` units may be used for nodes.
    lpm_builder(std::span<lpm_entry> root, std::byte* memory, std::size_t units);

    /// The route for `changed` is about to be in force, or gone, as `routes` has it. Throws node_pool::full, then
    /// nothing has changed.
    void apply(const route_map<Address>& routes, const prefix& changed);

    /// The same for many routes at once: builds anew what is below each of their first 16 bits.
    void apply_all(const route_map<Address>& routes, std::span<const ip_route<Address>> changed);

    [[nodiscard]] node_pool& pool() noexcept { return nodes_.pool(); }
    [[nodiscard]] const node_pool& pool() const noexcept { return nodes_.pool(); }

private:
    using nodes = lpm_nodes<sizeof(Address)>;
    using node = typename nodes::node;

    template <class Change>
    void all_or_nothing(Change&& change);
    void refresh(std::span<lpm_entry> entries, const prefix& chunk, unsigned bits);
    void refresh(lpm_entry& place, const prefix& chunk);
    lpm_entry entry_for(const prefix& chunk, lpm_entry old);
    [[nodiscard]] std::uint16_t next_hop_of(const prefix& chunk) const;
    lpm_entry update(const prefix& chunk, lpm_entry old);
    lpm_entry update_array(const prefix& chunk, lpm_entry old);
    lpm_entry rebuild(const prefix& chunk, lpm_entry old, std::uint16_t inherited);
    lpm_entry child(const prefix& chunk, lpm_entry old, const lpm_range& range);
    [[nodiscard]] lpm_entry find_child(lpm_entry entry, const prefix& chunk, std::uint32_t key) const noexcept;
    void drop_children(lpm_entry entry, const prefix& chunk, std::span<const lpm_range> but);
    void drop_tree(lpm_entry entry, unsigned depth);

    std::span<lpm_entry> root_;
    nodes nodes_;
    // Of the change in work.
    const route_map<Address>* routes_ = nullptr;
    prefix changed_{};
    bool anew_ = false; ///< nothing of the old is of use
};

} // namespace xdpk::detail
