// SPDX-License-Identifier: BSD-3-Clause
#ifndef XDPK_RTE_ARP_H
#define XDPK_RTE_ARP_H

#include <stdint.h>

#include <rte_byteorder.h>
#include <rte_common.h>
#include <rte_ether.h>

#ifdef __cplusplus
extern "C" {
#endif

struct rte_mbuf;
struct rte_mempool;

#define RTE_ARP_HRD_ETHER 1
#define RTE_ARP_OP_REQUEST 1
#define RTE_ARP_OP_REPLY 2
#define RTE_ARP_OP_REVREQUEST 3
#define RTE_ARP_OP_REVREPLY 4
#define RTE_ARP_OP_INVREQUEST 8
#define RTE_ARP_OP_INVREPLY 9

/** Who asks and who is asked for, of Ethernet and IPv4. */
struct rte_arp_ipv4 {
    struct rte_ether_addr arp_sha; /**< the sender's */
    rte_be32_t arp_sip;
    struct rte_ether_addr arp_tha; /**< the target's */
    rte_be32_t arp_tip;
} __rte_packed __rte_aligned(2);

/** An ARP packet (RFC 826). */
struct rte_arp_hdr {
    rte_be16_t arp_hardware; /**< RTE_ARP_HRD_* */
    rte_be16_t arp_protocol; /**< an ether type */
    uint8_t arp_hlen;        /**< bytes of an address */
    uint8_t arp_plen;
    rte_be16_t arp_opcode; /**< RTE_ARP_OP_* */
    struct rte_arp_ipv4 arp_data;
} __rte_packed __rte_aligned(2);

/** A broadcast that tells bridges where `mac` is now: a reverse ARP request, in an mbuf of the pool, which the caller
 *  owns. NULL if the pool has none or its mbufs are too small. */
struct rte_mbuf* rte_net_make_rarp_packet(struct rte_mempool* mpool, const struct rte_ether_addr* mac);

#ifdef __cplusplus
}
#endif

#endif
