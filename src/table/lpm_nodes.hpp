// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "table/lpm_node.hpp"
#include "table/lpm_ranges.hpp"
#include "table/node_pool.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace xdpk::detail {

/// The nodes of addresses of so many bytes, and a change in work: what it makes is not reachable, and what it replaces
/// still is, until commit().
template <std::size_t Bytes>
class lpm_nodes {
public:
    using node = lpm_node<Bytes>;

    /// A place of the key that leads to a node.
    struct link {
        std::uint32_t key;
        lpm_entry entry;
    };

    /// Of `memory`, `units` units may be used.
    lpm_nodes(std::byte* memory, std::size_t units);

    [[nodiscard]] static bool is_node(lpm_entry entry) noexcept { return (entry & lpm_is_node) != 0; }

    /// A new node of a chunk of `depth` bits. `children` are those of the ranges that are deeper, in order. Throws
    /// node_pool::full.
    lpm_entry write_list(unsigned depth, std::span<const lpm_range> ranges, std::span<const lpm_entry> children);
    lpm_entry write_array(unsigned bits, std::span<const lpm_range> ranges, std::span<const lpm_entry> children);

    /// The entry of a list's child; null if there is none for the key.
    [[nodiscard]] lpm_entry* find_child(lpm_entry list, std::uint32_t key) const noexcept;
    [[nodiscard]] std::span<lpm_entry> array(lpm_entry entry, unsigned bits) const noexcept;
    /// Whatever a node leads to.
    [[nodiscard]] std::vector<link> links(lpm_entry entry, unsigned depth) const;

    /// With commit(), the node is gone, though not what it leads to.
    void drop(lpm_entry entry, unsigned depth);
    /// With commit(), `place` is `value`.
    void set(lpm_entry& place, lpm_entry value) { stores_.push_back({&place, value}); }
    void commit();
    void abandon();

    [[nodiscard]] node_pool& pool() noexcept { return pool_; }
    [[nodiscard]] const node_pool& pool() const noexcept { return pool_; }

private:
    struct block {
        std::uint32_t first;
        std::size_t length;
    };
    struct store {
        lpm_entry* place;
        lpm_entry value;
    };

    std::uint32_t allocate(std::size_t bytes, bool anywhere = false);
    void clear();

    std::byte* memory_;
    node_pool pool_;
    std::vector<block> fresh_;
    std::vector<block> stale_;
    std::vector<store> stores_;
};

extern template class lpm_nodes<4>;
extern template class lpm_nodes<16>;

} // namespace xdpk::detail
