// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "table/lpm_node.hpp"
#include "table/node_pool.hpp"
#include "table/route_map.hpp"

#include <xdpk/net/ip_prefix.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace xdpk::detail {

/// Keeps root and nodes as the routes want them. A change makes new nodes where something differs and publishes them
/// with one store per place; nodes once published change only in their children.
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

    [[nodiscard]] node_pool& pool() noexcept { return pool_; }
    [[nodiscard]] const node_pool& pool() const noexcept { return pool_; }

private:
    struct node_plan;

    struct range {
        std::size_t first;
        std::size_t end;
    };

    static range root_range(const prefix& p) noexcept;
    void refresh(std::size_t index);
    lpm_entry root_entry(const prefix& chunk, lpm_entry old);
    [[nodiscard]] std::uint16_t next_hop_of(const prefix& chunk) const;
    lpm_entry update(const prefix& chunk, lpm_entry old);
    lpm_entry rebuild(const prefix& chunk, lpm_entry old, std::uint16_t inherited);
    void paint(const prefix& chunk, node_plan& plan) const;
    lpm_entry child(const prefix& chunk, lpm_entry old, const node_plan& plan, unsigned byte);
    lpm_entry write(const node_plan& plan);
    [[nodiscard]] const lpm_entry* find_child(lpm_entry node, unsigned byte) const noexcept;
    [[nodiscard]] std::size_t count_children(const lpm_node& node) const noexcept;
    void drop_node(lpm_entry entry);
    void drop_tree(lpm_entry entry);
    void commit();
    void abandon();

    struct block {
        std::uint32_t first;
        std::size_t length;
    };
    struct store {
        lpm_entry* place;
        lpm_entry value;
    };

    std::span<lpm_entry> root_;
    std::byte* memory_;
    node_pool pool_;
    // Of the change in work.
    const route_map<Address>* routes_ = nullptr;
    prefix changed_{};
    bool anew_ = false; ///< nothing of the old is of use
    std::vector<block> fresh_;
    std::vector<block> stale_;
    std::vector<store> stores_;
};

} // namespace xdpk::detail
