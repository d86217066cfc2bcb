// SPDX-License-Identifier: BSD-3-Clause
#ifndef XDPK_ETH_STATE_H
#define XDPK_ETH_STATE_H

#include "rte_common.h"
#include "rte_config.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The state of a link. */
struct rte_eth_link {
    __extension__ union {
        uint64_t val64; /**< all below in one word */
        __extension__ struct {
            uint32_t link_speed; /**< RTE_ETH_SPEED_NUM_* */
            uint16_t link_duplex : 1;
            uint16_t link_autoneg : 1;
            uint16_t link_status : 1;
            uint16_t link_connector : 6;
        };
    };
} __rte_aligned(8);

/** What a port has carried since it was made or reset. */
struct rte_eth_stats {
    uint64_t ipackets;
    uint64_t opackets;
    uint64_t ibytes;
    uint64_t obytes;
    uint64_t imissed;   /**< dropped by the kernel, because nobody fetched them in time */
    uint64_t ierrors;   /**< dropped because they do not fit the packets of the pool */
    uint64_t oerrors;   /**< dropped because they could not be sent */
    uint64_t rx_nombuf; /**< times the pool had nothing to receive into */
    /* The first queues'. */
    uint64_t q_ipackets[RTE_ETHDEV_QUEUE_STAT_CNTRS];
    uint64_t q_opackets[RTE_ETHDEV_QUEUE_STAT_CNTRS];
    uint64_t q_ibytes[RTE_ETHDEV_QUEUE_STAT_CNTRS];
    uint64_t q_obytes[RTE_ETHDEV_QUEUE_STAT_CNTRS];
    uint64_t q_errors[RTE_ETHDEV_QUEUE_STAT_CNTRS];
};

#define RTE_ETH_XSTATS_NAME_SIZE 64

/** One of a port's own counters: its value, and its name. */
struct rte_eth_xstat {
    uint64_t id;
    uint64_t value;
};
struct rte_eth_xstat_name {
    char name[RTE_ETH_XSTATS_NAME_SIZE];
};

#ifdef __cplusplus
}
#endif

#endif
