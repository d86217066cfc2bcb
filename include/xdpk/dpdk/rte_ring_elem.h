// SPDX-License-Identifier: BSD-3-Clause
#ifndef RTE_RING_ELEM_H
#define RTE_RING_ELEM_H

#include "rte_ring_core.h"

#include <errno.h>
#include <string.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Bytes that a ring of `count` slots (a power of two) of `esize` bytes (a multiple of 4) takes; -EINVAL otherwise. */
ssize_t rte_ring_get_memsize_elem(unsigned int esize, unsigned int count);

/**
 * Makes a ring of objects of `esize` bytes (a multiple of 4). `count` is a power of two, one more than the ring holds,
 * unless RING_F_EXACT_SZ is given. NULL with rte_errno: EINVAL, EEXIST (the name is taken), ENAMETOOLONG, ENOMEM.
 */
struct rte_ring* rte_ring_create_elem(const char* name, unsigned int esize, unsigned int count, int socket_id,
                                      unsigned int flags);

/** Copies objects between a table and the ring's slots from the free-running index `at` on. */
static inline void xdpk_ring_put_in(struct rte_ring* r, uint32_t at, const void* table, uint32_t esize, uint32_t n) {
    const uint32_t first = at & r->mask;
    const uint32_t straight = n <= r->size - first ? n : r->size - first;
    const char* from = (const char*)table;
    memcpy((char*)(r + 1) + (size_t)first * esize, from, (size_t)straight * esize);
    if (straight != n)
        memcpy(r + 1, from + (size_t)straight * esize, (size_t)(n - straight) * esize);
}

static inline void xdpk_ring_take_out(const struct rte_ring* r, uint32_t at, void* table, uint32_t esize, uint32_t n) {
    const uint32_t first = at & r->mask;
    const uint32_t straight = n <= r->size - first ? n : r->size - first;
    char* to = (char*)table;
    memcpy(to, (const char*)(r + 1) + (size_t)first * esize, (size_t)straight * esize);
    if (straight != n)
        memcpy(to + (size_t)straight * esize, r + 1, (size_t)(n - straight) * esize);
}

/** Moves up to `n` objects in; gives their number and in `free_space`, if not NULL, the room that is left. */
static __rte_always_inline unsigned int xdpk_ring_enqueue(struct rte_ring* r, const void* table, unsigned int esize,
                                                          unsigned int n, bool fixed, bool single,
                                                          unsigned int* free_space) {
    uint32_t first, had;
    n = xdpk_ring_claim(&r->prod, &r->cons, r->capacity, single, n, fixed, &first, &had);
    if (n != 0) {
        xdpk_ring_put_in(r, first, table, esize, n);
        xdpk_ring_hand_over(&r->prod, single, first, n);
    }
    if (free_space != NULL)
        *free_space = had - n;
    return n;
}

/** Moves up to `n` objects out; gives their number and in `left`, if not NULL, how many there are still. */
static __rte_always_inline unsigned int xdpk_ring_dequeue(struct rte_ring* r, void* table, unsigned int esize,
                                                          unsigned int n, bool fixed, bool single, unsigned int* left) {
    uint32_t first, had;
    n = xdpk_ring_claim(&r->cons, &r->prod, 0, single, n, fixed, &first, &had);
    if (n != 0) {
        xdpk_ring_take_out(r, first, table, esize, n);
        xdpk_ring_hand_over(&r->cons, single, first, n);
    }
    if (left != NULL)
        *left = had - n;
    return n;
}

/*
 * The families of functions on objects of `esize` bytes. NAME_bulk_elem moves all `n` or none, NAME_burst_elem as many
 * as there is room for or are there; both give the number moved. NAME_elem moves one: 0, or -ENOBUFS (full), -ENOENT
 * (empty). sp_/mp_ and sc_/mc_ choose the number of threads on that end, the plain ones as the ring was made.
 */
#define XDPK_RING_ELEM_ENQUEUE(name, single)                                                                           \
    static __rte_always_inline unsigned int rte_ring_##name##_bulk_elem(                                               \
        struct rte_ring* r, const void* obj_table, unsigned int esize, unsigned int n, unsigned int* free_space) {     \
        return xdpk_ring_enqueue(r, obj_table, esize, n, true, single, free_space);                                    \
    }                                                                                                                  \
    static __rte_always_inline unsigned int rte_ring_##name##_burst_elem(                                              \
        struct rte_ring* r, const void* obj_table, unsigned int esize, unsigned int n, unsigned int* free_space) {     \
        return xdpk_ring_enqueue(r, obj_table, esize, n, false, single, free_space);                                   \
    }                                                                                                                  \
    static __rte_always_inline int rte_ring_##name##_elem(struct rte_ring* r, void* obj, unsigned int esize) {         \
        return xdpk_ring_enqueue(r, obj, esize, 1, true, single, NULL) != 0 ? 0 : -ENOBUFS;                            \
    }

#define XDPK_RING_ELEM_DEQUEUE(name, single)                                                                           \
    static __rte_always_inline unsigned int rte_ring_##name##_bulk_elem(                                               \
        struct rte_ring* r, void* obj_table, unsigned int esize, unsigned int n, unsigned int* available) {            \
        return xdpk_ring_dequeue(r, obj_table, esize, n, true, single, available);                                     \
    }                                                                                                                  \
    static __rte_always_inline unsigned int rte_ring_##name##_burst_elem(                                              \
        struct rte_ring* r, void* obj_table, unsigned int esize, unsigned int n, unsigned int* available) {            \
        return xdpk_ring_dequeue(r, obj_table, esize, n, false, single, available);                                    \
    }                                                                                                                  \
    static __rte_always_inline int rte_ring_##name##_elem(struct rte_ring* r, void* obj_p, unsigned int esize) {       \
        return xdpk_ring_dequeue(r, obj_p, esize, 1, true, single, NULL) != 0 ? 0 : -ENOENT;                           \
    }

XDPK_RING_ELEM_ENQUEUE(sp_enqueue, true)
XDPK_RING_ELEM_ENQUEUE(mp_enqueue, false)
XDPK_RING_ELEM_ENQUEUE(enqueue, r->prod.sync_type == RTE_RING_SYNC_ST)
XDPK_RING_ELEM_DEQUEUE(sc_dequeue, true)
XDPK_RING_ELEM_DEQUEUE(mc_dequeue, false)
XDPK_RING_ELEM_DEQUEUE(dequeue, r->cons.sync_type == RTE_RING_SYNC_ST)

#undef XDPK_RING_ELEM_ENQUEUE
#undef XDPK_RING_ELEM_DEQUEUE

#ifdef __cplusplus
}
#endif

#include "rte_ring.h"

#endif
