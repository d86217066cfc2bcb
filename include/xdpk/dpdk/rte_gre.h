// SPDX-License-Identifier: BSD-3-Clause
#ifndef XDPK_RTE_GRE_H
#define XDPK_RTE_GRE_H

#include <stdint.h>

#include <rte_byteorder.h>
#include <rte_common.h>

/** A GRE header without options (RFC 2784, RFC 2890), as it stands in a packet. */
__extension__ struct rte_gre_hdr {
#if RTE_BYTE_ORDER == RTE_LITTLE_ENDIAN
    uint16_t res2 : 4;
    uint16_t s : 1; /**< there is a sequence number */
    uint16_t k : 1; /**< there is a key */
    uint16_t res1 : 1;
    uint16_t c : 1; /**< there is a checksum */
    uint16_t ver : 3;
    uint16_t res3 : 5;
#else
    uint16_t c : 1;
    uint16_t res1 : 1;
    uint16_t k : 1;
    uint16_t s : 1;
    uint16_t res2 : 4;
    uint16_t res3 : 5;
    uint16_t ver : 3;
#endif
    rte_be16_t proto; /**< an ether type */
} __rte_packed;

/** With `c`, the first option. */
struct rte_gre_hdr_opt_checksum_rsvd {
    rte_be16_t checksum;
    rte_be16_t reserved1;
} __rte_packed;

/** With `k`. */
struct rte_gre_hdr_opt_key {
    rte_be32_t key;
} __rte_packed;

/** With `s`, the last option. */
struct rte_gre_hdr_opt_sequence {
    rte_be32_t sequence;
} __rte_packed;

#endif
