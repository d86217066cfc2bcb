// SPDX-License-Identifier: BSD-3-Clause
#ifndef RTE_MEMPOOL_H
#define RTE_MEMPOOL_H

#include "rte_config.h"
#include "rte_lcore.h"
#include "rte_mempool_core.h"
#include "rte_ring.h"
#include "xdpk_mempool_cache.h"

#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

/** One piece of a pool's memory. */
struct rte_mempool_memhdr {
    struct rte_mempool* mp;
    void* addr;
    rte_iova_t iova;
    size_t len;
};

/** Bytes of an object and of what stands around it. */
struct rte_mempool_objsz {
    uint32_t elt_size;
    uint32_t header_size;
    uint32_t trailer_size;
    uint32_t total_size;
};

/** Sets a new pool up, before its objects; `arg` as given to rte_mempool_create(). */
typedef void(rte_mempool_ctor_t)(struct rte_mempool*, void* arg);
/** Called for each object; `index` counts from 0. */
typedef void(rte_mempool_obj_cb_t)(struct rte_mempool* mp, void* arg, void* obj, unsigned index);
typedef rte_mempool_obj_cb_t rte_mempool_obj_ctor_t;
typedef void(rte_mempool_mem_cb_t)(struct rte_mempool* mp, void* arg, struct rte_mempool_memhdr* chunk, unsigned index);
typedef void(rte_mempool_memchunk_free_cb_t)(struct rte_mempool_memhdr* chunk, void* opaque);

/**
 * Makes a pool of `n` objects of `elt_size` bytes and calls `mp_init` for it, then `obj_init` for each object. With
 * rte_pktmbuf_pool_init() as `mp_init` the objects are packets, and frames of a umem if they fit and it is not larger
 * than 1 GiB; packets of larger pools are made as they are wanted, and ports copy them. `cache_size` objects
 * (at most RTE_MEMPOOL_CACHE_MAX_SIZE) may wait at each lcore. NULL with rte_errno: EINVAL, EEXIST, ENAMETOOLONG,
 * ENOMEM.
 */
struct rte_mempool* rte_mempool_create(const char* name, unsigned n, unsigned elt_size, unsigned cache_size,
                                       unsigned private_data_size, rte_mempool_ctor_t* mp_init, void* mp_init_arg,
                                       rte_mempool_obj_cb_t* obj_init, void* obj_init_arg, int socket_id,
                                       unsigned flags);

/** The same without objects, for rte_mempool_populate_*(). */
struct rte_mempool* rte_mempool_create_empty(const char* name, unsigned n, unsigned elt_size, unsigned cache_size,
                                             unsigned private_data_size, int socket_id, unsigned flags);

/** Chooses how free objects are kept, by name, before the pool is populated; 0, -EINVAL (unknown) or -EEXIST. */
int rte_mempool_set_ops_byname(struct rte_mempool* mp, const char* name, void* pool_config);

/** Makes the objects; gives their number or a negative errno. */
int rte_mempool_populate_default(struct rte_mempool* mp);
int rte_mempool_populate_anon(struct rte_mempool* mp);

/** Frees a pool that nobody uses; its objects must not be used any more. NULL is fine. */
void rte_mempool_free(struct rte_mempool* mp);

/** The pool of that name; NULL with rte_errno ENOENT. */
struct rte_mempool* rte_mempool_lookup(const char* name);

/** The pool that an object is of; NULL if it is of none. Slow: it looks through all pools. */
struct rte_mempool* rte_mempool_from_obj(void* obj);

/** Calls `each` for every object, in use or not; gives their number. */
uint32_t rte_mempool_obj_iter(struct rte_mempool* mp, rte_mempool_obj_cb_t* each, void* arg);
uint32_t rte_mempool_mem_iter(struct rte_mempool* mp, rte_mempool_mem_cb_t* each, void* arg);
/** Calls `each` for every pool. */
void rte_mempool_walk(void (*each)(struct rte_mempool*, void* arg), void* arg);

/** Free objects, those in caches included; a snapshot. */
unsigned int rte_mempool_avail_count(const struct rte_mempool* mp);
unsigned int rte_mempool_in_use_count(const struct rte_mempool* mp);

/** Writes a pool's state, or that of all pools, for people. */
void rte_mempool_dump(FILE* f, struct rte_mempool* mp);
void rte_mempool_list_dump(FILE* f);
/** Checks a pool's books; panics if they do not add up. */
void rte_mempool_audit(struct rte_mempool* mp);

/** Bytes of an object with what stands around it; `sz` may be NULL. */
uint32_t rte_mempool_calc_obj_size(uint32_t elt_size, uint32_t flags, struct rte_mempool_objsz* sz);

/** A cache of the user's own, for threads without an lcore; NULL with rte_errno. */
struct rte_mempool_cache* rte_mempool_cache_create(uint32_t size, int socket_id);
void rte_mempool_cache_free(struct rte_mempool_cache* cache);

static inline int rte_mempool_full(const struct rte_mempool* mp) { return rte_mempool_avail_count(mp) == mp->size; }
static inline int rte_mempool_empty(const struct rte_mempool* mp) { return rte_mempool_avail_count(mp) == 0; }

/** What the pool's user keeps with it. */
static inline void* rte_mempool_get_priv(struct rte_mempool* mp) { return mp->private_data; }

/** There is no IO address but the virtual one. */
static inline rte_iova_t rte_mempool_virt2iova(const void* elt) { return (rte_iova_t)(uintptr_t)elt; }

/** Puts `n` objects back, through `cache` if it is not NULL. */
static __rte_always_inline void rte_mempool_generic_put(struct rte_mempool* mp, void* const* obj_table, unsigned int n,
                                                        struct rte_mempool_cache* cache) {
    xdpk_mempool_put(mp, obj_table, n, cache);
}

/** Takes `n` objects or none: 0 or -ENOBUFS. */
static __rte_always_inline int rte_mempool_generic_get(struct rte_mempool* mp, void** obj_table, unsigned int n,
                                                       struct rte_mempool_cache* cache) {
    return xdpk_mempool_get(mp, obj_table, n, cache);
}

static __rte_always_inline void rte_mempool_put_bulk(struct rte_mempool* mp, void* const* obj_table, unsigned int n) {
    xdpk_mempool_put(mp, obj_table, n, rte_mempool_default_cache(mp, rte_lcore_id()));
}

static __rte_always_inline void rte_mempool_put(struct rte_mempool* mp, void* obj) {
    rte_mempool_put_bulk(mp, &obj, 1);
}

static __rte_always_inline int rte_mempool_get_bulk(struct rte_mempool* mp, void** obj_table, unsigned int n) {
    return xdpk_mempool_get(mp, obj_table, n, rte_mempool_default_cache(mp, rte_lcore_id()));
}

static __rte_always_inline int rte_mempool_get(struct rte_mempool* mp, void** obj_p) {
    return rte_mempool_get_bulk(mp, obj_p, 1);
}

#ifdef __cplusplus
}
#endif

#endif
