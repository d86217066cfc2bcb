// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/rte_keepalive.h>

#include "dpdk/log_error.hpp"

#include <array>
#include <atomic>
#include <new>
#include <string>

#include <xdpk/dpdk/rte_cycles.h>
#include <xdpk/dpdk/rte_lcore.h>
#include <xdpk/dpdk/rte_malloc.h>

namespace {

/// Written by its lcore in every loop, so that it has a cache line of its own.
struct alignas(64) watched {
    std::atomic<rte_keepalive_state> state{RTE_KA_STATE_UNUSED};
    bool registered = false;
    std::uint64_t last_seen = 0;

    void set(rte_keepalive_state now) noexcept { state.store(now, std::memory_order_relaxed); }

    /// From what was seen; what the lcore says meanwhile stays.
    bool become(rte_keepalive_state seen, rte_keepalive_state next) noexcept {
        return state.compare_exchange_strong(seen, next, std::memory_order_relaxed);
    }
};

} // namespace

struct rte_keepalive {
    std::array<watched, RTE_KEEPALIVE_MAXCORES> lcores;
    rte_keepalive_failure_callback_t failed;
    void* failed_data;
    rte_keepalive_relay_callback_t relay;
    void* relay_data;
};

namespace {

void bury(const rte_keepalive& all, int lcore) {
    xdpk::dpdk::log_error("lcore " + std::to_string(lcore) + ": does not mark itself alive any more; it is held dead");
    if (all.failed != nullptr)
        all.failed(all.failed_data, lcore);
}

void look_at(const rte_keepalive& all, int number, watched& lcore) {
    switch (const rte_keepalive_state seen = lcore.state.load(std::memory_order_relaxed)) {
    case RTE_KA_STATE_ALIVE:
        lcore.last_seen = rte_rdtsc();
        lcore.become(seen, RTE_KA_STATE_MISSING);
        break;
    case RTE_KA_STATE_MISSING:
        lcore.become(seen, RTE_KA_STATE_DEAD);
        break;
    case RTE_KA_STATE_DEAD:
        if (lcore.become(seen, RTE_KA_STATE_GONE))
            bury(all, number);
        break;
    case RTE_KA_STATE_DOZING:
        lcore.become(seen, RTE_KA_STATE_SLEEP);
        break;
    case RTE_KA_STATE_UNUSED:
    case RTE_KA_STATE_GONE:
    case RTE_KA_STATE_SLEEP:
        break;
    }
    if (all.relay != nullptr)
        all.relay(all.relay_data, number, lcore.state.load(std::memory_order_relaxed), lcore.last_seen);
}

void mark(rte_keepalive& all, rte_keepalive_state state) noexcept {
    if (const unsigned lcore = rte_lcore_id(); lcore < all.lcores.size())
        all.lcores[lcore].set(state);
}

} // namespace

struct rte_keepalive* rte_keepalive_create(rte_keepalive_failure_callback_t callback, void* data) {
    void* const memory = rte_zmalloc("rte_keepalive", sizeof(rte_keepalive), alignof(rte_keepalive));
    return memory == nullptr ? nullptr : new (memory) rte_keepalive{{}, callback, data, nullptr, nullptr};
}

void rte_keepalive_dispatch_pings(void*, void* ptr_data) {
    auto& all = *static_cast<rte_keepalive*>(ptr_data);
    for (std::size_t i = 0; i < all.lcores.size(); ++i)
        if (all.lcores[i].registered)
            look_at(all, static_cast<int>(i), all.lcores[i]);
}

void rte_keepalive_register_core(struct rte_keepalive* keepcfg, const int id_core) {
    if (id_core < 0 || id_core >= RTE_KEEPALIVE_MAXCORES)
        return;
    watched& lcore = keepcfg->lcores[static_cast<std::size_t>(id_core)];
    lcore.set(RTE_KA_STATE_ALIVE);
    lcore.registered = true;
}

void rte_keepalive_mark_alive(struct rte_keepalive* keepcfg) { mark(*keepcfg, RTE_KA_STATE_ALIVE); }

void rte_keepalive_mark_sleep(struct rte_keepalive* keepcfg) { mark(*keepcfg, RTE_KA_STATE_DOZING); }

void rte_keepalive_register_relay_callback(struct rte_keepalive* keepcfg, rte_keepalive_relay_callback_t callback,
                                           void* data) {
    keepcfg->relay = callback;
    keepcfg->relay_data = data;
}
