// SPDX-License-Identifier: BSD-3-Clause
/// Copies between places that do not overlap. The compiler knows how best to.
#ifndef RTE_MEMCPY_H_
#define RTE_MEMCPY_H_

#include <stdint.h>
#include <string.h>

#include "rte_common.h"
#include "rte_config.h"

#ifdef __cplusplus
extern "C" {
#endif

static __rte_always_inline void* rte_memcpy(void* dst, const void* src, size_t n) { return memcpy(dst, src, n); }

/// A fixed number of bytes.
static __rte_always_inline void rte_mov16(uint8_t* dst, const uint8_t* src) { memcpy(dst, src, 16); }
static __rte_always_inline void rte_mov32(uint8_t* dst, const uint8_t* src) { memcpy(dst, src, 32); }
static __rte_always_inline void rte_mov48(uint8_t* dst, const uint8_t* src) { memcpy(dst, src, 48); }
static __rte_always_inline void rte_mov64(uint8_t* dst, const uint8_t* src) { memcpy(dst, src, 64); }
static __rte_always_inline void rte_mov128(uint8_t* dst, const uint8_t* src) { memcpy(dst, src, 128); }
static __rte_always_inline void rte_mov256(uint8_t* dst, const uint8_t* src) { memcpy(dst, src, 256); }

#ifdef __cplusplus
}
#endif

#endif
