// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "nat_journal.hpp"
#include "nat_ports.hpp"

#include <xdpk/table/flow_table.hpp>
#include <xdpk/table/timer_wheel.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace xdpk::detail {

/// An internal address that has mappings or blocks in a pool.
struct nat_subscriber {
    std::uint32_t mappings = 0;
    std::uint32_t blocks = 0;
    std::uint32_t first_block = nat_plan::none;
    std::uint32_t slot = nat_plan::none; ///< of the external address it is paired with
};

/// Ports of an external address that only one subscriber uses.
struct nat_block {
    std::uint32_t owner = nat_plan::none;
    std::uint32_t next = nat_plan::none; ///< of the same owner, or of the free ones
    std::uint32_t mappings = 0;
    std::uint32_t slot = 0;
    port_range ports{};
    std::uint32_t hold_down = 0;
    std::uint32_t free_at = 0; ///< if it has no mappings
};

/// Who uses how much, in which blocks. A subscriber is known as long as it has a mapping or a block.
class nat_subscribers {
public:
    using index = std::uint32_t;
    static constexpr index none = nat_plan::none;

    nat_subscribers(std::size_t count, nat_ports& ports, nat_journal& journal, std::uint32_t now);

    /// The subscriber that a flow's source is, in the pool with this tag; none if there is no room for a new one.
    [[nodiscard]] index obtain(const flow_key& flow, std::uint64_t pool_tag, std::uint32_t now) noexcept;
    [[nodiscard]] nat_subscriber& at(index i) noexcept { return table_.value(i); }
    [[nodiscard]] const nat_subscriber& at(index i) const noexcept { return table_.value(i); }
    /// The subscriber's address and zone are its source.
    [[nodiscard]] const flow_key& key(index i) const noexcept { return table_.key(i); }

    /// A mapping with this port begins or ends.
    void hold(index i, std::uint32_t slot, std::uint16_t port) noexcept;
    void release(index i, std::uint32_t slot, std::uint16_t port, std::uint32_t now) noexcept;
    /// Between obtain() and settle() a subscriber stays known, though it may have nothing yet.
    void pin(index i) noexcept { ++at(i).mappings; }
    void settle(index i) noexcept;

    [[nodiscard]] const nat_block& block(index i) const noexcept { return blocks_[i]; }
    /// The subscriber's block that has the port, or none.
    [[nodiscard]] index block_with(index i, std::uint32_t slot, std::uint16_t port) const noexcept;
    /// Whose block has the port, or none. Looks at all blocks.
    [[nodiscard]] index block_owner(const nat_address& external, std::uint16_t port) const noexcept;
    [[nodiscard]] bool has_free_block() const noexcept { return free_ != none; }
    /// Gives the subscriber these ports, which are in no block, until it has not used them for `held` seconds.
    void give_block(index i, std::uint32_t slot, const port_range& ports, std::uint32_t held,
                    std::uint32_t now) noexcept;

    void expire(std::uint32_t now, std::size_t budget) noexcept;

private:
    void hold_down(index block, std::uint32_t now) noexcept;
    void take_back(index block) noexcept;
    void report(const nat_block& block, nat_event_kind kind) noexcept;

    flow_table<nat_subscriber> table_;
    std::vector<nat_block> blocks_;
    index free_ = none;
    timer_links links_;
    timer_wheel held_down_;
    nat_ports& ports_;
    nat_journal& journal_;
};

} // namespace xdpk::detail
