// SPDX-License-Identifier: BSD-3-Clause
#ifndef XDPK_IPV6_ADDR_H
#define XDPK_IPV6_ADDR_H

/* IPv6 addresses as a type of their own, which DPDK has since 24.11. */

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <rte_byteorder.h>
#include <rte_common.h>
#include <rte_config.h>
#include <rte_ether.h>
#include <rte_mbuf.h>

#define RTE_IPV6_ADDR_SIZE 16
#define RTE_IPV6_MAX_DEPTH (RTE_IPV6_ADDR_SIZE * CHAR_BIT)

#if XDPK_DPDK_RELEASE >= 2411

#ifdef __cplusplus
extern "C" {
#endif

/** An address, bytes in wire order. */
struct rte_ipv6_addr {
    uint8_t a[RTE_IPV6_ADDR_SIZE];
};

/** A constant of eight groups: RTE_IPV6(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1). */
#define XDPK_IPV6_GROUP(x) (uint8_t)(((uint16_t)(x)) >> 8), (uint8_t)((x)&0xff)
#define RTE_IPV6(a, b, c, d, e, f, g, h)                                                                               \
    {                                                                                                                  \
        {                                                                                                              \
            XDPK_IPV6_GROUP(a), XDPK_IPV6_GROUP(b), XDPK_IPV6_GROUP(c), XDPK_IPV6_GROUP(d), XDPK_IPV6_GROUP(e),        \
                XDPK_IPV6_GROUP(f), XDPK_IPV6_GROUP(g), XDPK_IPV6_GROUP(h)                                             \
        }                                                                                                              \
    }

/** For printf: "... " RTE_IPV6_ADDR_FMT "\n", RTE_IPV6_ADDR_SPLIT(&address). */
#define RTE_IPV6_ADDR_FMT "%02x%02x:%02x%02x:%02x%02x:%02x%02x:%02x%02x:%02x%02x:%02x%02x:%02x%02x"
#define XDPK_IPV6_PAIR(ip, i) (ip)->a[i], (ip)->a[(i) + 1]
#define RTE_IPV6_ADDR_SPLIT(ip)                                                                                        \
    XDPK_IPV6_PAIR(ip, 0), XDPK_IPV6_PAIR(ip, 2), XDPK_IPV6_PAIR(ip, 4), XDPK_IPV6_PAIR(ip, 6), XDPK_IPV6_PAIR(ip, 8), \
        XDPK_IPV6_PAIR(ip, 10), XDPK_IPV6_PAIR(ip, 12), XDPK_IPV6_PAIR(ip, 14)

#define RTE_IPV6_MASK_FULL RTE_IPV6(0xffff, 0xffff, 0xffff, 0xffff, 0xffff, 0xffff, 0xffff, 0xffff)
#define RTE_IPV6_ADDR_UNSPEC RTE_IPV6(0, 0, 0, 0, 0, 0, 0, 0)
#define RTE_IPV6_ADDR_LOOPBACK RTE_IPV6(0, 0, 0, 0, 0, 0, 0, 1)
#define RTE_IPV6_ADDR_PREFIX_V4MAPPED RTE_IPV6(0, 0, 0, 0, 0, 0xffff, 0, 0)
#define RTE_IPV6_ADDR_ALLNODES_IFACE_LOCAL RTE_IPV6(0xff01, 0, 0, 0, 0, 0, 0, 1)
#define RTE_IPV6_ADDR_ALLNODES_LINK_LOCAL RTE_IPV6(0xff02, 0, 0, 0, 0, 0, 0, 1)
#define RTE_IPV6_ADDR_ALLROUTERS_IFACE_LOCAL RTE_IPV6(0xff01, 0, 0, 0, 0, 0, 0, 2)
#define RTE_IPV6_ADDR_ALLROUTERS_LINK_LOCAL RTE_IPV6(0xff02, 0, 0, 0, 0, 0, 0, 2)
#define RTE_IPV6_ADDR_ALLROUTERS_SITE_LOCAL RTE_IPV6(0xff05, 0, 0, 0, 0, 0, 0, 2)

static inline bool rte_ipv6_addr_eq(const struct rte_ipv6_addr* a, const struct rte_ipv6_addr* b) {
    return memcmp(a->a, b->a, RTE_IPV6_ADDR_SIZE) == 0;
}

/** Clears the bits behind the first `depth`. */
static inline void rte_ipv6_addr_mask(struct rte_ipv6_addr* ip, uint8_t depth) {
    for (unsigned int i = depth / 8U; i < RTE_IPV6_ADDR_SIZE; ++i) {
        ip->a[i] &= i == depth / 8U ? (uint8_t)(0xff00U >> (depth % 8U)) : 0;
    }
}

/** Whether the first `depth` bits are the same. */
static inline bool rte_ipv6_addr_eq_prefix(const struct rte_ipv6_addr* a, const struct rte_ipv6_addr* b,
                                           uint8_t depth) {
    struct rte_ipv6_addr first = *a;
    struct rte_ipv6_addr second = *b;
    rte_ipv6_addr_mask(&first, depth);
    rte_ipv6_addr_mask(&second, depth);
    return rte_ipv6_addr_eq(&first, &second);
}

/** How many bits are set before the first that is not. */
static inline uint8_t rte_ipv6_mask_depth(const struct rte_ipv6_addr* mask) {
    uint8_t depth = 0;
    while (depth < RTE_IPV6_MAX_DEPTH && (mask->a[depth / 8] & (0x80U >> (depth % 8))) != 0)
        ++depth;
    return depth;
}

#ifdef __cplusplus
}
#endif

#endif

#endif
