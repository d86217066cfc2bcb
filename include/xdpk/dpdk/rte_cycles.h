// SPDX-License-Identifier: BSD-3-Clause
/// Time as a count of cycles of a counter that all CPUs share, and waiting.
#ifndef RTE_CYCLES_H_
#define RTE_CYCLES_H_

#include <stdint.h>
#include <time.h>

#include "rte_atomic.h"
#include "rte_compat.h"
#include "rte_config.h"
#include "rte_debug.h"

#ifdef __cplusplus
extern "C" {
#endif

#define MS_PER_S 1000
#define US_PER_S 1000000
#define NS_PER_S 1000000000

enum timer_source { EAL_TIMER_TSC = 0, EAL_TIMER_HPET };
extern enum timer_source eal_timer_source;

/// Cycles per second: measured, by rte_eal_init or the first call.
uint64_t rte_get_tsc_hz(void);

static inline uint64_t rte_rdtsc(void) {
#if defined __x86_64__
    return __builtin_ia32_rdtsc();
#elif defined __aarch64__
    uint64_t now;
    __asm__ volatile("mrs %0, cntvct_el0" : "=r"(now));
    return now;
#else
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec;
#endif
}

/// Not read before what stands in front of it is done.
static inline uint64_t rte_rdtsc_precise(void) {
    rte_mb();
    return rte_rdtsc();
}

static inline uint64_t rte_get_tsc_cycles(void) { return rte_rdtsc(); }
static inline uint64_t rte_get_timer_cycles(void) { return rte_rdtsc(); }
static inline uint64_t rte_get_timer_hz(void) { return rte_get_tsc_hz(); }

/// Waits: busily, or as rte_delay_us_callback_register said. rte_delay_us_sleep gives the CPU away meanwhile.
extern void (*rte_delay_us)(unsigned int us);
static inline void rte_delay_ms(unsigned ms) { rte_delay_us(ms * 1000); }
void rte_delay_us_block(unsigned int us);
void rte_delay_us_sleep(unsigned int us);
void rte_delay_us_callback_register(void (*userfunc)(unsigned int));

#ifdef __cplusplus
}
#endif

#endif
