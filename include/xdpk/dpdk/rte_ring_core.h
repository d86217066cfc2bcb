// SPDX-License-Identifier: BSD-3-Clause
#ifndef RTE_RING_CORE_H
#define RTE_RING_CORE_H

#include "rte_common.h"
#include "rte_config.h"
#include "rte_memzone.h"
#include "rte_pause.h"

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define RTE_TAILQ_RING_NAME "RTE_RING"
#define RTE_RING_MZ_PREFIX "RG_"
/** Bytes of a ring's name, its end included. */
#define RTE_RING_NAMESIZE 29
/** Largest number of slots. */
#define RTE_RING_SZ_MASK 0x7fffffffU

/** One producer at a time. */
#define RING_F_SP_ENQ 0x0001
/** One consumer at a time. */
#define RING_F_SC_DEQ 0x0002
/** The ring holds exactly as many objects as asked for, not one less than a power of two. */
#define RING_F_EXACT_SZ 0x0004
/** Relaxed and head/tail sync modes: served as many producers or consumers, which promises no less. */
#define RING_F_MP_RTS_ENQ 0x0008
#define RING_F_MC_RTS_DEQ 0x0010
#define RING_F_MP_HTS_ENQ 0x0020
#define RING_F_MC_HTS_DEQ 0x0040

/** Who may use one end of a ring at the same time. */
enum rte_ring_sync_type {
    RTE_RING_SYNC_MT,
    RTE_RING_SYNC_ST,
    RTE_RING_SYNC_MT_RTS,
    RTE_RING_SYNC_MT_HTS,
};

/** Whether a number of objects is moved as a whole or as far as it goes. */
enum rte_ring_queue_behavior { RTE_RING_QUEUE_FIXED = 0, RTE_RING_QUEUE_VARIABLE };

/** One end of a ring: slots before `tail` are done, those up to `head` are claimed. Both run freely. */
struct rte_ring_headtail {
    uint32_t head;
    uint32_t tail;
    enum rte_ring_sync_type sync_type;
};

/** A first-in-first-out queue of fixed-size objects, lock-free but not wait-free. The slots follow the structure. */
struct rte_ring {
    char name[RTE_RING_NAMESIZE];
    int flags;                         /**< RING_F_* */
    const struct rte_memzone* memzone; /**< NULL: the memory is the user's */
    uint32_t size;                     /**< slots, a power of two */
    uint32_t mask;                     /**< size - 1 */
    uint32_t capacity;                 /**< most objects */
    struct rte_ring_headtail prod __rte_aligned(RTE_CACHE_LINE_SIZE);
    struct rte_ring_headtail cons __rte_aligned(RTE_CACHE_LINE_SIZE);
};

/**
 * Claims up to `n` slots at the end `mine`: what `other` has left over plus `room`, which is 0 for consumers and the
 * capacity for producers. `fixed`: all or none. Gives their number, the first of them, and how many were to be had.
 */
static inline uint32_t xdpk_ring_claim(struct rte_ring_headtail* mine, const struct rte_ring_headtail* other,
                                       uint32_t room, bool single, uint32_t n, bool fixed, uint32_t* first,
                                       uint32_t* had) {
    /* Acquired: the other end's tail must not be read before our head. */
    uint32_t head = __atomic_load_n(&mine->head, __ATOMIC_ACQUIRE);
    for (;;) {
        const uint32_t available = room + __atomic_load_n(&other->tail, __ATOMIC_ACQUIRE) - head;
        const uint32_t got = n <= available ? n : fixed ? 0 : available;
        *had = available;
        *first = head;
        if (got == 0)
            return 0;
        if (single) {
            __atomic_store_n(&mine->head, head + got, __ATOMIC_RELAXED);
            return got;
        }
        if (__atomic_compare_exchange_n(&mine->head, &head, head + got, false, __ATOMIC_ACQUIRE, __ATOMIC_ACQUIRE))
            return got;
    }
}

/** Hands over `n` claimed slots from `first` on, after those who claimed before. */
static inline void xdpk_ring_hand_over(struct rte_ring_headtail* mine, bool single, uint32_t first, uint32_t n) {
    if (!single)
        while (__atomic_load_n(&mine->tail, __ATOMIC_ACQUIRE) != first)
            rte_pause();
    __atomic_store_n(&mine->tail, first + n, __ATOMIC_RELEASE);
}

#ifdef __cplusplus
}
#endif

#endif
