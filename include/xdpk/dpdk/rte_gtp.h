// SPDX-License-Identifier: BSD-3-Clause
#ifndef XDPK_RTE_GTP_H
#define XDPK_RTE_GTP_H

#include <stdint.h>

#include <rte_byteorder.h>
#include <rte_common.h>
#include <rte_udp.h>

/** What a GTP-U packet begins with (3GPP TS 29.281). */
__extension__ struct rte_gtp_hdr {
    union {
        uint8_t gtp_hdr_info;
        struct {
#if RTE_BYTE_ORDER == RTE_LITTLE_ENDIAN
            uint8_t pn : 1; /**< there is an N-PDU number */
            uint8_t s : 1;  /**< there is a sequence number */
            uint8_t e : 1;  /**< there are extension headers */
            uint8_t res1 : 1;
            uint8_t pt : 1; /**< 1: GTP, 0: GTP' */
            uint8_t ver : 3;
#else
            uint8_t ver : 3;
            uint8_t pt : 1;
            uint8_t res1 : 1;
            uint8_t e : 1;
            uint8_t s : 1;
            uint8_t pn : 1;
#endif
        };
    };
    uint8_t msg_type;
    rte_be16_t plen; /**< bytes behind this header */
    rte_be32_t teid;
} __rte_packed;

/** Follows if any of `e`, `s` and `pn` is set. */
struct rte_gtp_hdr_ext_word {
    rte_be16_t sqn;
    uint8_t npdu;
    uint8_t next_ext; /**< 0: none */
} __rte_packed;

#define RTE_ETHER_GTP_HLEN (sizeof(struct rte_udp_hdr) + sizeof(struct rte_gtp_hdr))
#define RTE_GTP_TYPE_IPV4 0x40
#define RTE_GTP_TYPE_IPV6 0x60
#define RTE_GTPC_UDP_PORT 2123
#define RTE_GTPU_UDP_PORT 2152

#endif
