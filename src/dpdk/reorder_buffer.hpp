// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include <xdpk/dpdk/rte_reorder.h>

/// In one piece of memory with its slots: the window, by sequence number, and those that have left it in order.
struct alignas(rte_mbuf*) rte_reorder_buffer {
    char name[64];
    std::uint32_t size; ///< of the window, a power of two
    rte_reorder_seqn_t lowest;
    bool has_begun; ///< `lowest` means something
    std::uint32_t ready_first;
    std::uint32_t ready_count;

    /// Behind this: the window's, then as many for those ready.
    [[nodiscard]] std::span<rte_mbuf*> slots() noexcept {
        return {reinterpret_cast<rte_mbuf**>(this + 1), std::size_t{2} * size};
    }
    [[nodiscard]] rte_mbuf*& waiting(rte_reorder_seqn_t number) noexcept { return slots()[number & (size - 1)]; }
    [[nodiscard]] rte_mbuf*& ready(std::uint32_t i) noexcept {
        return slots()[size + ((ready_first + i) & (size - 1))];
    }
    [[nodiscard]] std::uint32_t most_ready() const noexcept { return size - 1; }
    [[nodiscard]] bool is_empty() noexcept;
    void clear() noexcept;

    /// Moves the window on by one number, whose packet is returned if there is one.
    rte_mbuf* pass() noexcept;
    /// Moves the window on until `number` is in it. False if there is no room for packets that leave it.
    [[nodiscard]] bool make_room(rte_reorder_seqn_t number) noexcept;
    rte_mbuf* take_ready() noexcept;
};
