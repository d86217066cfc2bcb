// SPDX-License-Identifier: BSD-3-Clause
/// A lock for many readers or one writer. It waits busily; a writer that waits keeps new readers out.
#ifndef RTE_RWLOCK_H_
#define RTE_RWLOCK_H_

#include <errno.h>
#include <stdint.h>

#include "rte_branch_prediction.h"
#include "rte_pause.h"
#include "rte_spinlock.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Bit 0: a writer waits; bit 1: a writer has it; the rest: how many readers have.
#define RTE_RWLOCK_WAIT 0x1
#define RTE_RWLOCK_WRITE 0x2
#define RTE_RWLOCK_MASK (RTE_RWLOCK_WAIT | RTE_RWLOCK_WRITE)
#define RTE_RWLOCK_READ 0x4

typedef struct {
    volatile int32_t cnt;
} rte_rwlock_t;

#define RTE_RWLOCK_INITIALIZER                                                                                         \
    { 0 }

static inline void rte_rwlock_init(rte_rwlock_t* rwl) { rwl->cnt = 0; }

/// 0, or -EBUSY.
static inline int rte_rwlock_read_trylock(rte_rwlock_t* rwl) {
    if (__atomic_load_n(&rwl->cnt, __ATOMIC_RELAXED) & RTE_RWLOCK_MASK)
        return -EBUSY;
    if (!(__atomic_add_fetch(&rwl->cnt, RTE_RWLOCK_READ, __ATOMIC_ACQUIRE) & RTE_RWLOCK_MASK))
        return 0;
    __atomic_fetch_sub(&rwl->cnt, RTE_RWLOCK_READ, __ATOMIC_RELEASE);
    return -EBUSY;
}

static inline void rte_rwlock_read_lock(rte_rwlock_t* rwl) {
    while (rte_rwlock_read_trylock(rwl) != 0)
        rte_pause();
}

static inline void rte_rwlock_read_unlock(rte_rwlock_t* rwl) {
    __atomic_fetch_sub(&rwl->cnt, RTE_RWLOCK_READ, __ATOMIC_RELEASE);
}

static inline int rte_rwlock_write_trylock(rte_rwlock_t* rwl) {
    int32_t x = __atomic_load_n(&rwl->cnt, __ATOMIC_RELAXED);
    if (x < RTE_RWLOCK_WRITE &&
        __atomic_compare_exchange_n(&rwl->cnt, &x, x + RTE_RWLOCK_WRITE, 0, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
        return 0;
    return -EBUSY;
}

static inline void rte_rwlock_write_lock(rte_rwlock_t* rwl) {
    for (;;) {
        int32_t x = __atomic_load_n(&rwl->cnt, __ATOMIC_RELAXED);
        if (x < RTE_RWLOCK_WRITE) {
            if (__atomic_compare_exchange_n(&rwl->cnt, &x, RTE_RWLOCK_WRITE, 1, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
                return;
        } else if (!(x & RTE_RWLOCK_WAIT)) {
            __atomic_fetch_or(&rwl->cnt, RTE_RWLOCK_WAIT, __ATOMIC_RELAXED);
        }
        rte_pause();
    }
}

static inline void rte_rwlock_write_unlock(rte_rwlock_t* rwl) {
    __atomic_fetch_sub(&rwl->cnt, RTE_RWLOCK_WRITE, __ATOMIC_RELEASE);
}

static inline int rte_rwlock_write_is_locked(rte_rwlock_t* rwl) {
    return (__atomic_load_n(&rwl->cnt, __ATOMIC_RELAXED) & RTE_RWLOCK_WRITE) != 0;
}

/// Hardware transactions are never used.
static inline void rte_rwlock_read_lock_tm(rte_rwlock_t* rwl) { rte_rwlock_read_lock(rwl); }
static inline void rte_rwlock_read_unlock_tm(rte_rwlock_t* rwl) { rte_rwlock_read_unlock(rwl); }
static inline void rte_rwlock_write_lock_tm(rte_rwlock_t* rwl) { rte_rwlock_write_lock(rwl); }
static inline void rte_rwlock_write_unlock_tm(rte_rwlock_t* rwl) { rte_rwlock_write_unlock(rwl); }

#ifdef __cplusplus
}
#endif

#endif
