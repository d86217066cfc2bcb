// SPDX-License-Identifier: BSD-3-Clause
#ifndef XDPK_FLOW_ACTIONS_H
#define XDPK_FLOW_ACTIONS_H

#include <stdint.h>

#include <xdpk_eth_rss.h>
#include <xdpk_flow_types.h>

#ifdef __cplusplus
extern "C" {
#endif

/** One of the things that a rule does. A rule has one of QUEUE, RSS, DROP and PASSTHRU, or none of them: then the
 * packet stays where it came. With PASSTHRU the rules after it are looked at too. */
struct rte_flow_action {
    enum rte_flow_action_type type;
    const void* conf; /**< rte_flow_action_*, or NULL where there is nothing to say */
};

/** MARK: gives packets a number, in hash.fdir.hi, with RTE_MBUF_F_RX_FDIR and RTE_MBUF_F_RX_FDIR_ID. (FLAG: with the
 * first of them alone.) */
struct rte_flow_action_mark {
    uint32_t id;
};

/** QUEUE: packets come by that receive queue. */
struct rte_flow_action_queue {
    uint16_t index;
};

/** COUNT: rte_flow_query() tells the rule's packets and bytes. The configuration may be NULL. */
struct rte_flow_action_count {
    uint32_t id; /**< not used */
};

/** What COUNT has counted. */
struct rte_flow_query_count {
    uint32_t reset : 1; /**< in: begin anew after this */
    uint32_t hits_set : 1;
    uint32_t bytes_set : 1;
    uint32_t reserved : 29;
    uint64_t hits;
    uint64_t bytes;
};

/** RSS: packets come by one of the queues, chosen by a hash of their flow. */
struct rte_flow_action_rss {
    enum rte_eth_hash_function func; /**< the default, which is Toeplitz */
    uint32_t level;                  /**< 0 or 1: the outermost headers */
    uint64_t types;                  /**< RTE_ETH_RSS_*; 0: as the port hashes */
    uint32_t key_len;                /**< in bytes: 0, or 40 or more */
    uint32_t queue_num;
    const uint8_t* key; /**< NULL: as the port hashes */
    const uint16_t* queue;
};

#ifdef __cplusplus
}
#endif

#endif
