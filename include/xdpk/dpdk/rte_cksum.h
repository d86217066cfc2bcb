// SPDX-License-Identifier: BSD-3-Clause
#ifndef XDPK_RTE_CKSUM_H
#define XDPK_RTE_CKSUM_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct rte_mbuf;

/** The ones' complement sum of 16-bit words as they stand in memory (RFC 1071), not complemented: what a checksum field
 *  is the complement of. A last odd byte counts as a word that ends in 0. */
uint16_t rte_raw_cksum(const void* buf, size_t len);

/** A sum to go on with: `sum` and that of the bytes, which start at an even offset of the whole. */
uint32_t __rte_raw_cksum(const void* buf, size_t len, uint32_t sum);

/** Such a sum in 16 bits. */
static inline uint16_t __rte_raw_cksum_reduce(uint32_t sum) {
    sum = (sum >> 16) + (sum & 0xffff);
    return (uint16_t)((sum >> 16) + sum);
}

/** rte_raw_cksum() of `len` bytes of a packet from `off` on, over all its segments. Returns 0, or -1 if the packet is
 *  shorter. */
int rte_raw_cksum_mbuf(const struct rte_mbuf* m, uint32_t off, uint32_t len, uint16_t* cksum);

#ifdef __cplusplus
}
#endif

#endif
