// SPDX-License-Identifier: BSD-3-Clause
/// Waiting for another CPU, in a loop that leaves the core's other thread room.
#ifndef RTE_PAUSE_H_
#define RTE_PAUSE_H_

#include <stdint.h>

#include "rte_common.h"
#include "rte_stdatomic.h"

#ifdef __cplusplus
extern "C" {
#endif

static inline void rte_pause(void) {
#if defined __x86_64__
    __builtin_ia32_pause();
#elif defined __aarch64__
    __asm__ volatile("yield" ::: "memory");
#endif
}

/// Until another thread has stored this value. `memorder`: acquire or relaxed.
static __rte_always_inline void rte_wait_until_equal_16(volatile uint16_t* addr, uint16_t expected, int memorder) {
    (void)memorder;
    while (__atomic_load_n(addr, __ATOMIC_ACQUIRE) != expected)
        rte_pause();
}
static __rte_always_inline void rte_wait_until_equal_32(volatile uint32_t* addr, uint32_t expected, int memorder) {
    (void)memorder;
    while (__atomic_load_n(addr, __ATOMIC_ACQUIRE) != expected)
        rte_pause();
}
static __rte_always_inline void rte_wait_until_equal_64(volatile uint64_t* addr, uint64_t expected, int memorder) {
    (void)memorder;
    while (__atomic_load_n(addr, __ATOMIC_ACQUIRE) != expected)
        rte_pause();
}

/// Until (*addr & mask) cond expected.
#define RTE_WAIT_UNTIL_MASKED(addr, mask, cond, expected, memorder)                                                    \
    do {                                                                                                               \
        while (!((__atomic_load_n((addr), (memorder)) & (mask)) cond(expected)))                                       \
            rte_pause();                                                                                               \
    } while (0)

#ifdef __cplusplus
}
#endif

#endif
