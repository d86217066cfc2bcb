// SPDX-License-Identifier: BSD-3-Clause
/// Hints that a cache line will be needed: for reading, in all levels (0) down to the last (2), once (non_temporal), or
/// for writing.
#ifndef RTE_PREFETCH_H_
#define RTE_PREFETCH_H_

#include "rte_common.h"

#ifdef __cplusplus
extern "C" {
#endif

static inline void rte_prefetch0(const volatile void* p) { __builtin_prefetch((const void*)(uintptr_t)p, 0, 3); }
static inline void rte_prefetch1(const volatile void* p) { __builtin_prefetch((const void*)(uintptr_t)p, 0, 2); }
static inline void rte_prefetch2(const volatile void* p) { __builtin_prefetch((const void*)(uintptr_t)p, 0, 1); }
static inline void rte_prefetch_non_temporal(const volatile void* p) {
    __builtin_prefetch((const void*)(uintptr_t)p, 0, 0);
}
static inline void rte_prefetch0_write(const void* p) { __builtin_prefetch(p, 1, 3); }
static inline void rte_prefetch1_write(const void* p) { __builtin_prefetch(p, 1, 2); }
static inline void rte_prefetch2_write(const void* p) { __builtin_prefetch(p, 1, 1); }

/// Moves a line to a cache that other CPUs reach sooner: a hint, and here nothing.
static inline void rte_cldemote(const volatile void* p) { (void)p; }

#ifdef __cplusplus
}
#endif

#endif
