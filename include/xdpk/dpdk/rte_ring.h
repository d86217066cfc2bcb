// SPDX-License-Identifier: BSD-3-Clause
#ifndef RTE_RING_H
#define RTE_RING_H

#include "rte_ring_core.h"
#include "rte_ring_elem.h"

#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Bytes that a ring of `count` pointers (a power of two) takes; -EINVAL otherwise. */
ssize_t rte_ring_get_memsize(unsigned int count);

/** Makes a ring of the caller's memory of rte_ring_get_memsize(count) bytes. 0, -EINVAL or -ENAMETOOLONG. */
int rte_ring_init(struct rte_ring* r, const char* name, unsigned int count, unsigned int flags);

/** As rte_ring_create_elem(), for pointers. */
struct rte_ring* rte_ring_create(const char* name, unsigned int count, int socket_id, unsigned int flags);

/** Frees a ring that one of the create functions made. NULL is fine. */
void rte_ring_free(struct rte_ring* r);

/** The ring of that name; NULL with rte_errno ENOENT. */
struct rte_ring* rte_ring_lookup(const char* name);

/** Empties a ring that nobody uses. */
void rte_ring_reset(struct rte_ring* r);

/** Writes a ring's state, or that of all rings, for people. */
void rte_ring_dump(FILE* f, const struct rte_ring* r);
void rte_ring_list_dump(FILE* f);

/** Objects in the ring, a snapshot. */
static inline unsigned int rte_ring_count(const struct rte_ring* r) {
    const uint32_t filled = __atomic_load_n(&r->prod.tail, __ATOMIC_RELAXED);
    const uint32_t count = filled - __atomic_load_n(&r->cons.tail, __ATOMIC_RELAXED);
    /* The ends are read one after the other. */
    return count > r->capacity ? r->capacity : count;
}

static inline unsigned int rte_ring_free_count(const struct rte_ring* r) { return r->capacity - rte_ring_count(r); }
static inline int rte_ring_full(const struct rte_ring* r) { return rte_ring_free_count(r) == 0; }
static inline int rte_ring_empty(const struct rte_ring* r) { return rte_ring_count(r) == 0; }
static inline unsigned int rte_ring_get_size(const struct rte_ring* r) { return r->size; }
static inline unsigned int rte_ring_get_capacity(const struct rte_ring* r) { return r->capacity; }
static inline enum rte_ring_sync_type rte_ring_get_prod_sync_type(const struct rte_ring* r) {
    return r->prod.sync_type;
}
static inline enum rte_ring_sync_type rte_ring_get_cons_sync_type(const struct rte_ring* r) {
    return r->cons.sync_type;
}
static inline int rte_ring_is_prod_single(const struct rte_ring* r) { return r->prod.sync_type == RTE_RING_SYNC_ST; }
static inline int rte_ring_is_cons_single(const struct rte_ring* r) { return r->cons.sync_type == RTE_RING_SYNC_ST; }

/* The families of rte_ring_elem.h for rings of pointers. */
#define XDPK_RING_ENQUEUE(name)                                                                                        \
    static __rte_always_inline unsigned int rte_ring_##name##_bulk(struct rte_ring* r, void* const* obj_table,         \
                                                                   unsigned int n, unsigned int* free_space) {         \
        return rte_ring_##name##_bulk_elem(r, obj_table, sizeof(void*), n, free_space);                                \
    }                                                                                                                  \
    static __rte_always_inline unsigned int rte_ring_##name##_burst(struct rte_ring* r, void* const* obj_table,        \
                                                                    unsigned int n, unsigned int* free_space) {        \
        return rte_ring_##name##_burst_elem(r, obj_table, sizeof(void*), n, free_space);                               \
    }                                                                                                                  \
    static __rte_always_inline int rte_ring_##name(struct rte_ring* r, void* obj) {                                    \
        return rte_ring_##name##_elem(r, &obj, sizeof(void*));                                                         \
    }

#define XDPK_RING_DEQUEUE(name)                                                                                        \
    static __rte_always_inline unsigned int rte_ring_##name##_bulk(struct rte_ring* r, void** obj_table,               \
                                                                   unsigned int n, unsigned int* available) {          \
        return rte_ring_##name##_bulk_elem(r, obj_table, sizeof(void*), n, available);                                 \
    }                                                                                                                  \
    static __rte_always_inline unsigned int rte_ring_##name##_burst(struct rte_ring* r, void** obj_table,              \
                                                                    unsigned int n, unsigned int* available) {         \
        return rte_ring_##name##_burst_elem(r, obj_table, sizeof(void*), n, available);                                \
    }                                                                                                                  \
    static __rte_always_inline int rte_ring_##name(struct rte_ring* r, void** obj_p) {                                 \
        return rte_ring_##name##_elem(r, obj_p, sizeof(void*));                                                        \
    }

XDPK_RING_ENQUEUE(sp_enqueue)
XDPK_RING_ENQUEUE(mp_enqueue)
XDPK_RING_ENQUEUE(enqueue)
XDPK_RING_DEQUEUE(sc_dequeue)
XDPK_RING_DEQUEUE(mc_dequeue)
XDPK_RING_DEQUEUE(dequeue)

#undef XDPK_RING_ENQUEUE
#undef XDPK_RING_DEQUEUE

#ifdef __cplusplus
}
#endif

#endif
