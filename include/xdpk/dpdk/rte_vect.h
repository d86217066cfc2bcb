// SPDX-License-Identifier: BSD-3-Clause
/// Vectors of 16 and 32 bytes and their parts.
#ifndef RTE_VECT_H_
#define RTE_VECT_H_

#include <stdint.h>

#include "rte_common.h"
#include "rte_config.h"

#if defined __x86_64__
#include <x86intrin.h>
#elif defined __aarch64__
#include <arm_neon.h>
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef uint8_t rte_v64u8_t __attribute__((__vector_size__(8), aligned(8)));
typedef uint16_t rte_v64u16_t __attribute__((__vector_size__(8), aligned(8)));
typedef uint32_t rte_v64u32_t __attribute__((__vector_size__(8), aligned(8)));
typedef uint8_t rte_v128u8_t __attribute__((__vector_size__(16), aligned(16)));
typedef uint16_t rte_v128u16_t __attribute__((__vector_size__(16), aligned(16)));
typedef uint32_t rte_v128u32_t __attribute__((__vector_size__(16), aligned(16)));
typedef uint64_t rte_v128u64_t __attribute__((__vector_size__(16), aligned(16)));
typedef int32_t rte_v128s32_t __attribute__((__vector_size__(16), aligned(16)));

#if defined __x86_64__
typedef __m128i xmm_t;
#elif defined __aarch64__
typedef int32x4_t xmm_t;
#else
typedef rte_v128s32_t xmm_t;
#endif

#define XMM_SIZE (sizeof(xmm_t))
#define XMM_MASK (XMM_SIZE - 1)

typedef union rte_xmm {
    xmm_t x;
    uint8_t u8[XMM_SIZE / sizeof(uint8_t)];
    uint16_t u16[XMM_SIZE / sizeof(uint16_t)];
    uint32_t u32[XMM_SIZE / sizeof(uint32_t)];
    uint64_t u64[XMM_SIZE / sizeof(uint64_t)];
    double pd[XMM_SIZE / sizeof(double)];
} rte_xmm_t;

#ifdef __AVX__
typedef __m256i ymm_t;
#define YMM_SIZE (sizeof(ymm_t))
#define YMM_MASK (YMM_SIZE - 1)
typedef union rte_ymm {
    ymm_t y;
    xmm_t x[YMM_SIZE / sizeof(xmm_t)];
    uint8_t u8[YMM_SIZE / sizeof(uint8_t)];
    uint16_t u16[YMM_SIZE / sizeof(uint16_t)];
    uint32_t u32[YMM_SIZE / sizeof(uint32_t)];
    uint64_t u64[YMM_SIZE / sizeof(uint64_t)];
    double pd[YMM_SIZE / sizeof(double)];
} rte_ymm_t;
#endif

/// How wide the vectors of data-path code may be, in bits. What is in use here does not depend on it.
#define RTE_VECT_SIMD_DISABLED 64
#define RTE_VECT_SIMD_128 128
#define RTE_VECT_SIMD_256 256
#define RTE_VECT_SIMD_512 512
#define RTE_VECT_SIMD_MAX (INT16_MAX + 1)
uint16_t rte_vect_get_max_simd_bitwidth(void);
int rte_vect_set_max_simd_bitwidth(uint16_t bitwidth);

#ifdef __cplusplus
}
#endif

#endif
