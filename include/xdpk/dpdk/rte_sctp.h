// SPDX-License-Identifier: BSD-3-Clause
#ifndef XDPK_RTE_SCTP_H
#define XDPK_RTE_SCTP_H

#include <stdint.h>

#include <rte_byteorder.h>
#include <rte_common.h>

/** SCTP's common header (RFC 9260), as it stands in a packet. */
struct rte_sctp_hdr {
    rte_be16_t src_port;
    rte_be16_t dst_port;
    rte_be32_t tag;   /**< the receiver's */
    rte_be32_t cksum; /**< CRC32c */
} __rte_packed;

#endif
