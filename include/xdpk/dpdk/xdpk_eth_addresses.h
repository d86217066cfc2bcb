// SPDX-License-Identifier: BSD-3-Clause
#ifndef XDPK_ETH_ADDRESSES_H
#define XDPK_ETH_ADDRESSES_H

#include "rte_ether.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Whom a port listens to. All give 0 or a negative errno; control thread. */

/** The port's address, all its addresses, or how many there are. */
int rte_eth_macaddr_get(uint16_t port_id, struct rte_ether_addr* mac_addr);
int rte_eth_macaddrs_get(uint16_t port_id, struct rte_ether_addr* ma, unsigned int num);
/** Changes the address of the kernel's interface. */
int rte_eth_dev_default_mac_addr_set(uint16_t port_id, struct rte_ether_addr* mac_addr);
/** Lets the device accept another address too; `pool`: the VMDq pool its packets go to. */
int rte_eth_dev_mac_addr_add(uint16_t port_id, struct rte_ether_addr* mac_addr, uint32_t pool);
int rte_eth_dev_mac_addr_remove(uint16_t port_id, struct rte_ether_addr* mac_addr);
int rte_eth_dev_set_mc_addr_list(uint16_t port_id, struct rte_ether_addr* mc_addr_set, uint32_t nb_mc_addr);

/** While the port lives and wants it, the kernel keeps the device promiscuous; others' wishes are not touched. */
int rte_eth_promiscuous_enable(uint16_t port_id);
int rte_eth_promiscuous_disable(uint16_t port_id);
int rte_eth_promiscuous_get(uint16_t port_id);
int rte_eth_allmulticast_enable(uint16_t port_id);
int rte_eth_allmulticast_disable(uint16_t port_id);
int rte_eth_allmulticast_get(uint16_t port_id);

/** VLAN tags: taken off received packets, and packets of other VLANs dropped. */
#define RTE_ETH_VLAN_STRIP_OFFLOAD 0x0001
#define RTE_ETH_VLAN_FILTER_OFFLOAD 0x0002
#define RTE_ETH_VLAN_EXTEND_OFFLOAD 0x0004
#define RTE_ETH_QINQ_STRIP_OFFLOAD 0x0008
#define RTE_ETH_VLAN_STRIP_MASK 0x0001
#define RTE_ETH_VLAN_FILTER_MASK 0x0002
#define RTE_ETH_VLAN_EXTEND_MASK 0x0004
#define RTE_ETH_QINQ_STRIP_MASK 0x0008
#define RTE_ETH_VLAN_ID_MAX 0x0FFF
int rte_eth_dev_vlan_filter(uint16_t port_id, uint16_t vlan_id, int on);
int rte_eth_dev_set_vlan_offload(uint16_t port_id, int offload_mask);
int rte_eth_dev_get_vlan_offload(uint16_t port_id);

#ifdef __cplusplus
}
#endif

#endif
