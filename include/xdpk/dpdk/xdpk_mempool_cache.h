// SPDX-License-Identifier: BSD-3-Clause
#ifndef XDPK_MEMPOOL_CACHE_H
#define XDPK_MEMPOOL_CACHE_H

#include "rte_lcore.h"
#include "rte_mempool_core.h"
#include "rte_ring.h"

#include <errno.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Takes `n` objects, those in the ring and such as are made now: `n` or 0. */
unsigned int xdpk_mempool_make(struct rte_mempool* mp, void** objects, unsigned int n);

/** Takes `n` objects from behind the caches: `n` or 0. */
static inline unsigned int xdpk_mempool_dequeue(struct rte_mempool* mp, void** objects, unsigned int n) {
    const unsigned int got = rte_ring_dequeue_bulk(mp->free_objects, objects, n, NULL);
    if (got != 0 || __atomic_load_n(&mp->made_size, __ATOMIC_RELAXED) == mp->populated_size)
        return got;
    return xdpk_mempool_make(mp, objects, n);
}

/** An lcore's cache of a pool; NULL for other threads and for pools without caches. */
static __rte_always_inline struct rte_mempool_cache* rte_mempool_default_cache(struct rte_mempool* mp,
                                                                               unsigned lcore_id) {
    return mp->local_cache != NULL && lcore_id < RTE_MAX_LCORE ? &mp->local_cache[lcore_id] : NULL;
}

/** Empties a cache into its pool; NULL is the calling lcore's. */
static inline void xdpk_mempool_flush(struct rte_mempool_cache* cache, struct rte_mempool* mp) {
    rte_ring_enqueue_bulk(mp->free_objects, cache->objs, cache->len, NULL);
    cache->len = 0;
}

/** The places for `n` objects in a cache, which holds them from here on; NULL if they must go to the pool itself. */
static __rte_always_inline void** xdpk_mempool_put_places(struct rte_mempool* mp, unsigned int n,
                                                          struct rte_mempool_cache* cache) {
    if (cache == NULL || n > cache->size)
        return NULL;
    if (cache->len + n > cache->flushthresh)
        xdpk_mempool_flush(cache, mp);
    cache->len += n;
    return &cache->objs[cache->len - n];
}

static __rte_always_inline void xdpk_mempool_put(struct rte_mempool* mp, void* const* objects, unsigned int n,
                                                 struct rte_mempool_cache* cache) {
    void** const places = xdpk_mempool_put_places(mp, n, cache);
    if (places != NULL)
        memcpy(places, objects, sizeof(void*) * n);
    else
        rte_ring_enqueue_bulk(mp->free_objects, objects, n, NULL);
}

/** Makes a cache hold at least `n` objects, if the pool has them. */
static inline int xdpk_mempool_fetch(struct rte_mempool* mp, struct rte_mempool_cache* cache, unsigned int n) {
    unsigned int missing = cache->size + n - cache->len;
    if (xdpk_mempool_dequeue(mp, &cache->objs[cache->len], missing) == 0) {
        missing = n - cache->len;
        if (xdpk_mempool_dequeue(mp, &cache->objs[cache->len], missing) == 0)
            return -ENOBUFS;
    }
    cache->len += missing;
    return 0;
}

/**
 * Takes `n` objects and says where they stand, to be read at once: in `cache`, or in `spare` if there is no cache or it
 * is too small. NULL: the pool has not so many.
 */
static __rte_always_inline void* const* xdpk_mempool_take(struct rte_mempool* mp, void** spare, unsigned int n,
                                                          struct rte_mempool_cache* cache) {
    if (cache == NULL || n > cache->size)
        return n == 0 || xdpk_mempool_dequeue(mp, spare, n) != 0 ? spare : NULL;
    if (cache->len < n && xdpk_mempool_fetch(mp, cache, n) != 0)
        return NULL;
    cache->len -= n;
    return &cache->objs[cache->len];
}

static __rte_always_inline int xdpk_mempool_get(struct rte_mempool* mp, void** objects, unsigned int n,
                                                struct rte_mempool_cache* cache) {
    void* const* const taken = xdpk_mempool_take(mp, objects, n, cache);
    if (taken == NULL)
        return -ENOBUFS;
    if (taken != objects)
        for (unsigned int i = 0; i < n; ++i)
            objects[i] = taken[n - 1 - i];
    return 0;
}

static inline void rte_mempool_cache_flush(struct rte_mempool_cache* cache, struct rte_mempool* mp) {
    if (cache == NULL)
        cache = rte_mempool_default_cache(mp, rte_lcore_id());
    if (cache != NULL)
        xdpk_mempool_flush(cache, mp);
}

#ifdef __cplusplus
}
#endif

#endif
