// SPDX-License-Identifier: BSD-3-Clause
#ifndef XDPK_ETH_CONF_H
#define XDPK_ETH_CONF_H

#include "rte_mempool.h"
#include "xdpk_eth_names.h"
#include "xdpk_eth_rss.h"
#include "xdpk_eth_vmdq.h"

#ifdef __cplusplus
extern "C" {
#endif

#define RTE_ETH_MQ_RX_RSS_FLAG (1U << 0)
#define RTE_ETH_MQ_RX_DCB_FLAG (1U << 1)
#define RTE_ETH_MQ_RX_VMDQ_FLAG (1U << 2)

/** How packets are spread over the receive queues. */
enum rte_eth_rx_mq_mode {
    RTE_ETH_MQ_RX_NONE = 0,
    RTE_ETH_MQ_RX_RSS = RTE_ETH_MQ_RX_RSS_FLAG,
    RTE_ETH_MQ_RX_DCB = RTE_ETH_MQ_RX_DCB_FLAG,
    RTE_ETH_MQ_RX_DCB_RSS = RTE_ETH_MQ_RX_RSS_FLAG | RTE_ETH_MQ_RX_DCB_FLAG,
    RTE_ETH_MQ_RX_VMDQ_ONLY = RTE_ETH_MQ_RX_VMDQ_FLAG,
    RTE_ETH_MQ_RX_VMDQ_RSS = RTE_ETH_MQ_RX_RSS_FLAG | RTE_ETH_MQ_RX_VMDQ_FLAG,
    RTE_ETH_MQ_RX_VMDQ_DCB = RTE_ETH_MQ_RX_VMDQ_FLAG | RTE_ETH_MQ_RX_DCB_FLAG,
    RTE_ETH_MQ_RX_VMDQ_DCB_RSS = RTE_ETH_MQ_RX_RSS_FLAG | RTE_ETH_MQ_RX_DCB_FLAG | RTE_ETH_MQ_RX_VMDQ_FLAG,
};

/** How transmit queues are grouped: it makes no difference here. */
enum rte_eth_tx_mq_mode {
    RTE_ETH_MQ_TX_NONE = 0,
    RTE_ETH_MQ_TX_DCB,
    RTE_ETH_MQ_TX_VMDQ_DCB,
    RTE_ETH_MQ_TX_VMDQ_ONLY,
};

/** Reception of a port. */
struct rte_eth_rxmode {
    enum rte_eth_rx_mq_mode mq_mode;
    uint32_t mtu; /**< 0: as the device has it */
    uint32_t max_lro_pkt_size;
    uint64_t offloads; /**< RTE_ETH_RX_OFFLOAD_* */
    uint64_t reserved_64s[2];
    void* reserved_ptrs[2];
};

/** Transmission of a port. */
struct rte_eth_txmode {
    enum rte_eth_tx_mq_mode mq_mode;
    uint64_t offloads; /**< RTE_ETH_TX_OFFLOAD_* */
    uint16_t pvid;
    uint8_t hw_vlan_reject_tagged : 1;
    uint8_t hw_vlan_reject_untagged : 1;
    uint8_t hw_vlan_insert_pvid : 1;
    uint64_t reserved_64s[2];
    void* reserved_ptrs[2];
};

/** Thresholds of hardware rings: without meaning here. */
struct rte_eth_thresh {
    uint8_t pthresh;
    uint8_t hthresh;
    uint8_t wthresh;
};

union rte_eth_rxseg;

/** One receive queue. */
struct rte_eth_rxconf {
    struct rte_eth_thresh rx_thresh;
    uint16_t rx_free_thresh;
    uint8_t rx_drop_en;
    uint8_t rx_deferred_start; /**< not started with its port */
    uint16_t rx_nseg;
    uint16_t share_group;
    uint16_t share_qid;
    uint64_t offloads; /**< besides those of the port */
    union rte_eth_rxseg* rx_seg;
    struct rte_mempool** rx_mempools;
    uint16_t rx_nmempool;
    uint64_t reserved_64s[2];
    void* reserved_ptrs[2];
};

/** One transmit queue. */
struct rte_eth_txconf {
    struct rte_eth_thresh tx_thresh;
    uint16_t tx_rs_thresh;
    uint16_t tx_free_thresh;
    uint8_t tx_deferred_start;
    uint64_t offloads;
    uint64_t reserved_64s[2];
    void* reserved_ptrs[2];
};

/** Which events a port tells of. */
struct rte_eth_intr_conf {
    uint32_t lsc : 1; /**< the link goes up or down */
    uint32_t rxq : 1; /**< rte_eth_dev_rx_intr_*() will be used */
    uint32_t rmv : 1; /**< the device is removed */
};

/** What rte_eth_dev_configure() asks of a port. */
struct rte_eth_conf {
    uint32_t link_speeds; /**< the kernel's business: without effect */
    struct rte_eth_rxmode rxmode;
    struct rte_eth_txmode txmode;
    uint32_t lpbk_mode; /**< 0 */
    struct {
        struct rte_eth_rss_conf rss_conf;
        struct rte_eth_vmdq_dcb_conf vmdq_dcb_conf;
        struct rte_eth_dcb_rx_conf dcb_rx_conf;
        struct rte_eth_vmdq_rx_conf vmdq_rx_conf;
    } rx_adv_conf;
    union {
        struct rte_eth_vmdq_dcb_tx_conf vmdq_dcb_tx_conf;
        struct rte_eth_dcb_tx_conf dcb_tx_conf;
        struct rte_eth_vmdq_tx_conf vmdq_tx_conf;
    } tx_adv_conf;
    uint32_t dcb_capability_en;
    struct rte_eth_intr_conf intr_conf;
};

#ifdef __cplusplus
}
#endif

#endif
