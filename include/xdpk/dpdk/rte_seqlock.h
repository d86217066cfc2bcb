// SPDX-License-Identifier: BSD-3-Clause
/// Data that readers copy without a lock: they read again if a writer was there. The counter alone (rte_seqcount_t) is
/// for one writer; rte_seqlock_t holds a lock for several.
#ifndef RTE_SEQLOCK_H_
#define RTE_SEQLOCK_H_

#include <stdbool.h>
#include <stdint.h>

#include "rte_atomic.h"
#include "rte_branch_prediction.h"
#include "rte_spinlock.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Odd while a writer is there.
typedef struct {
    uint32_t sn;
} rte_seqcount_t;

#define RTE_SEQCOUNT_INITIALIZER                                                                                       \
    { 0 }

static inline void rte_seqcount_init(rte_seqcount_t* seqcount) { seqcount->sn = 0; }

/// What rte_seqcount_read_retry wants to know after the reading; that is true if it is to be done again.
static inline uint32_t rte_seqcount_read_begin(const rte_seqcount_t* seqcount) {
    return __atomic_load_n(&seqcount->sn, __ATOMIC_ACQUIRE);
}

static inline bool rte_seqcount_read_retry(const rte_seqcount_t* seqcount, uint32_t begin_sn) {
    if (unlikely(begin_sn & 1))
        return true;
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    return unlikely(begin_sn != __atomic_load_n(&seqcount->sn, __ATOMIC_RELAXED));
}

static inline void rte_seqcount_write_begin(rte_seqcount_t* seqcount) {
    __atomic_store_n(&seqcount->sn, seqcount->sn + 1, __ATOMIC_RELAXED);
    __atomic_thread_fence(__ATOMIC_RELEASE);
}

static inline void rte_seqcount_write_end(rte_seqcount_t* seqcount) {
    __atomic_store_n(&seqcount->sn, seqcount->sn + 1, __ATOMIC_RELEASE);
}

typedef struct {
    rte_seqcount_t count;
    rte_spinlock_t lock;
} rte_seqlock_t;

#define RTE_SEQLOCK_INITIALIZER                                                                                        \
    { RTE_SEQCOUNT_INITIALIZER, RTE_SPINLOCK_INITIALIZER }

static inline void rte_seqlock_init(rte_seqlock_t* seqlock) {
    rte_seqcount_init(&seqlock->count);
    rte_spinlock_init(&seqlock->lock);
}

static inline uint32_t rte_seqlock_read_begin(const rte_seqlock_t* seqlock) {
    return rte_seqcount_read_begin(&seqlock->count);
}

static inline bool rte_seqlock_read_retry(const rte_seqlock_t* seqlock, uint32_t begin_sn) {
    return rte_seqcount_read_retry(&seqlock->count, begin_sn);
}

static inline void rte_seqlock_write_lock(rte_seqlock_t* seqlock) {
    rte_spinlock_lock(&seqlock->lock);
    rte_seqcount_write_begin(&seqlock->count);
}

static inline void rte_seqlock_write_unlock(rte_seqlock_t* seqlock) {
    rte_seqcount_write_end(&seqlock->count);
    rte_spinlock_unlock(&seqlock->lock);
}

#ifdef __cplusplus
}
#endif

#endif
