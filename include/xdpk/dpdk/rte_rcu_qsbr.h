// SPDX-License-Identifier: BSD-3-Clause
#ifndef RTE_RCU_QSBR_H
#define RTE_RCU_QSBR_H

/* Whoever takes something out of a structure that others read without locks has to wait, before it frees it, until none
 * of them can still be looking at it. Readers say now and then that they hold nothing: they are quiescent. A writer
 * takes a token after it took the thing out; once every reader was quiescent after that, the thing is nobody's.
 *
 * A reader is a number below the variable's max_threads. Those that are not registered, or not online, are not waited
 * for. Functions of a reader are for its own thread; all others for any. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "rte_common.h"
#include "rte_config.h"
#include "rte_pause.h"
#include "rte_ring_core.h"

#ifdef __cplusplus
extern "C" {
#endif

#define RTE_QSBR_THRID_INVALID 0xffffffff

/** The last token that a reader has seen; 0: it is offline. */
struct rte_rcu_qsbr_cnt {
    uint64_t cnt;
    uint32_t lock_cnt; /**< counts with RTE_LIBRTE_RCU_DEBUG alone */
} __rte_aligned(RTE_CACHE_LINE_SIZE);

/** After it there are as many counters as it has readers, and a bit for each that is registered. */
struct rte_rcu_qsbr {
    uint64_t token __rte_aligned(RTE_CACHE_LINE_SIZE);
    uint64_t acked_token; /**< seen by all readers: a check for it needs no look at them */
    uint32_t num_elems __rte_aligned(RTE_CACHE_LINE_SIZE); /**< words of bits */
    uint32_t num_threads;                                  /**< registered */
    uint32_t max_threads;
} __rte_aligned(RTE_CACHE_LINE_SIZE);

static inline struct rte_rcu_qsbr_cnt* xdpk_qsbr_reader(struct rte_rcu_qsbr* v, unsigned int thread_id) {
    return (struct rte_rcu_qsbr_cnt*)(v + 1) + thread_id;
}
static inline uint64_t* xdpk_qsbr_registered(struct rte_rcu_qsbr* v, uint32_t word) {
    return (uint64_t*)(void*)xdpk_qsbr_reader(v, v->max_threads) + word;
}

/** Bytes of a variable for so many readers; 1 with rte_errno EINVAL if none. They begin at a cache line. */
size_t rte_rcu_qsbr_get_memsize(uint32_t max_threads);
/* These give 0, or 1 with rte_errno EINVAL. */
int rte_rcu_qsbr_init(struct rte_rcu_qsbr* v, uint32_t max_threads);
int rte_rcu_qsbr_thread_register(struct rte_rcu_qsbr* v, unsigned int thread_id);
int rte_rcu_qsbr_thread_unregister(struct rte_rcu_qsbr* v, unsigned int thread_id);
/** For people. */
int rte_rcu_qsbr_dump(FILE* f, struct rte_rcu_qsbr* v);

/** The reader is to be waited for, from before whatever it reads next. */
static __rte_always_inline void rte_rcu_qsbr_thread_online(struct rte_rcu_qsbr* v, unsigned int thread_id) {
    const uint64_t now = __atomic_load_n(&v->token, __ATOMIC_RELAXED);
    __atomic_store_n(&xdpk_qsbr_reader(v, thread_id)->cnt, now, __ATOMIC_RELAXED);
    /* A writer sees it online, or it sees what the writer did. */
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
}

/** The reader holds nothing, and is not waited for from now on: before it sleeps, for example. */
static __rte_always_inline void rte_rcu_qsbr_thread_offline(struct rte_rcu_qsbr* v, unsigned int thread_id) {
    __atomic_store_n(&xdpk_qsbr_reader(v, thread_id)->cnt, 0, __ATOMIC_RELEASE);
}

/** Around what a reader reads, to find quiescence within by RTE_LIBRTE_RCU_DEBUG; nothing without it. */
static __rte_always_inline void rte_rcu_qsbr_lock(struct rte_rcu_qsbr* v, unsigned int thread_id) {
    RTE_SET_USED(v);
    RTE_SET_USED(thread_id);
#ifdef RTE_LIBRTE_RCU_DEBUG
    __atomic_fetch_add(&xdpk_qsbr_reader(v, thread_id)->lock_cnt, 1, __ATOMIC_ACQUIRE);
#endif
}
static __rte_always_inline void rte_rcu_qsbr_unlock(struct rte_rcu_qsbr* v, unsigned int thread_id) {
    RTE_SET_USED(v);
    RTE_SET_USED(thread_id);
#ifdef RTE_LIBRTE_RCU_DEBUG
    if (__atomic_fetch_sub(&xdpk_qsbr_reader(v, thread_id)->lock_cnt, 1, __ATOMIC_RELEASE) == 0)
        fprintf(stderr, "RCU: reader %u unlocks more often than it locks\n", thread_id);
#endif
}

/** A token for what was taken out before this call. */
static __rte_always_inline uint64_t rte_rcu_qsbr_start(struct rte_rcu_qsbr* v) {
    return __atomic_add_fetch(&v->token, 1, __ATOMIC_ACQ_REL);
}

/** The reader holds nothing now. */
static __rte_always_inline void rte_rcu_qsbr_quiescent(struct rte_rcu_qsbr* v, unsigned int thread_id) {
    struct rte_rcu_qsbr_cnt* const own = xdpk_qsbr_reader(v, thread_id);
    const uint64_t now = __atomic_load_n(&v->token, __ATOMIC_ACQUIRE);
#ifdef RTE_LIBRTE_RCU_DEBUG
    if (__atomic_load_n(&own->lock_cnt, __ATOMIC_RELAXED) != 0)
        fprintf(stderr, "RCU: reader %u says that it is quiescent within a lock\n", thread_id);
#endif
    if (__atomic_load_n(&own->cnt, __ATOMIC_RELAXED) != now)
        __atomic_store_n(&own->cnt, now, __ATOMIC_RELEASE);
}

/** Of the readers of one word of bits, whether all have seen `t`; *least becomes the least token seen, if lower. */
static inline int xdpk_qsbr_seen_by(struct rte_rcu_qsbr* v, uint32_t word, uint64_t t, bool wait, uint64_t* least) {
    uint64_t left = __atomic_load_n(xdpk_qsbr_registered(v, word), __ATOMIC_ACQUIRE);
    while (left != 0) {
        const unsigned int reader = word * 64 + (unsigned int)__builtin_ctzll(left);
        const uint64_t seen = __atomic_load_n(&xdpk_qsbr_reader(v, reader)->cnt, __ATOMIC_ACQUIRE);
        if (seen != 0 && seen < t) {
            if (!wait)
                return 0;
            rte_pause();
            left &= __atomic_load_n(xdpk_qsbr_registered(v, word), __ATOMIC_ACQUIRE); /* it may leave meanwhile */
            continue;
        }
        if (seen != 0 && seen < *least)
            *least = seen;
        left &= left - 1;
    }
    return 1;
}

/** Whether every reader was quiescent since `t` was given: 1 or 0; with `wait` only when they were. */
static inline int rte_rcu_qsbr_check(struct rte_rcu_qsbr* v, uint64_t t, bool wait) {
    uint64_t least = UINT64_MAX;
    if (t <= __atomic_load_n(&v->acked_token, __ATOMIC_ACQUIRE))
        return 1;
    for (uint32_t word = 0; word < v->num_elems; ++word)
        if (xdpk_qsbr_seen_by(v, word, t, wait, &least) == 0)
            return 0;
    if (least != UINT64_MAX)
        __atomic_store_n(&v->acked_token, least, __ATOMIC_RELEASE);
    return 1;
}

/** Waits until every reader was quiescent; the caller is, if it is one and gives its number. */
void rte_rcu_qsbr_synchronize(struct rte_rcu_qsbr* v, unsigned int thread_id);

#ifdef __cplusplus
}
#endif

#include "xdpk_rcu_defer.h"

#endif
