// SPDX-License-Identifier: BSD-3-Clause
#ifndef XDPK_ETH_VMDQ_H
#define XDPK_ETH_VMDQ_H

#include <stdint.h>

#define RTE_ETH_VMDQ_MAX_VLAN_FILTERS 64
#define RTE_ETH_DCB_NUM_USER_PRIORITIES 8
#define RTE_ETH_VMDQ_DCB_NUM_QUEUES 128
#define RTE_ETH_DCB_NUM_QUEUES 128
#define RTE_ETH_DCB_NUM_TCS 8
#define RTE_ETH_MAX_VMDQ_POOL 64
#define RTE_ETH_DCB_PG_SUPPORT (1U << 0)
#define RTE_ETH_DCB_PFC_SUPPORT (1U << 1)

/* What a pool accepts besides packets for its address. */
#define RTE_ETH_VMDQ_ACCEPT_UNTAG (1U << 0)
#define RTE_ETH_VMDQ_ACCEPT_HASH_MC (1U << 1)
#define RTE_ETH_VMDQ_ACCEPT_HASH_UC (1U << 2)
#define RTE_ETH_VMDQ_ACCEPT_BROADCAST (1U << 3)
#define RTE_ETH_VMDQ_ACCEPT_MULTICAST (1U << 4)

/** Traffic classes. */
enum rte_eth_nb_tcs {
    RTE_ETH_4_TCS = 4,
    RTE_ETH_8_TCS = 8,
};

/** Groups of receive queues, each for some VLANs or addresses. */
enum rte_eth_nb_pools {
    RTE_ETH_8_POOLS = 8,
    RTE_ETH_16_POOLS = 16,
    RTE_ETH_32_POOLS = 32,
    RTE_ETH_64_POOLS = 64,
};

/** Traffic class of each priority. */
struct rte_eth_dcb_rx_conf {
    enum rte_eth_nb_tcs nb_tcs;
    uint8_t dcb_tc[RTE_ETH_DCB_NUM_USER_PRIORITIES];
};

struct rte_eth_dcb_tx_conf {
    enum rte_eth_nb_tcs nb_tcs;
    uint8_t dcb_tc[RTE_ETH_DCB_NUM_USER_PRIORITIES];
};

struct rte_eth_vmdq_dcb_tx_conf {
    enum rte_eth_nb_pools nb_queue_pools;
    uint8_t dcb_tc[RTE_ETH_DCB_NUM_USER_PRIORITIES];
};

struct rte_eth_vmdq_tx_conf {
    enum rte_eth_nb_pools nb_queue_pools;
};

/** Pools by VLAN, queues within a pool by priority. */
struct rte_eth_vmdq_dcb_conf {
    enum rte_eth_nb_pools nb_queue_pools;
    uint8_t enable_default_pool;
    uint8_t default_pool; /**< for packets that match none */
    uint8_t nb_pool_maps;
    struct {
        uint16_t vlan_id;
        uint64_t pools; /**< a bit for each */
    } pool_map[RTE_ETH_VMDQ_MAX_VLAN_FILTERS];
    uint8_t dcb_tc[RTE_ETH_DCB_NUM_USER_PRIORITIES]; /**< queue in a pool by priority */
};

/** Pools by VLAN and address. */
struct rte_eth_vmdq_rx_conf {
    enum rte_eth_nb_pools nb_queue_pools;
    uint8_t enable_default_pool;
    uint8_t default_pool;
    uint8_t enable_loop_back;
    uint8_t nb_pool_maps;
    uint32_t rx_mode; /**< RTE_ETH_VMDQ_ACCEPT_* */
    struct {
        uint16_t vlan_id;
        uint64_t pools;
    } pool_map[RTE_ETH_VMDQ_MAX_VLAN_FILTERS];
};

#endif
