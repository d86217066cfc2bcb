// SPDX-License-Identifier: BSD-3-Clause
/// A lock that waits busily and serves in the order of arrival.
#ifndef RTE_TICKETLOCK_H_
#define RTE_TICKETLOCK_H_

#include <stdint.h>

#include "rte_common.h"
#include "rte_lcore.h"
#include "rte_pause.h"

#ifdef __cplusplus
extern "C" {
#endif

/// `next` is the ticket of who comes next, `current` that of who has the lock.
typedef union {
    uint32_t tickets;
    struct {
        uint16_t current;
        uint16_t next;
    } s;
} rte_ticketlock_t;

#define RTE_TICKETLOCK_INITIALIZER                                                                                     \
    { 0 }

static inline void rte_ticketlock_init(rte_ticketlock_t* tl) { __atomic_store_n(&tl->tickets, 0, __ATOMIC_RELAXED); }

static inline void rte_ticketlock_lock(rte_ticketlock_t* tl) {
    const uint16_t mine = __atomic_fetch_add(&tl->s.next, (uint16_t)1, __ATOMIC_RELAXED);
    rte_wait_until_equal_16(&tl->s.current, mine, __ATOMIC_ACQUIRE);
}

static inline void rte_ticketlock_unlock(rte_ticketlock_t* tl) {
    const uint16_t mine = __atomic_load_n(&tl->s.current, __ATOMIC_RELAXED);
    __atomic_store_n(&tl->s.current, (uint16_t)(mine + 1), __ATOMIC_RELEASE);
}

/// Whether the lock was free and now is the caller's.
static inline int rte_ticketlock_trylock(rte_ticketlock_t* tl) {
    rte_ticketlock_t seen, taken;
    seen.tickets = __atomic_load_n(&tl->tickets, __ATOMIC_RELAXED);
    taken.tickets = seen.tickets;
    taken.s.next = (uint16_t)(taken.s.next + 1);
    return seen.s.next == seen.s.current && __atomic_compare_exchange_n(&tl->tickets, &seen.tickets, taken.tickets, 0,
                                                                        __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

static inline int rte_ticketlock_is_locked(rte_ticketlock_t* tl) {
    rte_ticketlock_t seen;
    seen.tickets = __atomic_load_n(&tl->tickets, __ATOMIC_ACQUIRE);
    return seen.s.current != seen.s.next;
}

#ifdef __cplusplus
}
#endif

#endif
