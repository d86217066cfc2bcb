// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "dpdk/distributor_worker.hpp"

#include <vector>

#include <xdpk/dpdk/rte_distributor.h>

/// Packets on their way to workers and back. What is not said to be the workers' is the distributing lcore's.
struct rte_distributor {
public:
    rte_distributor(unsigned workers, unsigned at_once) : workers_(workers), at_once_(at_once) {}

    [[nodiscard]] unsigned process(std::span<rte_mbuf* const> packets) noexcept;
    [[nodiscard]] unsigned take_returned(std::span<rte_mbuf*> room) noexcept;
    void forget_returned() noexcept;
    [[nodiscard]] unsigned flush() noexcept;

    /// The workers'.
    void give_back(unsigned worker, std::span<rte_mbuf* const> packets, bool wants_more) noexcept;
    /// False if nothing was given yet.
    [[nodiscard]] bool take(unsigned worker, rte_mbuf** room, unsigned& count) noexcept;
    [[nodiscard]] unsigned at_once() const noexcept { return at_once_; }

private:
    using worker = xdpk::dpdk::distributor_worker;

    /// Sees what workers have given back and asked for, and gives them what waits.
    void look() noexcept;
    void take_back(worker& one) noexcept;
    void hand_over(worker& one) noexcept;
    /// A worker has ended: others take what it was to have.
    void pass_on(worker& ended) noexcept;
    /// Has the packet wait for a worker; false if none is active.
    bool place(rte_mbuf* packet) noexcept;
    [[nodiscard]] worker* choose(std::uint32_t tag) noexcept;
    void keep_returned(rte_mbuf* packet) noexcept;
    [[nodiscard]] unsigned outstanding() const noexcept;
    void release_waiters() noexcept;

    std::vector<worker> workers_;
    const unsigned at_once_;
    std::size_t turn_ = 0; ///< the worker that gets the next new flow
    std::array<rte_mbuf*, 1024> returned_{};
    std::size_t first_returned_ = 0;
    std::size_t returned_count_ = 0;
};
