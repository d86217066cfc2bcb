// SPDX-License-Identifier: BSD-3-Clause
/// Locks that wait busily, for a few instructions between lcores. They are not fair.
#ifndef RTE_SPINLOCK_H_
#define RTE_SPINLOCK_H_

#include "rte_lcore.h"
#include "rte_pause.h"
#include "rte_stdatomic.h"

#ifdef __cplusplus
extern "C" {
#endif

/// 1 while it is held.
typedef struct {
    volatile RTE_ATOMIC(int) locked;
} rte_spinlock_t;

#define RTE_SPINLOCK_INITIALIZER                                                                                       \
    { 0 }

static inline void rte_spinlock_init(rte_spinlock_t* sl) { sl->locked = 0; }

/// Whether the lock was free and now is the caller's.
static inline int rte_spinlock_trylock(rte_spinlock_t* sl) {
    int unlocked = 0;
    return __atomic_compare_exchange_n(&sl->locked, &unlocked, 1, 0, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

static inline void rte_spinlock_lock(rte_spinlock_t* sl) {
    while (!rte_spinlock_trylock(sl))
        while (__atomic_load_n(&sl->locked, __ATOMIC_RELAXED))
            rte_pause();
}

static inline void rte_spinlock_unlock(rte_spinlock_t* sl) { __atomic_store_n(&sl->locked, 0, __ATOMIC_RELEASE); }

static inline int rte_spinlock_is_locked(rte_spinlock_t* sl) { return __atomic_load_n(&sl->locked, __ATOMIC_ACQUIRE); }

/// Hardware transactions are never used: the _tm calls are the plain ones.
static inline int rte_tm_supported(void) { return 0; }
static inline void rte_spinlock_lock_tm(rte_spinlock_t* sl) { rte_spinlock_lock(sl); }
static inline int rte_spinlock_trylock_tm(rte_spinlock_t* sl) { return rte_spinlock_trylock(sl); }
static inline void rte_spinlock_unlock_tm(rte_spinlock_t* sl) { rte_spinlock_unlock(sl); }

/// A lock that its holder may take again; `user` is the holding thread, -1 if none.
typedef struct {
    rte_spinlock_t sl;
    volatile int user;
    volatile int count;
} rte_spinlock_recursive_t;

#define RTE_SPINLOCK_RECURSIVE_INITIALIZER                                                                             \
    { RTE_SPINLOCK_INITIALIZER, -1, 0 }

static inline void rte_spinlock_recursive_init(rte_spinlock_recursive_t* slr) {
    rte_spinlock_init(&slr->sl);
    slr->user = -1;
    slr->count = 0;
}

static inline void rte_spinlock_recursive_lock(rte_spinlock_recursive_t* slr) {
    const int id = rte_gettid();
    if (slr->user != id) {
        rte_spinlock_lock(&slr->sl);
        slr->user = id;
    }
    slr->count = slr->count + 1;
}

static inline void rte_spinlock_recursive_unlock(rte_spinlock_recursive_t* slr) {
    slr->count = slr->count - 1;
    if (slr->count == 0) {
        slr->user = -1;
        rte_spinlock_unlock(&slr->sl);
    }
}

static inline int rte_spinlock_recursive_trylock(rte_spinlock_recursive_t* slr) {
    const int id = rte_gettid();
    if (slr->user != id) {
        if (!rte_spinlock_trylock(&slr->sl))
            return 0;
        slr->user = id;
    }
    slr->count = slr->count + 1;
    return 1;
}

static inline void rte_spinlock_recursive_lock_tm(rte_spinlock_recursive_t* slr) { rte_spinlock_recursive_lock(slr); }
static inline void rte_spinlock_recursive_unlock_tm(rte_spinlock_recursive_t* slr) {
    rte_spinlock_recursive_unlock(slr);
}
static inline int rte_spinlock_recursive_trylock_tm(rte_spinlock_recursive_t* slr) {
    return rte_spinlock_recursive_trylock(slr);
}

#ifdef __cplusplus
}
#endif

#endif
