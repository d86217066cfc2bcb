// SPDX-License-Identifier: BSD-3-Clause
#ifndef RTE_ETH_BOND_H
#define RTE_ETH_BOND_H

#include "rte_ether.h"

#ifdef __cplusplus
extern "C" {
#endif

/* How a bond sends: in turn; by its first member whose link is up; by a hash of addresses; by all members. */
#define BONDING_MODE_ROUND_ROBIN (0)
#define BONDING_MODE_ACTIVE_BACKUP (1)
#define BONDING_MODE_BALANCE (2)
#define BONDING_MODE_BROADCAST (3)
/** LACP is not spoken: rte_eth_bond_create() refuses. */
#define BONDING_MODE_8023AD (4)
/** The adaptive modes send by a hash of addresses; the peers' ARP tables are left alone. */
#define BONDING_MODE_TLB (5)
#define BONDING_MODE_ALB (6)

#define BALANCE_XMIT_POLICY_LAYER2 (0)
#define BALANCE_XMIT_POLICY_LAYER23 (1)
#define BALANCE_XMIT_POLICY_LAYER34 (2)

/* A port that receives from several ports and sends by them. Starting it configures and starts its members. All give 0
 * or a negative errno, unless something else is said. Control thread. */

/** Makes a bond; gives its port number. */
int rte_eth_bond_create(const char* name, uint8_t mode, uint8_t socket_id);
int rte_eth_bond_free(const char* name);
int rte_eth_bond_mode_get(uint16_t bonding_port_id);
int rte_eth_bond_mode_set(uint16_t bonding_port_id, uint8_t mode);
/** The first member that was added. */
int rte_eth_bond_primary_get(uint16_t bonding_port_id);

/** Adds and removes members; threads do not use the bond meanwhile. */
int rte_eth_bond_member_add(uint16_t bonding_port_id, uint16_t member_port_id);
int rte_eth_bond_member_remove(uint16_t bonding_port_id, uint16_t member_port_id);
/** The members, and those whose link is up: their number, or -EINVAL if `len` is too small. */
int rte_eth_bond_members_get(uint16_t bonding_port_id, uint16_t members[], uint16_t len);
int rte_eth_bond_active_members_get(uint16_t bonding_port_id, uint16_t members[], uint16_t len);

/* The names of DPDK 22.11. */
#define rte_eth_bond_slave_add rte_eth_bond_member_add
#define rte_eth_bond_slave_remove rte_eth_bond_member_remove
#define rte_eth_bond_slaves_get rte_eth_bond_members_get
#define rte_eth_bond_active_slaves_get rte_eth_bond_active_members_get

#ifdef __cplusplus
}
#endif

#endif
