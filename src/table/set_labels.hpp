// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "table/route_map.hpp"
#include "table/set_combinations.hpp"

#include <xdpk/table/lpm.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace xdpk::detail {

/// Which named sets the addresses of one family are in: blocks of addresses are put into sets, and the label of an
/// address stands for all sets that have a block around it. Found by longest-prefix match: the longest block's label
/// includes those of the blocks around it.
template <class Address>
class set_labels {
public:
    using set = set_combinations::set;
    using label = set_combinations::label;
    using prefix = ip_prefix<Address>;
    using table = lpm_table<Address>;

    /// As many fit into an lpm_table however scattered they are.
    static constexpr std::size_t most_blocks = 1'100'000;

    struct own_change {
        prefix block;
        label before;
        label after;
    };

    /// A change that readers do not see yet.
    struct change {
        std::vector<ip_route<Address>> labels;
        std::vector<prefix> gone;
        std::vector<own_change> own; ///< blocks that were not in the set before, or not out of it
    };

    /// Puts blocks into a set or takes them out, for the writer; commit() shows it to readers. Throws xdpk::error, and
    /// changes nothing, if a block's length cannot be or there are too many blocks or combinations.
    [[nodiscard]] change prepare(set_combinations& combinations, set which, std::span<const prefix> blocks, bool in);

    /// Takes back what is prepared and not committed.
    void abandon(const change& what);

    /// Shows it to readers, address by address. table() may be another one afterwards. Throws xdpk::error if the labels
    /// do not fit into the largest table there can be.
    void commit(const change& what);

    /// Labels by address, no_route for 0; nullptr as long as no block is in any set.
    [[nodiscard]] const table* look_up() const noexcept { return table_.get(); }

    /// No reader is in a burst that it began before the last commit.
    void reclaim();

    [[nodiscard]] std::size_t memory() const noexcept { return table_ ? table_->memory() : 0; }

private:
    std::vector<own_change> own_changes(set_combinations& combinations, set which, std::span<const prefix> blocks,
                                        bool in) const;
    void set_own(const prefix& block, label own);
    void relabel(set_combinations& combinations, const prefix& block, change& what) const;
    [[nodiscard]] label around(const prefix& block) const;
    [[nodiscard]] bool store(const change& what);
    void grow(const change& what);

    route_map<Address> own_; ///< the label that a block has by itself; blocks that are in no set are not there
    std::unique_ptr<table> table_;
    std::size_t table_bytes_ = std::size_t{1} << 20U;
    std::vector<std::unique_ptr<table>> retired_;
};

extern template class set_labels<ipv4_address>;
extern template class set_labels<ipv6_address>;

} // namespace xdpk::detail
