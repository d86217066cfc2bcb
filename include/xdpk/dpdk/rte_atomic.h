// SPDX-License-Identifier: BSD-3-Clause
/// Barriers, and counters that several threads share. The counters order like x86's: fully.
#ifndef RTE_ATOMIC_H_
#define RTE_ATOMIC_H_

#include <stdint.h>

#include "rte_common.h"
#include "rte_stdatomic.h"

#ifdef __cplusplus
extern "C" {
#endif

static __rte_always_inline void rte_atomic_thread_fence(rte_memory_order memorder) {
    // The compiler wants a constant.
    if (memorder == __ATOMIC_RELAXED)
        __asm__ volatile("" ::: "memory");
    else if (memorder == __ATOMIC_SEQ_CST)
        __atomic_thread_fence(__ATOMIC_SEQ_CST);
    else
        __atomic_thread_fence(__ATOMIC_ACQ_REL);
}

/// Between CPUs: all accesses, writes, reads.
#define rte_mb() __atomic_thread_fence(__ATOMIC_SEQ_CST)
#define rte_wmb() __atomic_thread_fence(__ATOMIC_RELEASE)
#define rte_rmb() __atomic_thread_fence(__ATOMIC_ACQUIRE)
#define rte_smp_mb() rte_mb()
#define rte_smp_wmb() rte_wmb()
#define rte_smp_rmb() rte_rmb()
#define rte_io_mb() rte_mb()
#define rte_io_wmb() rte_wmb()
#define rte_io_rmb() rte_rmb()
#define rte_compiler_barrier() __asm__ volatile("" ::: "memory")

/// Whether *dst was exp and now is src.
#define XDPK_ATOMIC_WORD(bits)                                                                                         \
    static inline int rte_atomic##bits##_cmpset(volatile uint##bits##_t* dst, uint##bits##_t exp,                      \
                                                uint##bits##_t src) {                                                  \
        return __atomic_compare_exchange_n(dst, &exp, src, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);                     \
    }                                                                                                                  \
    static inline uint##bits##_t rte_atomic##bits##_exchange(volatile uint##bits##_t* dst, uint##bits##_t val) {       \
        return __atomic_exchange_n(dst, val, __ATOMIC_SEQ_CST);                                                        \
    }
XDPK_ATOMIC_WORD(16)
XDPK_ATOMIC_WORD(32)
XDPK_ATOMIC_WORD(64)
#undef XDPK_ATOMIC_WORD

typedef struct {
    volatile int16_t cnt;
} rte_atomic16_t;
typedef struct {
    volatile int32_t cnt;
} rte_atomic32_t;
typedef struct {
    volatile int64_t cnt;
} rte_atomic64_t;

#define RTE_ATOMIC16_INIT(val)                                                                                         \
    { (val) }
#define RTE_ATOMIC32_INIT(val)                                                                                         \
    { (val) }
#define RTE_ATOMIC64_INIT(val)                                                                                         \
    { (val) }

#define XDPK_ATOMIC_COUNTER(bits)                                                                                      \
    static inline void rte_atomic##bits##_init(rte_atomic##bits##_t* v) { v->cnt = 0; }                                \
    static inline int##bits##_t rte_atomic##bits##_read(const rte_atomic##bits##_t* v) {                               \
        return __atomic_load_n(&v->cnt, __ATOMIC_RELAXED);                                                             \
    }                                                                                                                  \
    static inline void rte_atomic##bits##_set(rte_atomic##bits##_t* v, int##bits##_t new_value) {                      \
        __atomic_store_n(&v->cnt, new_value, __ATOMIC_RELAXED);                                                        \
    }                                                                                                                  \
    static inline void rte_atomic##bits##_add(rte_atomic##bits##_t* v, int##bits##_t inc) {                            \
        __atomic_fetch_add(&v->cnt, inc, __ATOMIC_SEQ_CST);                                                            \
    }                                                                                                                  \
    static inline void rte_atomic##bits##_sub(rte_atomic##bits##_t* v, int##bits##_t dec) {                            \
        __atomic_fetch_sub(&v->cnt, dec, __ATOMIC_SEQ_CST);                                                            \
    }                                                                                                                  \
    static inline void rte_atomic##bits##_inc(rte_atomic##bits##_t* v) { rte_atomic##bits##_add(v, 1); }               \
    static inline void rte_atomic##bits##_dec(rte_atomic##bits##_t* v) { rte_atomic##bits##_sub(v, 1); }               \
    static inline int##bits##_t rte_atomic##bits##_add_return(rte_atomic##bits##_t* v, int##bits##_t inc) {            \
        return __atomic_add_fetch(&v->cnt, inc, __ATOMIC_SEQ_CST);                                                     \
    }                                                                                                                  \
    static inline int##bits##_t rte_atomic##bits##_sub_return(rte_atomic##bits##_t* v, int##bits##_t dec) {            \
        return __atomic_sub_fetch(&v->cnt, dec, __ATOMIC_SEQ_CST);                                                     \
    }                                                                                                                  \
    static inline int rte_atomic##bits##_inc_and_test(rte_atomic##bits##_t* v) {                                       \
        return rte_atomic##bits##_add_return(v, 1) == 0;                                                               \
    }                                                                                                                  \
    static inline int rte_atomic##bits##_dec_and_test(rte_atomic##bits##_t* v) {                                       \
        return rte_atomic##bits##_sub_return(v, 1) == 0;                                                               \
    }                                                                                                                  \
    static inline int rte_atomic##bits##_test_and_set(rte_atomic##bits##_t* v) {                                       \
        int##bits##_t unset = 0;                                                                                       \
        return __atomic_compare_exchange_n(&v->cnt, &unset, 1, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);                 \
    }                                                                                                                  \
    static inline void rte_atomic##bits##_clear(rte_atomic##bits##_t* v) { rte_atomic##bits##_set(v, 0); }
XDPK_ATOMIC_COUNTER(16)
XDPK_ATOMIC_COUNTER(32)
XDPK_ATOMIC_COUNTER(64)
#undef XDPK_ATOMIC_COUNTER

#ifdef __cplusplus
}
#endif

#endif
