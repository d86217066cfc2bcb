// SPDX-License-Identifier: BSD-3-Clause
/// Rounding, powers of two, least and greatest.
#ifndef XDPK_NUMBERS_H_
#define XDPK_NUMBERS_H_

#include <stdint.h>

#include "xdpk_attributes.h"

#define RTE_PTR_ADD(ptr, x) ((void*)((uintptr_t)(ptr) + (x)))
#define RTE_PTR_SUB(ptr, x) ((void*)((uintptr_t)(ptr) - (x)))
#define RTE_PTR_DIFF(ptr1, ptr2) ((uintptr_t)(ptr1) - (uintptr_t)(ptr2))
#define RTE_PTR_UNQUAL(x) ((void*)(uintptr_t)(x))
#define RTE_CAST_PTR(type, ptr) ((type)(uintptr_t)(ptr))
#define RTE_CAST_FIELD(var, field, type) (*(type*)((uintptr_t)(var) + offsetof(typeof(*(var)), field)))

/// To a multiple of `align`, a power of two. The result has the value's type (FLOOR) or the alignment's (CEIL).
#define RTE_ALIGN_FLOOR(val, align) (typeof(val))((val) & (~((typeof(val))((align)-1))))
#define RTE_ALIGN_CEIL(val, align) RTE_ALIGN_FLOOR(((val) + ((typeof(val))(align)-1)), align)
#define RTE_ALIGN(val, align) RTE_ALIGN_CEIL(val, align)
#define RTE_PTR_ALIGN_FLOOR(ptr, align) ((typeof(ptr))RTE_ALIGN_FLOOR((uintptr_t)(ptr), align))
#define RTE_PTR_ALIGN_CEIL(ptr, align) ((typeof(ptr))RTE_ALIGN_CEIL((uintptr_t)(ptr), align))
#define RTE_PTR_ALIGN(ptr, align) RTE_PTR_ALIGN_CEIL(ptr, align)
/// To a multiple of any number.
#define RTE_ALIGN_MUL_CEIL(v, mul) ((((v) + (typeof(v))(mul)-1) / ((typeof(v))(mul))) * (typeof(v))(mul))
#define RTE_ALIGN_MUL_FLOOR(v, mul) (((v) / ((typeof(v))(mul))) * (typeof(v))(mul))
#define RTE_ALIGN_MUL_NEAR(v, mul)                                                                                     \
    __extension__({                                                                                                    \
        typeof(v) rte_up_ = RTE_ALIGN_MUL_CEIL(v, mul);                                                                \
        typeof(v) rte_down_ = RTE_ALIGN_MUL_FLOOR(v, mul);                                                             \
        rte_up_ - (v) > (v)-rte_down_ ? rte_down_ : rte_up_;                                                           \
    })
#define RTE_IS_POWER_OF_2(n) ((n) && !(((n)-1) & (n)))

#define RTE_MIN(a, b)                                                                                                  \
    __extension__({                                                                                                    \
        typeof(a) rte_a_ = (a);                                                                                        \
        typeof(b) rte_b_ = (b);                                                                                        \
        rte_a_ < rte_b_ ? rte_a_ : rte_b_;                                                                             \
    })
#define RTE_MAX(a, b)                                                                                                  \
    __extension__({                                                                                                    \
        typeof(a) rte_a_ = (a);                                                                                        \
        typeof(b) rte_b_ = (b);                                                                                        \
        rte_a_ > rte_b_ ? rte_a_ : rte_b_;                                                                             \
    })
/// The same where only a constant expression will do.
#define RTE_MIN_T(a, b, t) ((t)(a) < (t)(b) ? (t)(a) : (t)(b))
#define RTE_MAX_T(a, b, t) ((t)(a) > (t)(b) ? (t)(a) : (t)(b))
#define RTE_SWAP(a, b)                                                                                                 \
    __extension__({                                                                                                    \
        typeof(a) rte_a_ = a;                                                                                          \
        a = b;                                                                                                         \
        b = rte_a_;                                                                                                    \
    })
/// The highest `ln` bits of a number of type `tp`; 0 bits give 0.
#define RTE_LEN2MASK(ln, tp) ((tp)((uint64_t)-1 >> (sizeof(uint64_t) * CHAR_BIT - (ln))))

#ifdef __cplusplus
extern "C" {
#endif

static inline int rte_is_aligned(const void* const __rte_restrict ptr, const unsigned int align) {
    return ((uintptr_t)ptr & (align - 1)) == 0;
}

static inline int rte_is_power_of_2(uint32_t n) { return n && !(n & (n - 1)); }

/// Each bit below the highest that is set, set too.
static inline uint32_t rte_combine32ms1b(uint32_t x) { return x == 0 ? 0 : UINT32_MAX >> __builtin_clz(x); }
static inline uint64_t rte_combine64ms1b(uint64_t x) { return x == 0 ? 0 : UINT64_MAX >> __builtin_clzll(x); }

/// The next power of two at or above the number (0 stays 0, and what is too large wraps to 0).
static inline uint32_t rte_align32pow2(uint32_t x) { return rte_combine32ms1b(x - 1) + 1; }
static inline uint64_t rte_align64pow2(uint64_t x) { return rte_combine64ms1b(x - 1) + 1; }
/// The power of two at or below the number.
static inline uint32_t rte_align32prevpow2(uint32_t x) { return x == 0 ? 0 : UINT32_C(1) << (31 - __builtin_clz(x)); }
static inline uint64_t rte_align64prevpow2(uint64_t x) { return x == 0 ? 0 : UINT64_C(1) << (63 - __builtin_clzll(x)); }

#ifdef __cplusplus
}
#endif

#endif
