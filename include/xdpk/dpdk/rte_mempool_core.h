// SPDX-License-Identifier: BSD-3-Clause
#ifndef RTE_MEMPOOL_CORE_H
#define RTE_MEMPOOL_CORE_H

#include "rte_config.h"
#include "rte_lcore.h"
#include "rte_memory.h"
#include "rte_ring.h"

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Bytes of a pool's name, its end included. */
#define RTE_MEMPOOL_NAMESIZE 26
#define RTE_MEMPOOL_MZ_PREFIX "MP_"
#define RTE_MEMPOOL_MZ_FORMAT RTE_MEMPOOL_MZ_PREFIX "%s"
#define RTE_MEMPOOL_ALIGN RTE_CACHE_LINE_SIZE
#define RTE_MEMPOOL_ALIGN_MASK (RTE_MEMPOOL_ALIGN - 1)
#ifndef RTE_MEMPOOL_CACHE_MAX_SIZE
#define RTE_MEMPOOL_CACHE_MAX_SIZE 512
#endif

#define RTE_MEMPOOL_F_NO_SPREAD 0x0001
#define RTE_MEMPOOL_F_NO_CACHE_ALIGN 0x0002
/** One thread at a time puts, or gets. */
#define RTE_MEMPOOL_F_SP_PUT 0x0004
#define RTE_MEMPOOL_F_SC_GET 0x0008
#define RTE_MEMPOOL_F_POOL_CREATED 0x0010
#define RTE_MEMPOOL_F_NO_IOVA_CONTIG 0x0020
#define RTE_MEMPOOL_F_NON_IO 0x0040
#define MEMPOOL_F_NO_SPREAD RTE_MEMPOOL_F_NO_SPREAD
#define MEMPOOL_F_NO_CACHE_ALIGN RTE_MEMPOOL_F_NO_CACHE_ALIGN
#define MEMPOOL_F_SP_PUT RTE_MEMPOOL_F_SP_PUT
#define MEMPOOL_F_SC_GET RTE_MEMPOOL_F_SC_GET
#define MEMPOOL_F_NO_IOVA_CONTIG RTE_MEMPOOL_F_NO_IOVA_CONTIG

/** Free objects that wait for one thread: the one put last is taken first, and is still in the CPU's cache. */
struct rte_mempool_cache {
    uint32_t size;        /**< as many are fetched at once */
    uint32_t flushthresh; /**< more are not kept */
    uint32_t len;
    void* objs[RTE_MEMPOOL_CACHE_MAX_SIZE * 2];
} __rte_aligned(RTE_CACHE_LINE_SIZE);

/** A pool of objects of one size. Any thread takes and returns them; lcores through caches of their own. */
struct rte_mempool {
    char name[RTE_MEMPOOL_NAMESIZE];
    struct rte_ring* free_objects;         /**< those that are in no cache */
    struct rte_mempool_cache* local_cache; /**< RTE_MAX_LCORE of them; NULL if the pool has none */
    void* private_data;
    unsigned int flags;
    int socket_id;
    uint32_t size;       /**< objects it was made for */
    uint32_t cache_size; /**< per lcore */
    uint32_t elt_size;
    uint32_t populated_size; /**< objects it has */
    uint32_t made_size;      /**< of them, those that were ever made: a huge pool makes packets as they are wanted */
    uint32_t private_data_size;
    uint32_t header_size;
    uint32_t trailer_size;
    char* objects;   /**< the first object */
    uint32_t stride; /**< bytes from one object to the next */
    char ops_name[32];
    void* memory; /**< who owns the memory: the library's */
} __rte_aligned(RTE_CACHE_LINE_SIZE);

/** Takes `n` objects, those in the ring and such as are made now: `n` or 0. */
unsigned int xdpk_mempool_make(struct rte_mempool* mp, void** objects, unsigned int n);

/** Takes `n` objects from behind the caches: `n` or 0. */
static inline unsigned int xdpk_mempool_take(struct rte_mempool* mp, void** objects, unsigned int n) {
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

static __rte_always_inline void xdpk_mempool_put(struct rte_mempool* mp, void* const* objects, unsigned int n,
                                                 struct rte_mempool_cache* cache) {
    if (cache == NULL || n > cache->size) {
        rte_ring_enqueue_bulk(mp->free_objects, objects, n, NULL);
        return;
    }
    if (cache->len + n > cache->flushthresh)
        xdpk_mempool_flush(cache, mp);
    memcpy(&cache->objs[cache->len], objects, sizeof(void*) * n);
    cache->len += n;
}

/** Makes a cache hold at least `n` objects, if the pool has them. */
static inline int xdpk_mempool_fetch(struct rte_mempool* mp, struct rte_mempool_cache* cache, unsigned int n) {
    unsigned int missing = cache->size + n - cache->len;
    if (xdpk_mempool_take(mp, &cache->objs[cache->len], missing) == 0) {
        missing = n - cache->len;
        if (xdpk_mempool_take(mp, &cache->objs[cache->len], missing) == 0)
            return -ENOBUFS;
    }
    cache->len += missing;
    return 0;
}

static __rte_always_inline int xdpk_mempool_get(struct rte_mempool* mp, void** objects, unsigned int n,
                                                struct rte_mempool_cache* cache) {
    if (cache == NULL || n > cache->size)
        return n == 0 || xdpk_mempool_take(mp, objects, n) != 0 ? 0 : -ENOBUFS;
    if (cache->len < n && xdpk_mempool_fetch(mp, cache, n) != 0)
        return -ENOBUFS;
    for (unsigned int i = 0; i < n; ++i)
        objects[i] = cache->objs[--cache->len];
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
