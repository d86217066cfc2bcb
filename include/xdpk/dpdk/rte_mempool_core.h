// SPDX-License-Identifier: BSD-3-Clause
#ifndef RTE_MEMPOOL_CORE_H
#define RTE_MEMPOOL_CORE_H

#include "rte_config.h"
#include "rte_memory.h"
#include "rte_ring.h"

#include <stddef.h>
#include <stdint.h>

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

#ifdef __cplusplus
}
#endif

#endif
