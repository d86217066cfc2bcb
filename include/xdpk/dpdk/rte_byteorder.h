// SPDX-License-Identifier: BSD-3-Clause
/// Numbers as the network has them (big-endian) and as the CPU does. All can stand in constant expressions.
#ifndef RTE_BYTEORDER_H_
#define RTE_BYTEORDER_H_

#include <stdint.h>

#include "rte_common.h"

#define RTE_BIG_ENDIAN 1
#define RTE_LITTLE_ENDIAN 2
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define RTE_BYTE_ORDER RTE_LITTLE_ENDIAN
#else
#define RTE_BYTE_ORDER RTE_BIG_ENDIAN
#endif

/// Numbers whose byte order is known: the compiler does not tell them from others, a reader does.
typedef uint16_t rte_be16_t;
typedef uint32_t rte_be32_t;
typedef uint64_t rte_be64_t;
typedef uint16_t rte_le16_t;
typedef uint32_t rte_le32_t;
typedef uint64_t rte_le64_t;

#define RTE_STATIC_BSWAP16(v) __builtin_bswap16((uint16_t)(v))
#define RTE_STATIC_BSWAP32(v) __builtin_bswap32((uint32_t)(v))
#define RTE_STATIC_BSWAP64(v) __builtin_bswap64((uint64_t)(v))
#define rte_bswap16(x) ((uint16_t)__builtin_bswap16((uint16_t)(x)))
#define rte_bswap32(x) ((uint32_t)__builtin_bswap32((uint32_t)(x)))
#define rte_bswap64(x) ((uint64_t)__builtin_bswap64((uint64_t)(x)))
#define rte_constant_bswap16(x) rte_bswap16(x)
#define rte_constant_bswap32(x) rte_bswap32(x)
#define rte_constant_bswap64(x) rte_bswap64(x)

#if RTE_BYTE_ORDER == RTE_LITTLE_ENDIAN
#define XDPK_BE(bits, v) rte_bswap##bits(v)
#define XDPK_LE(bits, v) ((uint##bits##_t)(v))
#else
#define XDPK_BE(bits, v) ((uint##bits##_t)(v))
#define XDPK_LE(bits, v) rte_bswap##bits(v)
#endif

#define RTE_BE16(v) ((rte_be16_t)XDPK_BE(16, v))
#define RTE_BE32(v) ((rte_be32_t)XDPK_BE(32, v))
#define RTE_BE64(v) ((rte_be64_t)XDPK_BE(64, v))
#define RTE_LE16(v) ((rte_le16_t)XDPK_LE(16, v))
#define RTE_LE32(v) ((rte_le32_t)XDPK_LE(32, v))
#define RTE_LE64(v) ((rte_le64_t)XDPK_LE(64, v))

#define rte_cpu_to_be_16(x) XDPK_BE(16, x)
#define rte_cpu_to_be_32(x) XDPK_BE(32, x)
#define rte_cpu_to_be_64(x) XDPK_BE(64, x)
#define rte_be_to_cpu_16(x) XDPK_BE(16, x)
#define rte_be_to_cpu_32(x) XDPK_BE(32, x)
#define rte_be_to_cpu_64(x) XDPK_BE(64, x)
#define rte_cpu_to_le_16(x) XDPK_LE(16, x)
#define rte_cpu_to_le_32(x) XDPK_LE(32, x)
#define rte_cpu_to_le_64(x) XDPK_LE(64, x)
#define rte_le_to_cpu_16(x) XDPK_LE(16, x)
#define rte_le_to_cpu_32(x) XDPK_LE(32, x)
#define rte_le_to_cpu_64(x) XDPK_LE(64, x)

#endif
