// SPDX-License-Identifier: BSD-3-Clause
/// Bits in memory of the caller's, with a walk over those that are set. One thread at a time.
#ifndef RTE_BITMAP_H_
#define RTE_BITMAP_H_

#include <string.h>

#include "rte_branch_prediction.h"
#include "rte_common.h"
#include "rte_debug.h"
#include "rte_memory.h"
#include "rte_prefetch.h"

#ifdef __cplusplus
extern "C" {
#endif

#define RTE_BITMAP_SLAB_BIT_SIZE 64
#define RTE_BITMAP_CL_BIT_SIZE (RTE_CACHE_LINE_SIZE * 8)

/// `summary` has a bit for each slab (64 bits) that may have one set; the slabs follow it.
struct rte_bitmap {
    uint64_t* summary;
    uint64_t* slabs;
    uint32_t n_bits;
    uint32_t n_slabs;
    uint32_t next; ///< the slab where the walk goes on
} __rte_cache_aligned;

static inline uint32_t xdpk_bitmap_slabs(uint32_t n_bits) {
    return RTE_ALIGN_CEIL(n_bits, RTE_BITMAP_CL_BIT_SIZE) / RTE_BITMAP_SLAB_BIT_SIZE;
}

static inline uint32_t xdpk_bitmap_summary_slabs(uint32_t n_slabs) { return RTE_ALIGN_CEIL(n_slabs, 512) / 64; }

/// The bytes that a bitmap wants, 0 for no bits.
static inline uint32_t rte_bitmap_get_memory_footprint(uint32_t n_bits) {
    const uint32_t slabs = xdpk_bitmap_slabs(n_bits);
    if (n_bits == 0)
        return 0;
    return (uint32_t)(sizeof(struct rte_bitmap) + 8 * (size_t)(slabs + xdpk_bitmap_summary_slabs(slabs)));
}

/// In memory that is aligned to a cache line, all bits clear; NULL if it is not, or too small.
static inline struct rte_bitmap* rte_bitmap_init(uint32_t n_bits, uint8_t* mem, uint32_t mem_size) {
    const uint32_t size = rte_bitmap_get_memory_footprint(n_bits);
    struct rte_bitmap* bmp = (struct rte_bitmap*)(uintptr_t)mem;
    if (size == 0 || mem == NULL || ((uintptr_t)mem & RTE_CACHE_LINE_MASK) || mem_size < size)
        return NULL;
    memset(mem, 0, size);
    bmp->n_bits = n_bits;
    bmp->n_slabs = xdpk_bitmap_slabs(n_bits);
    bmp->summary = (uint64_t*)(bmp + 1);
    bmp->slabs = bmp->summary + xdpk_bitmap_summary_slabs(bmp->n_slabs);
    return bmp;
}

static inline int rte_bitmap_free(struct rte_bitmap* bmp) { return bmp == NULL ? -1 : 0; }

static inline void rte_bitmap_reset(struct rte_bitmap* bmp) {
    memset(bmp->summary, 0, 8 * (size_t)(xdpk_bitmap_summary_slabs(bmp->n_slabs) + bmp->n_slabs));
    bmp->next = 0;
}

static inline void rte_bitmap_prefetch0(struct rte_bitmap* bmp, uint32_t pos) { rte_prefetch0(&bmp->slabs[pos >> 6]); }

/// Nonzero if the bit is set.
static inline uint64_t rte_bitmap_get(struct rte_bitmap* bmp, uint32_t pos) {
    return bmp->slabs[pos >> 6] & (UINT64_C(1) << (pos & 63));
}

static inline void rte_bitmap_set_slab(struct rte_bitmap* bmp, uint32_t pos, uint64_t slab) {
    const uint32_t at = pos >> 6;
    bmp->slabs[at] |= slab;
    bmp->summary[at >> 6] |= UINT64_C(1) << (at & 63);
}

static inline void rte_bitmap_set(struct rte_bitmap* bmp, uint32_t pos) {
    rte_bitmap_set_slab(bmp, pos, UINT64_C(1) << (pos & 63));
}

static inline void rte_bitmap_clear(struct rte_bitmap* bmp, uint32_t pos) {
    const uint32_t at = pos >> 6;
    bmp->slabs[at] &= ~(UINT64_C(1) << (pos & 63));
    if (bmp->slabs[at] == 0)
        bmp->summary[at >> 6] &= ~(UINT64_C(1) << (at & 63));
}

/// The next slab with a bit set, round and round: 1, the number of its first bit and its bits, or 0 if none is set.
static inline int rte_bitmap_scan(struct rte_bitmap* bmp, uint32_t* pos, uint64_t* slab) {
    // Once around, and the first word's lower slabs again.
    uint32_t words = bmp->n_slabs / 64 + 2;
    uint32_t at = bmp->next;
    for (; words > 0; words--) {
        const uint64_t left = bmp->summary[at >> 6] & (UINT64_MAX << (at & 63));
        if (left != 0) {
            at = (at & ~63u) + rte_ctz64(left);
            *pos = at * RTE_BITMAP_SLAB_BIT_SIZE;
            *slab = bmp->slabs[at];
            bmp->next = at + 1 == bmp->n_slabs ? 0 : at + 1;
            return 1;
        }
        at = (at & ~63u) + 64;
        if (at >= bmp->n_slabs)
            at = 0;
    }
    return 0;
}

#ifdef __cplusplus
}
#endif

#endif
