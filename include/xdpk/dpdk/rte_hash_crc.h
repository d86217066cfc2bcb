// SPDX-License-Identifier: BSD-3-Clause
#ifndef XDPK_RTE_HASH_CRC_H
#define XDPK_RTE_HASH_CRC_H

/* CRC32c as a hash: with the CPU's instructions where the program is compiled for them, else by the library, which has
 * found out what the CPU has. The values are the same. */

#include <stdint.h>
#include <string.h>

#include <rte_branch_prediction.h>
#include <rte_common.h>
#include <rte_config.h>

#if defined(__SSE4_2__) && defined(__x86_64__)
#define XDPK_CRC_INLINE
#endif

#ifdef __cplusplus
extern "C" {
#endif

#define CRC32_SW (1U << 0)
#define CRC32_SSE42 (1U << 1)
#define CRC32_x64 (1U << 2)
#define CRC32_SSE42_x64 (CRC32_x64 | CRC32_SSE42)
#define CRC32_ARM64 (1U << 3)

/** Asks for a way to compute it. Accepted, and without effect: the quickest is always taken. */
static inline void rte_hash_crc_set_alg(uint8_t alg) { (void)alg; }

/** The CRC after `bytes` more bytes of `data`, lowest first. */
uint32_t xdpk_hash_crc(uint64_t data, unsigned int bytes, uint32_t init_val);

/** The CRC after a number of 1, 2, 4 or 8 bytes, lowest byte first. */
static inline uint32_t rte_hash_crc_1byte(uint8_t data, uint32_t init_val) {
#ifdef XDPK_CRC_INLINE
    return __builtin_ia32_crc32qi(init_val, data);
#else
    return xdpk_hash_crc(data, 1, init_val);
#endif
}

static inline uint32_t rte_hash_crc_2byte(uint16_t data, uint32_t init_val) {
#ifdef XDPK_CRC_INLINE
    return __builtin_ia32_crc32hi(init_val, data);
#else
    return xdpk_hash_crc(data, 2, init_val);
#endif
}

static inline uint32_t rte_hash_crc_4byte(uint32_t data, uint32_t init_val) {
#ifdef XDPK_CRC_INLINE
    return __builtin_ia32_crc32si(init_val, data);
#else
    return xdpk_hash_crc(data, 4, init_val);
#endif
}

static inline uint32_t rte_hash_crc_8byte(uint64_t data, uint32_t init_val) {
#ifdef XDPK_CRC_INLINE
    return (uint32_t)__builtin_ia32_crc32di(init_val, data);
#else
    return xdpk_hash_crc(data, 8, init_val);
#endif
}

/** The CRC after `data_len` bytes of memory. */
static inline uint32_t rte_hash_crc(const void* data, uint32_t data_len, uint32_t init_val) {
    const uint8_t* from = (const uint8_t*)data;
    for (; data_len >= 8; data_len -= 8, from += 8) {
        uint64_t eight;
        memcpy(&eight, from, 8);
        init_val = rte_hash_crc_8byte(eight, init_val);
    }
    if ((data_len & 4) != 0) {
        uint32_t four;
        memcpy(&four, from, 4);
        init_val = rte_hash_crc_4byte(four, init_val);
        from += 4;
    }
    if ((data_len & 2) != 0) {
        uint16_t two;
        memcpy(&two, from, 2);
        init_val = rte_hash_crc_2byte(two, init_val);
        from += 2;
    }
    return (data_len & 1) != 0 ? rte_hash_crc_1byte(*from, init_val) : init_val;
}

#ifdef __cplusplus
}
#endif

#endif
