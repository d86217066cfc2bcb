// SPDX-License-Identifier: BSD-3-Clause
#ifndef RTE_ETHER_H
#define RTE_ETHER_H

#include "rte_branch_prediction.h"
#include "rte_byteorder.h"
#include "rte_common.h"
#include "rte_mbuf.h"
#include "rte_random.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

#define RTE_ETHER_ADDR_LEN 6
#define RTE_ETHER_TYPE_LEN 2
#define RTE_ETHER_CRC_LEN 4
#define RTE_ETHER_HDR_LEN (RTE_ETHER_ADDR_LEN * 2 + RTE_ETHER_TYPE_LEN)
#define RTE_ETHER_MIN_LEN 64
#define RTE_ETHER_MAX_LEN 1518
#define RTE_ETHER_MTU (RTE_ETHER_MAX_LEN - RTE_ETHER_HDR_LEN - RTE_ETHER_CRC_LEN)
#define RTE_VLAN_HLEN 4
#define RTE_ETHER_MAX_VLAN_FRAME_LEN (RTE_ETHER_MAX_LEN + RTE_VLAN_HLEN)
#define RTE_ETHER_MAX_JUMBO_FRAME_LEN 0x3F00
#define RTE_ETHER_MAX_VLAN_ID 4095
#define RTE_ETHER_MIN_MTU 68
#define RTE_ETHER_LOCAL_ADMIN_ADDR 0x02
#define RTE_ETHER_GROUP_ADDR 0x01

#define RTE_ETHER_TYPE_IPV4 0x0800
#define RTE_ETHER_TYPE_IPV6 0x86DD
#define RTE_ETHER_TYPE_ARP 0x0806
#define RTE_ETHER_TYPE_RARP 0x8035
#define RTE_ETHER_TYPE_VLAN 0x8100
#define RTE_ETHER_TYPE_QINQ 0x88A8
#define RTE_ETHER_TYPE_QINQ1 0x9100
#define RTE_ETHER_TYPE_QINQ2 0x9200
#define RTE_ETHER_TYPE_QINQ3 0x9300
#define RTE_ETHER_TYPE_PPPOE_DISCOVERY 0x8863
#define RTE_ETHER_TYPE_PPPOE_SESSION 0x8864
#define RTE_ETHER_TYPE_ETAG 0x893F
#define RTE_ETHER_TYPE_1588 0x88F7
#define RTE_ETHER_TYPE_SLOW 0x8809
#define RTE_ETHER_TYPE_TEB 0x6558
#define RTE_ETHER_TYPE_LLDP 0x88CC
#define RTE_ETHER_TYPE_MPLS 0x8847
#define RTE_ETHER_TYPE_MPLSM 0x8848
#define RTE_ETHER_TYPE_ECPRI 0xAEFE

/** An Ethernet address, bytes in wire order. */
struct rte_ether_addr {
    uint8_t addr_bytes[RTE_ETHER_ADDR_LEN];
} __rte_aligned(2);

/** The header of an Ethernet frame. */
struct rte_ether_hdr {
    struct rte_ether_addr dst_addr;
    struct rte_ether_addr src_addr;
    rte_be16_t ether_type;
} __rte_aligned(2);

/** A VLAN tag after its ether type. */
struct rte_vlan_hdr {
    rte_be16_t vlan_tci;
    rte_be16_t eth_proto;
} __attribute__((__packed__));

#define RTE_VLAN_TCI_ID(vlan_tci) ((vlan_tci)&0x0fff)
#define RTE_VLAN_TCI_DEI(vlan_tci) (((vlan_tci)&0x1000) >> 12)
#define RTE_VLAN_TCI_PRI(vlan_tci) (((vlan_tci)&0xe000) >> 13)
#define RTE_VLAN_TCI_MAKE(id, pri, dei) ((id) | ((pri) << 13) | ((dei) << 12))

/** For printf: the format of an address in text, and its arguments. */
#define RTE_ETHER_ADDR_PRT_FMT "%02X:%02X:%02X:%02X:%02X:%02X"
#define RTE_ETHER_ADDR_BYTES(mac_addrs)                                                                                \
    ((mac_addrs)->addr_bytes[0]), ((mac_addrs)->addr_bytes[1]), ((mac_addrs)->addr_bytes[2]),                          \
        ((mac_addrs)->addr_bytes[3]), ((mac_addrs)->addr_bytes[4]), ((mac_addrs)->addr_bytes[5])
#define RTE_ETHER_ADDR_FMT_SIZE 18

static inline int rte_is_same_ether_addr(const struct rte_ether_addr* a, const struct rte_ether_addr* b) {
    return memcmp(a, b, sizeof(*a)) == 0;
}
static inline int rte_is_zero_ether_addr(const struct rte_ether_addr* ea) {
    static const struct rte_ether_addr zero = {{0, 0, 0, 0, 0, 0}};
    return rte_is_same_ether_addr(ea, &zero);
}
static inline int rte_is_unicast_ether_addr(const struct rte_ether_addr* ea) {
    return (ea->addr_bytes[0] & RTE_ETHER_GROUP_ADDR) == 0;
}
static inline int rte_is_multicast_ether_addr(const struct rte_ether_addr* ea) {
    return ea->addr_bytes[0] & RTE_ETHER_GROUP_ADDR;
}
static inline int rte_is_broadcast_ether_addr(const struct rte_ether_addr* ea) {
    static const struct rte_ether_addr all = {{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};
    return rte_is_same_ether_addr(ea, &all);
}
static inline int rte_is_universal_ether_addr(const struct rte_ether_addr* ea) {
    return (ea->addr_bytes[0] & RTE_ETHER_LOCAL_ADMIN_ADDR) == 0;
}
static inline int rte_is_local_admin_ether_addr(const struct rte_ether_addr* ea) {
    return (ea->addr_bytes[0] & RTE_ETHER_LOCAL_ADMIN_ADDR) != 0;
}
/** True for an address that one station may have. */
static inline int rte_is_valid_assigned_ether_addr(const struct rte_ether_addr* ea) {
    return rte_is_unicast_ether_addr(ea) && !rte_is_zero_ether_addr(ea);
}
static inline void rte_ether_addr_copy(const struct rte_ether_addr* from, struct rte_ether_addr* to) { *to = *from; }

/** A random address, unicast and locally administered. */
void rte_eth_random_addr(uint8_t* addr);
/** Writes an address as text of 17 characters, cut to `size`. */
void rte_ether_format_addr(char* buf, uint16_t size, const struct rte_ether_addr* eth_addr);
/** Reads XX:XX:XX:XX:XX:XX or XXXX:XXXX:XXXX, also with -: 0, or -1 with rte_errno EINVAL. */
int rte_ether_unformat_addr(const char* str, struct rte_ether_addr* eth_addr);

/** Takes the VLAN tag out of a packet's bytes, into vlan_tci: 0, or -1 if it has none. */
int rte_vlan_strip(struct rte_mbuf* m);
/** Puts vlan_tci into a packet's bytes as a tag: 0, -EINVAL (shared bytes) or -ENOSPC (no headroom). */
int rte_vlan_insert(struct rte_mbuf** m);

#ifdef __cplusplus
}
#endif

#endif
