// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/rte_cycles.h>

#include <xdpk/base/clock.hpp>
#include <xdpk/dpdk/rte_pause.h>

enum timer_source eal_timer_source = EAL_TIMER_TSC;

namespace {

// A twentieth of a second against the kernel's clock, which both ends read within a microsecond: to a few parts in
// 10^5.
uint64_t measured_hz() {
    constexpr uint64_t period = 50'000'000;
    const uint64_t begin = xdpk::now_in_nanoseconds();
    const uint64_t first = rte_rdtsc_precise();
    rte_delay_us_sleep(period / 1000);
    const uint64_t elapsed = xdpk::now_in_nanoseconds() - begin;
    const uint64_t cycles = rte_rdtsc_precise() - first;
    return static_cast<uint64_t>(static_cast<double>(cycles) * 1e9 / static_cast<double>(elapsed));
}

} // namespace

uint64_t rte_get_tsc_hz(void) {
    static const uint64_t hz = measured_hz();
    return hz;
}

void rte_delay_us_block(unsigned int us) {
    const uint64_t start = rte_get_timer_cycles();
    const uint64_t ticks = us * rte_get_timer_hz() / US_PER_S;
    while (rte_get_timer_cycles() - start < ticks)
        rte_pause();
}

void rte_delay_us_sleep(unsigned int us) {
    timespec left{.tv_sec = us / US_PER_S, .tv_nsec = static_cast<long>(us % US_PER_S) * 1000};
    while (nanosleep(&left, &left) == -1 && errno == EINTR)
        continue;
}

void (*rte_delay_us)(unsigned int) = rte_delay_us_block;

void rte_delay_us_callback_register(void (*userfunc)(unsigned int)) { rte_delay_us = userfunc; }
