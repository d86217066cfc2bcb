// SPDX-License-Identifier: BSD-3-Clause
#include "dpdk/timer_list.hpp"

#include <mutex>

#include <xdpk/dpdk/rte_lcore.h>

namespace xdpk::dpdk {
namespace {

struct spin_guard {
    explicit spin_guard(rte_spinlock_t& lock) noexcept : lock_(lock) { rte_spinlock_lock(&lock_); }
    ~spin_guard() { rte_spinlock_unlock(&lock_); }
    spin_guard(const spin_guard&) = delete;
    spin_guard& operator=(const spin_guard&) = delete;

    rte_spinlock_t& lock_;
};

rte_timer_status status_of(std::uint16_t state, int owner) noexcept {
    rte_timer_status status{};
    status.state = state;
    status.owner = static_cast<std::int16_t>(owner);
    return status;
}

/// From pending; false if another thread has claimed it.
bool begin_running(rte_timer& timer) noexcept {
    rte_timer_status pending = timer_status(timer);
    const std::uint32_t running = status_of(RTE_TIMER_RUNNING, static_cast<int>(rte_lcore_id())).u32;
    return pending.state == RTE_TIMER_PENDING &&
           std::atomic_ref(timer.status.u32).compare_exchange_strong(pending.u32, running, std::memory_order_acquire);
}

std::atomic_ref<xdpk_timer_list*> list_of(rte_timer& timer) noexcept {
    return std::atomic_ref<xdpk_timer_list*>(timer.list);
}

} // namespace

rte_timer_status timer_status(rte_timer& timer) noexcept {
    rte_timer_status now{};
    now.u32 = std::atomic_ref(timer.status.u32).load(std::memory_order_relaxed);
    return now;
}

bool claim_timer(rte_timer& timer) noexcept {
    const std::atomic_ref<std::uint32_t> status(timer.status.u32);
    rte_timer_status now = timer_status(timer);
    const std::uint32_t claimed = status_of(RTE_TIMER_CONFIG, static_cast<int>(rte_lcore_id())).u32;
    do {
        const bool another_runs = now.state == RTE_TIMER_RUNNING && running_timer != &timer;
        if (another_runs || now.state == RTE_TIMER_CONFIG)
            return false;
    } while (!status.compare_exchange_weak(now.u32, claimed, std::memory_order_acquire, std::memory_order_relaxed));
    return true;
}

void set_timer_state(rte_timer& timer, std::uint16_t state, int owner) noexcept {
    std::atomic_ref<std::uint32_t>(timer.status.u32).store(status_of(state, owner).u32, std::memory_order_release);
}

} // namespace xdpk::dpdk

using namespace xdpk::dpdk;

void xdpk_timer_list::add(rte_timer& timer, unsigned lcore) noexcept {
    const spin_guard guard(lock_);
    timer.order = ++added_;
    ++counts_.reset;
    ++counts_.pending;
    list_of(timer).store(this, std::memory_order_relaxed);
    heap_.push(timer);
    note_earliest();
    // Within the lock: who takes it out of the list finds it pending.
    set_timer_state(timer, RTE_TIMER_PENDING, static_cast<int>(lcore));
}

void xdpk_timer_list::remove(rte_timer& timer) noexcept {
    const spin_guard guard(lock_);
    if (list_of(timer).load(std::memory_order_relaxed) != this)
        return;
    take(timer);
    ++counts_.stop;
    note_earliest();
}

void xdpk_timer_list::take_due(std::uint64_t now, timer_heap& due) noexcept {
    const spin_guard guard(lock_);
    for (rte_timer* timer = heap_.first(); timer != nullptr && timer->expire <= now; timer = heap_.first()) {
        const bool runs = begin_running(*timer);
        // What another thread has claimed is its own as soon as it is out of the list.
        take(*timer);
        if (!runs)
            continue;
        ++counts_.run;
        due.push(*timer);
    }
    note_earliest();
}

rte_timer* xdpk_timer_list::first() noexcept {
    const spin_guard guard(lock_);
    return heap_.first();
}

timer_counts xdpk_timer_list::counts() noexcept {
    const spin_guard guard(lock_);
    return counts_;
}

void xdpk_timer_list::clear() noexcept {
    const spin_guard guard(lock_);
    heap_ = {};
    counts_ = {};
    note_earliest();
}

void xdpk_timer_list::take(rte_timer& timer) noexcept {
    heap_.remove(timer);
    --counts_.pending;
    list_of(timer).store(nullptr, std::memory_order_release);
}

void xdpk_timer_list::note_earliest() noexcept {
    const rte_timer* const first = heap_.first();
    earliest_.store(first == nullptr ? UINT64_MAX : first->expire, std::memory_order_relaxed);
}
