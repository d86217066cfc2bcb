// SPDX-License-Identifier: BSD-3-Clause
// DPDK's side of timer.cpp: rte_timer, a skip list per core.
#include "dpdk_eal.hpp"
#include "harness.hpp"
#include "timer.hpp"

#include <memory>
#include <rte_cycles.h>
#include <rte_lcore.h>
#include <rte_timer.h>
#include <stdexcept>
#include <vector>

namespace {

using namespace xdpk::bench;

std::vector<rte_timer>& timers() {
    static std::vector<rte_timer> all(timer_count);
    return all;
}

void count(rte_timer*, void* due) { ++*static_cast<std::size_t*>(due); }

measurement prepare() {
    start_eal();
    if (rte_timer_subsystem_init() != 0)
        throw std::runtime_error("rte_timer_subsystem_init");
    for (rte_timer& timer : timers())
        rte_timer_init(&timer);
    return [ticks = timeouts(), step = rte_get_timer_hz() / 1'000'000](double seconds) {
        std::size_t due = 0;
        std::uint64_t last = 0;
        const auto arm = [&] {
            for (std::size_t i = 0; i < timer_count; ++i)
                // The least wait is such that none is due while others are armed.
                if (rte_timer_reset(&timers()[i], (timer_spread * 10 + ticks[i]) * step, SINGLE, rte_lcore_id(), count,
                                    &due) != 0)
                    throw std::runtime_error("rte_timer_reset");
            last = rte_get_timer_cycles() + timer_spread * 11 * step;
        };
        const auto wait = [&] {
            while (rte_get_timer_cycles() <= last)
                ;
        };
        const auto expire = [&] {
            due = 0;
            rte_timer_manage();
            if (due != timer_count)
                throw std::runtime_error("rte_timer lost a timer");
        };
        return ns_per_timer(seconds, arm, wait, expire);
    };
}

const bool registered = [] {
    add_peer(timer_name, "rte_timer", prepare);
    return true;
}();

} // namespace
