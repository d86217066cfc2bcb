// SPDX-License-Identifier: BSD-3-Clause
/// Single bits: set, clear, test, count, find.
#ifndef RTE_BITOPS_H_
#define RTE_BITOPS_H_

#include <stdint.h>

#include "rte_debug.h"
#include "xdpk_attributes.h"

#define RTE_BIT64(nr) (UINT64_C(1) << (nr))
#define RTE_BIT32(nr) (UINT32_C(1) << (nr))
#define RTE_SHIFT_VAL32(val, nr) ((uint32_t)(val) << (nr))
#define RTE_SHIFT_VAL64(val, nr) ((uint64_t)(val) << (nr))
#define RTE_GENMASK32(high, low) (((~UINT32_C(0)) << (low)) & (~UINT32_C(0) >> (31u - (high))))
#define RTE_GENMASK64(high, low) (((~UINT64_C(0)) << (low)) & (~UINT64_C(0) >> (63u - (high))))
#define RTE_FIELD_GET32(mask, reg) ((uint32_t)(((reg) & (mask)) >> __builtin_ctz(mask)))
#define RTE_FIELD_GET64(mask, reg) ((uint64_t)(((reg) & (mask)) >> __builtin_ctzll(mask)))

#ifdef __cplusplus
extern "C" {
#endif

/// XDPK_BITS(NAME, SIZE): one bit of a shared number, with no order towards other memory (relaxed).
#define XDPK_BITS(size)                                                                                                \
    static inline uint##size##_t rte_bit_relaxed_get##size(unsigned int nr, volatile uint##size##_t* addr) {           \
        return *addr & ((uint##size##_t)1 << nr);                                                                      \
    }                                                                                                                  \
    static inline void rte_bit_relaxed_set##size(unsigned int nr, volatile uint##size##_t* addr) {                     \
        *addr = *addr | ((uint##size##_t)1 << nr);                                                                     \
    }                                                                                                                  \
    static inline void rte_bit_relaxed_clear##size(unsigned int nr, volatile uint##size##_t* addr) {                   \
        *addr = *addr & ~((uint##size##_t)1 << nr);                                                                    \
    }                                                                                                                  \
    static inline uint##size##_t rte_bit_relaxed_test_and_set##size(unsigned int nr, volatile uint##size##_t* addr) {  \
        const uint##size##_t was = rte_bit_relaxed_get##size(nr, addr);                                                \
        rte_bit_relaxed_set##size(nr, addr);                                                                           \
        return was;                                                                                                    \
    }                                                                                                                  \
    static inline uint##size##_t rte_bit_relaxed_test_and_clear##size(unsigned int nr,                                 \
                                                                      volatile uint##size##_t* addr) {                 \
        const uint##size##_t was = rte_bit_relaxed_get##size(nr, addr);                                                \
        rte_bit_relaxed_clear##size(nr, addr);                                                                         \
        return was;                                                                                                    \
    }
XDPK_BITS(32)
XDPK_BITS(64)
#undef XDPK_BITS

/// Zeros before the highest bit that is set, after the lowest, and how many are set.
static inline unsigned int rte_clz32(uint32_t v) { return (unsigned int)__builtin_clz(v); }
static inline unsigned int rte_clz64(uint64_t v) { return (unsigned int)__builtin_clzll(v); }
static inline unsigned int rte_ctz32(uint32_t v) { return (unsigned int)__builtin_ctz(v); }
static inline unsigned int rte_ctz64(uint64_t v) { return (unsigned int)__builtin_ctzll(v); }
static inline unsigned int rte_popcount32(uint32_t v) { return (unsigned int)__builtin_popcount(v); }
static inline unsigned int rte_popcount64(uint64_t v) { return (unsigned int)__builtin_popcountll(v); }
static inline unsigned int rte_ffs32(uint32_t v) { return (unsigned int)__builtin_ffs((int)v); }
static inline unsigned int rte_ffs64(uint64_t v) { return (unsigned int)__builtin_ffsll((long long)v); }

/// The lowest bit that is set: its number, or 0; of the `_safe` ones in *pos, and whether there was one.
static inline uint32_t rte_bsf32(uint32_t v) { return (uint32_t)__builtin_ctz(v); }
static inline uint32_t rte_bsf64(uint64_t v) { return (uint32_t)__builtin_ctzll(v); }
static inline int rte_bsf32_safe(uint32_t v, uint32_t* pos) {
    if (v == 0)
        return 0;
    *pos = rte_bsf32(v);
    return 1;
}
static inline int rte_bsf64_safe(uint64_t v, uint32_t* pos) {
    if (v == 0)
        return 0;
    *pos = rte_bsf64(v);
    return 1;
}
/// The highest bit that is set, counted from 1; 0 if none is.
static inline int rte_fls_u32(uint32_t x) { return x == 0 ? 0 : 32 - __builtin_clz(x); }
static inline int rte_fls_u64(uint64_t x) { return x == 0 ? 0 : 64 - __builtin_clzll(x); }
/// The logarithm to base 2, rounded up; 0 for 0.
static inline uint32_t rte_log2_u32(uint32_t v) { return v <= 1 ? 0 : (uint32_t)rte_fls_u32(v - 1); }
static inline uint32_t rte_log2_u64(uint64_t v) { return v <= 1 ? 0 : (uint32_t)rte_fls_u64(v - 1); }

#ifdef __cplusplus
}
#endif

#endif
