// SPDX-License-Identifier: BSD-3-Clause
#ifndef XDPK_RTE_VXLAN_H
#define XDPK_RTE_VXLAN_H

#include <stdint.h>

#include <rte_byteorder.h>
#include <rte_common.h>
#include <rte_udp.h>

#define RTE_VXLAN_DEFAULT_PORT 4789
#define RTE_VXLAN_GPE_DEFAULT_PORT 4790

/** A VXLAN header (RFC 7348), as it stands in a packet: two words, or by bytes. */
__extension__ struct rte_vxlan_hdr {
    union {
        rte_be32_t vx_flags;
        struct {
            uint8_t flags; /**< 0x08: there is a network identifier */
            uint8_t rsvd0[3];
        };
    };
    union {
        rte_be32_t vx_vni; /**< the network identifier in the upper 24 bits */
        struct {
            uint8_t vni[3];
            uint8_t rsvd1;
        };
    };
} __rte_packed;

/** Bytes of the headers that a VXLAN packet has before its Ethernet header. */
#define RTE_ETHER_VXLAN_HLEN (sizeof(struct rte_udp_hdr) + sizeof(struct rte_vxlan_hdr))

/** A VXLAN-GPE header, whose payload may be something else than Ethernet. */
__extension__ struct rte_vxlan_gpe_hdr {
    uint8_t vx_flags;
    uint8_t reserved[2];
    uint8_t proto; /**< RTE_VXLAN_GPE_TYPE_* */
    rte_be32_t vx_vni;
} __rte_packed;

#define RTE_ETHER_VXLAN_GPE_HLEN (sizeof(struct rte_udp_hdr) + sizeof(struct rte_vxlan_gpe_hdr))

#define RTE_VXLAN_GPE_TYPE_IPV4 1
#define RTE_VXLAN_GPE_TYPE_IPV6 2
#define RTE_VXLAN_GPE_TYPE_ETH 3
#define RTE_VXLAN_GPE_TYPE_NSH 4
#define RTE_VXLAN_GPE_TYPE_MPLS 5
#define RTE_VXLAN_GPE_TYPE_GBP 6
#define RTE_VXLAN_GPE_TYPE_VBNG 7

#endif
