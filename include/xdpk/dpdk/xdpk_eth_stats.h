// SPDX-License-Identifier: BSD-3-Clause
#ifndef XDPK_ETH_STATS_H
#define XDPK_ETH_STATS_H

#include "xdpk_eth_state.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What a port has carried; any thread. 0 or -ENODEV. */
int rte_eth_stats_get(uint16_t port_id, struct rte_eth_stats* stats);
int rte_eth_stats_reset(uint16_t port_id);

/**
 * A port's counters by name: those of rte_eth_stats, each queue's, and XDP_STATISTICS of its sockets
 * ("xdp_rx_dropped"). Both give how many there are, and write them if `n` is enough; else a negative errno.
 */
int rte_eth_xstats_get(uint16_t port_id, struct rte_eth_xstat* xstats, unsigned int n);
int rte_eth_xstats_get_names(uint16_t port_id, struct rte_eth_xstat_name* xstats_names, unsigned int size);
/** The same for chosen numbers; all if `ids` is NULL. */
int rte_eth_xstats_get_by_id(uint16_t port_id, const uint64_t* ids, uint64_t* values, unsigned int size);
int rte_eth_xstats_get_names_by_id(uint16_t port_id, struct rte_eth_xstat_name* xstats_names, unsigned int size,
                                   uint64_t* ids);
int rte_eth_xstats_get_id_by_name(uint16_t port_id, const char* xstat_name, uint64_t* id);
int rte_eth_xstats_reset(uint16_t port_id);

/** Queues count by themselves: accepted, without effect. */
int rte_eth_dev_set_tx_queue_stats_mapping(uint16_t port_id, uint16_t tx_queue_id, uint8_t stat_idx);
int rte_eth_dev_set_rx_queue_stats_mapping(uint16_t port_id, uint16_t rx_queue_id, uint8_t stat_idx);

#ifdef __cplusplus
}
#endif

#endif
