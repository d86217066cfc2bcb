// SPDX-License-Identifier: BSD-3-Clause
/// Nanoseconds and struct timespec; a clock from a counter of cycles.
#ifndef RTE_TIME_H_
#define RTE_TIME_H_

#include <stdint.h>
#include <time.h>

#ifdef __cplusplus
extern "C" {
#endif

#define NSEC_PER_SEC 1000000000L

/// A counter that wraps (cc_mask) made into nanoseconds: cycles * 2^-cc_shift, the rest kept for the next time.
struct rte_timecounter {
    uint64_t cycle_last;
    uint64_t nsec;
    uint64_t nsec_mask;
    uint64_t nsec_frac;
    uint64_t cc_mask;
    uint32_t cc_shift;
};

static inline uint64_t rte_cyclecounter_cycles_to_ns(struct rte_timecounter* tc, uint64_t cycles) {
    const uint64_t ns = cycles + tc->nsec_frac;
    tc->nsec_frac = ns & tc->nsec_mask;
    return ns >> tc->cc_shift;
}

/// The time after the counter has been read: `cycle_now` is what it said.
static inline uint64_t rte_timecounter_update(struct rte_timecounter* tc, uint64_t cycle_now) {
    const uint64_t passed = (cycle_now - tc->cycle_last) & tc->cc_mask;
    tc->cycle_last = cycle_now;
    tc->nsec += rte_cyclecounter_cycles_to_ns(tc, passed);
    return tc->nsec;
}

static inline uint64_t rte_timespec_to_ns(const struct timespec* ts) {
    return (uint64_t)ts->tv_sec * NSEC_PER_SEC + (uint64_t)ts->tv_nsec;
}

static inline struct timespec rte_ns_to_timespec(uint64_t nsec) {
    struct timespec ts;
    ts.tv_sec = (time_t)(nsec / NSEC_PER_SEC);
    ts.tv_nsec = (long)(nsec % NSEC_PER_SEC);
    return ts;
}

#ifdef __cplusplus
}
#endif

#endif
