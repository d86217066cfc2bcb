// SPDX-License-Identifier: BSD-3-Clause
/// Packets as events: see rte_eventdev.h. There is no device to make them for, and every call says so.
#ifndef RTE_EVENT_ETH_RX_ADAPTER_H_
#define RTE_EVENT_ETH_RX_ADAPTER_H_

#include "rte_eventdev.h"
#include "rte_service.h"

#ifdef __cplusplus
extern "C" {
#endif

#define RTE_EVENT_ETH_RX_ADAPTER_CAP_INTERNAL_PORT 0x1
#define RTE_EVENT_ETH_RX_ADAPTER_CAP_MULTI_EVENTQ 0x2
#define RTE_EVENT_ETH_RX_ADAPTER_CAP_OVERRIDE_FLOW_ID 0x4
#define RTE_EVENT_ETH_RX_ADAPTER_CAP_EVENT_VECTOR 0x8
#define RTE_EVENT_ETH_RX_ADAPTER_QUEUE_FLOW_ID_VALID 0x1
#define RTE_EVENT_ETH_RX_ADAPTER_QUEUE_EVENT_VECTOR 0x2

struct rte_event_eth_rx_adapter_queue_conf {
    uint32_t rx_queue_flags;
    uint16_t servicing_weight;
    struct rte_event ev;
    uint16_t vector_sz;
    uint64_t vector_timeout_ns;
    struct rte_mempool* vector_mp;
    uint16_t event_buf_size;
};

struct rte_event_eth_rx_adapter_stats {
    uint64_t rx_poll_count;
    uint64_t rx_packets;
    uint64_t rx_enq_count;
    uint64_t rx_enq_retry;
    uint64_t rx_dropped;
    uint64_t rx_enq_start_ts;
    uint64_t rx_enq_block_cycles;
    uint64_t rx_enq_end_ts;
    uint64_t rx_intr_packets;
    uint64_t rx_event_buf_count;
    uint64_t rx_event_buf_size;
};

int rte_event_eth_rx_adapter_caps_get(uint8_t dev_id, uint16_t eth_port_id, uint32_t* caps);
int rte_event_eth_rx_adapter_create(uint8_t id, uint8_t dev_id, struct rte_event_port_conf* port_config);
int rte_event_eth_rx_adapter_queue_add(uint8_t id, uint16_t eth_dev_id, int32_t rx_queue_id,
                                       const struct rte_event_eth_rx_adapter_queue_conf* conf);
int rte_event_eth_rx_adapter_start(uint8_t id);
int rte_event_eth_rx_adapter_stop(uint8_t id);
int rte_event_eth_rx_adapter_service_id_get(uint8_t id, uint32_t* service_id);
int rte_event_eth_rx_adapter_stats_get(uint8_t id, struct rte_event_eth_rx_adapter_stats* stats);

#ifdef __cplusplus
}
#endif

#endif
