// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "nat_plan.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace xdpk::detail {

/// Ports are a worker's in pairs, so that an even and an odd one in a row are one worker's (RTP and RTCP).
[[nodiscard]] constexpr std::uint32_t worker_of_port(std::uint16_t port, std::uint32_t workers) noexcept {
    return port / 2U % workers;
}
/// Blocks are a worker's as a whole.
[[nodiscard]] constexpr std::uint32_t worker_of_block(std::uint32_t block, std::uint32_t workers) noexcept {
    return block % workers;
}

/// One worker's ports of external addresses. An address has a slot as long as the plan has it or a port is taken.
class nat_ports {
public:
    static constexpr std::uint32_t none = nat_plan::none;

    nat_ports(std::size_t addresses, std::uint32_t worker, std::uint32_t workers);

    /// Takes a plan's addresses instead of the last one's. False, and nothing is changed, if there are too many.
    [[nodiscard]] bool adopt(const nat_plan& plan) noexcept;

    /// Of a number in the plan.
    [[nodiscard]] std::uint32_t slot_of(std::uint32_t external) const noexcept { return slot_of_[external]; }
    /// The slot's number in the plan, or none.
    [[nodiscard]] std::uint32_t external_of(std::uint32_t slot) const noexcept { return slots_[slot].external; }
    [[nodiscard]] const nat_address& address(std::uint32_t slot) const noexcept { return slots_[slot].address; }

    [[nodiscard]] const port_set& taken(std::uint32_t slot, port_class of) const noexcept {
        return sets_[set_of(slot, static_cast<std::size_t>(of))];
    }
    void take(std::uint32_t slot, port_class of, std::uint16_t port) noexcept {
        sets_[set_of(slot, static_cast<std::size_t>(of))].insert(port);
    }
    void give_back(std::uint32_t slot, port_class of, std::uint16_t port) noexcept {
        sets_[set_of(slot, static_cast<std::size_t>(of))].erase(port);
        slots_[slot].full[static_cast<std::size_t>(of)] = false;
    }
    /// Ports that are in somebody's block.
    [[nodiscard]] const port_set& in_blocks(std::uint32_t slot) const noexcept {
        return sets_[set_of(slot, block_set)];
    }
    void take_block(std::uint32_t slot, const port_range& ports) noexcept {
        sets_[set_of(slot, block_set)].insert(ports);
    }
    void give_back_block(std::uint32_t slot, const port_range& ports) noexcept {
        sets_[set_of(slot, block_set)].erase(ports);
        slots_[slot].full[block_set] = false;
    }

    /// Nothing was found, so that nobody need search until something is given back.
    void set_full(std::uint32_t slot, port_class of) noexcept {
        slots_[slot].full[static_cast<std::size_t>(of)] = true;
    }
    void set_without_blocks(std::uint32_t slot) noexcept { slots_[slot].full[block_set] = true; }
    [[nodiscard]] bool is_full(std::uint32_t slot, port_class of) const noexcept {
        return slots_[slot].full[static_cast<std::size_t>(of)];
    }
    [[nodiscard]] bool is_without_blocks(std::uint32_t slot) const noexcept { return slots_[slot].full[block_set]; }

    /// Mappings that have no port of their own also keep the slot.
    void keep(std::uint32_t slot) noexcept { ++slots_[slot].users; }
    void release(std::uint32_t slot) noexcept { --slots_[slot].users; }

    /// The worker's ports of all; null: all of them.
    [[nodiscard]] const port_set* mine() const noexcept { return workers_ == 1 ? nullptr : &mine_; }
    [[nodiscard]] bool is_my_block(std::uint32_t block) const noexcept {
        return worker_of_block(block, workers_) == worker_;
    }
    [[nodiscard]] std::size_t capacity() const noexcept { return slots_.size(); }

private:
    static constexpr std::size_t block_set = port_classes;
    static constexpr std::size_t sets_per_slot = block_set + 1;

    struct slot {
        nat_address address{};
        std::uint32_t external = none;
        std::uint32_t users = 0;
        std::array<bool, sets_per_slot> full{};
    };

    static constexpr std::size_t set_of(std::uint32_t slot, std::size_t which) noexcept {
        return slot * sets_per_slot + which;
    }

    [[nodiscard]] bool unused(std::uint32_t at) const noexcept { return slots_[at].users == 0; }
    [[nodiscard]] std::uint32_t find(const nat_address& address) const noexcept;

    std::uint32_t worker_;
    std::uint32_t workers_;
    port_set mine_;
    std::vector<slot> slots_;
    std::vector<std::uint32_t> by_address_; ///< all slots
    std::vector<std::uint32_t> slot_of_;
    std::vector<port_set> sets_;
};

} // namespace xdpk::detail
