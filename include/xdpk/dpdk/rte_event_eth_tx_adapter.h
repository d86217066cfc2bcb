// SPDX-License-Identifier: BSD-3-Clause
/// Events as packets: see rte_eventdev.h. There is no device to take them from, and every call says so.
#ifndef RTE_EVENT_ETH_TX_ADAPTER_H_
#define RTE_EVENT_ETH_TX_ADAPTER_H_

#include "rte_eventdev.h"

#ifdef __cplusplus
extern "C" {
#endif

#define RTE_EVENT_ETH_TX_ADAPTER_CAP_INTERNAL_PORT 0x1
#define RTE_EVENT_ETH_TX_ADAPTER_CAP_EVENT_VECTOR 0x2
#define RTE_EVENT_ETH_TX_ADAPTER_ENQUEUE_SAME_DEST 0x1

struct rte_event_eth_tx_adapter_stats {
    uint64_t tx_retry;
    uint64_t tx_packets;
    uint64_t tx_dropped;
};

int rte_event_eth_tx_adapter_caps_get(uint8_t dev_id, uint16_t eth_port_id, uint32_t* caps);
int rte_event_eth_tx_adapter_create(uint8_t id, uint8_t dev_id, struct rte_event_port_conf* port_config);
int rte_event_eth_tx_adapter_queue_add(uint8_t id, uint16_t eth_dev_id, int32_t queue);
int rte_event_eth_tx_adapter_start(uint8_t id);
int rte_event_eth_tx_adapter_stop(uint8_t id);
int rte_event_eth_tx_adapter_service_id_get(uint8_t id, uint32_t* service_id);
int rte_event_eth_tx_adapter_stats_get(uint8_t id, struct rte_event_eth_tx_adapter_stats* stats);
int rte_event_eth_tx_adapter_event_port_get(uint8_t id, uint8_t* event_port_id);
uint16_t rte_event_eth_tx_adapter_enqueue(uint8_t dev_id, uint8_t port_id, struct rte_event ev[], uint16_t nb_events,
                                          const uint8_t flags);

/// The transmit queue that the packet is for, kept in it.
static __rte_always_inline void rte_event_eth_tx_adapter_txq_set(struct rte_mbuf* pkt, uint16_t queue) {
    pkt->hash.txadapter.txq = queue;
}
static __rte_always_inline uint16_t rte_event_eth_tx_adapter_txq_get(struct rte_mbuf* pkt) {
    return pkt->hash.txadapter.txq;
}

#ifdef __cplusplus
}
#endif

#endif
