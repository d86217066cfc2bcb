// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "dpdk/timer_heap.hpp"

#include <xdpk/dpdk/rte_spinlock.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <cstdio>

namespace xdpk::dpdk {

[[nodiscard]] rte_timer_status timer_status(rte_timer& timer) noexcept;
/// Puts the timer into the state in which only the caller may change it; false if another thread is at it.
[[nodiscard]] bool claim_timer(rte_timer& timer) noexcept;
/// Ends the claim.
void set_timer_state(rte_timer& timer, std::uint16_t state, int owner) noexcept;

/// The timer whose function the calling thread is in and has neither reset nor stopped, or none.
inline thread_local rte_timer* running_timer = nullptr;

struct timer_counts {
    std::uint64_t reset = 0;
    std::uint64_t stop = 0;
    std::uint64_t run = 0;
    std::uint64_t pending = 0;
};

} // namespace xdpk::dpdk

/// The timers of one lcore. Any thread.
struct alignas(64) xdpk_timer_list {
public:
    /// No timer is due before; without a lock, for loops that look all the time.
    [[nodiscard]] std::uint64_t earliest() const noexcept { return earliest_.load(std::memory_order_relaxed); }

    /// Adds a timer that the caller has claimed, and makes it pending on `lcore`.
    void add(rte_timer& timer, unsigned lcore) noexcept;
    /// Takes a timer out that the caller has claimed, if it still is in the list.
    void remove(rte_timer& timer) noexcept;
    /// Moves those due into `due`, in state RUNNING; others that were being claimed are left to who does so.
    void take_due(std::uint64_t now, xdpk::dpdk::timer_heap& due) noexcept;
    /// The first timer, or none. It may be gone when it is looked at, unless all other threads leave the list alone.
    [[nodiscard]] rte_timer* first() noexcept;

    [[nodiscard]] xdpk::dpdk::timer_counts counts() noexcept;
    void clear() noexcept;

private:
    void take(rte_timer& timer) noexcept;
    void note_earliest() noexcept;

    rte_spinlock_t lock_ = RTE_SPINLOCK_INITIALIZER;
    xdpk::dpdk::timer_heap heap_;
    std::uint64_t added_ = 0;
    xdpk::dpdk::timer_counts counts_;
    std::atomic<std::uint64_t> earliest_{UINT64_MAX};
};
