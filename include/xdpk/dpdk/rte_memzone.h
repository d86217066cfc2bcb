// SPDX-License-Identifier: BSD-3-Clause
/// Memory by name, so that parts of a program find it. Not on a hot path.
#ifndef RTE_MEMZONE_H_
#define RTE_MEMZONE_H_

#include <stdio.h>

#include "rte_common.h"
#include "rte_memory.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Which pages are wanted: taken as a hint.
#define RTE_MEMZONE_2MB 0x00000001
#define RTE_MEMZONE_1GB 0x00000002
#define RTE_MEMZONE_16MB 0x00000100
#define RTE_MEMZONE_16GB 0x00000200
#define RTE_MEMZONE_256KB 0x00010000
#define RTE_MEMZONE_256MB 0x00020000
#define RTE_MEMZONE_512MB 0x00040000
#define RTE_MEMZONE_4GB 0x00080000
#define RTE_MEMZONE_SIZE_HINT_ONLY 0x00000004
#define RTE_MEMZONE_IOVA_CONTIG 0x00100000

#define RTE_MEMZONE_NAMESIZE 32

/// A zone; it stays at its address until it is freed.
struct rte_memzone {
    char name[RTE_MEMZONE_NAMESIZE];
    rte_iova_t iova;
    RTE_STD_C11
    union {
        void* addr;
        uint64_t addr_64;
    };
    size_t len;
    uint64_t hugepage_sz;
    int32_t socket_id;
    uint32_t flags;
};

/// A zone of zeroed memory, or NULL with rte_errno: EEXIST, ENAMETOOLONG, EINVAL (a length of 0; an alignment that is
/// no power of two), ENOMEM, ENOSPC (2560 zones).
const struct rte_memzone* rte_memzone_reserve(const char* name, size_t len, int socket_id, unsigned flags);
const struct rte_memzone* rte_memzone_reserve_aligned(const char* name, size_t len, int socket_id, unsigned flags,
                                                      unsigned align);
/// One that does not cross a multiple of `bound`, a power of two.
const struct rte_memzone* rte_memzone_reserve_bounded(const char* name, size_t len, int socket_id, unsigned flags,
                                                      unsigned align, unsigned bound);
/// 0, or -EINVAL if this is no zone.
int rte_memzone_free(const struct rte_memzone* mz);
/// NULL and ENOENT in rte_errno if there is none.
const struct rte_memzone* rte_memzone_lookup(const char* name);
void rte_memzone_dump(FILE* f);
void rte_memzone_walk(void (*func)(const struct rte_memzone*, void* arg), void* arg);

#ifdef __cplusplus
}
#endif

#endif
