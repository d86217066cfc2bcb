// SPDX-License-Identifier: BSD-3-Clause
#ifndef XDPK_RTE_UDP_H
#define XDPK_RTE_UDP_H

#include <stdint.h>

#include <rte_byteorder.h>
#include <rte_common.h>

/** A UDP header (RFC 768), as it stands in a packet. */
struct rte_udp_hdr {
    rte_be16_t src_port;
    rte_be16_t dst_port;
    rte_be16_t dgram_len;   /**< of header and data, in bytes */
    rte_be16_t dgram_cksum; /**< 0: none */
} __rte_packed;

#endif
