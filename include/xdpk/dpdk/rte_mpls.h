// SPDX-License-Identifier: BSD-3-Clause
#ifndef XDPK_RTE_MPLS_H
#define XDPK_RTE_MPLS_H

#include <stdint.h>

#include <rte_byteorder.h>
#include <rte_common.h>

/** An entry of MPLS's label stack (RFC 3032), as it stands in a packet. */
__extension__ struct rte_mpls_hdr {
    rte_be16_t tag_msb; /**< the upper 16 of the label's 20 bits */
#if RTE_BYTE_ORDER == RTE_BIG_ENDIAN
    uint8_t tag_lsb : 4;
    uint8_t tc : 3;
    uint8_t bs : 1;
#else
    uint8_t bs : 1; /**< the last entry */
    uint8_t tc : 3;
    uint8_t tag_lsb : 4;
#endif
    uint8_t ttl;
} __rte_packed;

#endif
