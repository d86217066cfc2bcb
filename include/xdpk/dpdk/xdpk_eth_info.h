// SPDX-License-Identifier: BSD-3-Clause
#ifndef XDPK_ETH_INFO_H
#define XDPK_ETH_INFO_H

#include "xdpk_eth_conf.h"
#include "xdpk_eth_state.h"

#ifdef __cplusplus
extern "C" {
#endif

struct rte_device;

#define RTE_ETH_DEV_FALLBACK_RX_RINGSIZE 512
#define RTE_ETH_DEV_FALLBACK_TX_RINGSIZE 512
#define RTE_ETH_DEV_FALLBACK_RX_NBQUEUES 1
#define RTE_ETH_DEV_FALLBACK_TX_NBQUEUES 1
#define RTE_ETH_DEV_SWITCH_DOMAIN_ID_INVALID (UINT16_MAX)
#define RTE_ETH_DEV_INTR_LSC (1U << 1)
#define RTE_ETH_DEV_BONDING_MEMBER (1U << 2)
#define RTE_ETH_DEV_INTR_RMV (1U << 3)
#define RTE_ETH_DEV_BONDED_SLAVE RTE_ETH_DEV_BONDING_MEMBER

/** Numbers of descriptors that a queue may have. */
struct rte_eth_desc_lim {
    uint16_t nb_max;
    uint16_t nb_min;
    uint16_t nb_align;
    uint16_t nb_seg_max;
    uint16_t nb_mtu_seg_max;
};

/** What suits a port. */
struct rte_eth_dev_portconf {
    uint16_t burst_size;
    uint16_t ring_size;
    uint16_t nb_queues;
};

struct rte_eth_switch_info {
    const char* name;
    uint16_t domain_id;
    uint16_t port_id;
    uint16_t rx_domain;
};

struct rte_eth_rxseg_capa {
    uint32_t multi_pools : 1;
    uint32_t offset_allowed : 1;
    uint32_t offset_align_log2 : 4;
    uint16_t max_nseg;
    uint16_t reserved;
};

enum rte_eth_err_handle_mode {
    RTE_ETH_ERROR_HANDLE_MODE_NONE,
    RTE_ETH_ERROR_HANDLE_MODE_PASSIVE,
    RTE_ETH_ERROR_HANDLE_MODE_PROACTIVE,
};

/** What a port is and can do. */
struct rte_eth_dev_info {
    struct rte_device* device;
    const char* driver_name;
    unsigned int if_index; /**< of the kernel's interface, or 0 */
    uint16_t min_mtu;
    uint16_t max_mtu;
    const uint32_t* dev_flags;
    uint32_t min_rx_bufsize;
    uint32_t max_rx_bufsize;
    uint32_t max_rx_pktlen;
    uint32_t max_lro_pkt_size;
    uint16_t max_rx_queues;
    uint16_t max_tx_queues;
    uint32_t max_mac_addrs;
    uint32_t max_hash_mac_addrs;
    uint16_t max_vfs;
    uint16_t max_vmdq_pools;
    struct rte_eth_rxseg_capa rx_seg_capa;
    uint64_t rx_offload_capa;
    uint64_t tx_offload_capa;
    uint64_t rx_queue_offload_capa; /**< of those, what may be set per queue */
    uint64_t tx_queue_offload_capa;
    uint16_t reta_size;
    uint8_t hash_key_size;
    uint32_t rss_algo_capa;
    uint64_t flow_type_rss_offloads;
    struct rte_eth_rxconf default_rxconf;
    struct rte_eth_txconf default_txconf;
    uint16_t vmdq_queue_base;
    uint16_t vmdq_queue_num;
    uint16_t vmdq_pool_base;
    struct rte_eth_desc_lim rx_desc_lim;
    struct rte_eth_desc_lim tx_desc_lim;
    uint32_t speed_capa;
    uint16_t nb_rx_queues; /**< as configured */
    uint16_t nb_tx_queues;
    uint16_t max_rx_mempools;
    struct rte_eth_dev_portconf default_rxportconf;
    struct rte_eth_dev_portconf default_txportconf;
    uint64_t dev_capa;
    struct rte_eth_switch_info switch_info;
    enum rte_eth_err_handle_mode err_handle_mode;
    uint64_t reserved_64s[2];
    void* reserved_ptrs[2];
};

/** A queue as it was set up. */
struct rte_eth_rxq_info {
    struct rte_mempool* mp;
    struct rte_eth_rxconf conf;
    uint8_t scattered_rx;
    uint8_t queue_state;
    uint16_t nb_desc;
    uint16_t rx_buf_size;
    uint8_t avail_thresh;
};

struct rte_eth_txq_info {
    struct rte_eth_txconf conf;
    uint16_t nb_desc;
    uint8_t queue_state;
};

#ifdef __cplusplus
}
#endif

#endif
