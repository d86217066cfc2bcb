// SPDX-License-Identifier: BSD-3-Clause
#ifndef XDPK_RTE_FLOW_H
#define XDPK_RTE_FLOW_H

#include <stdint.h>

#include <rte_ethdev.h>

#include <xdpk_flow_actions.h>
#include <xdpk_flow_error.h>
#include <xdpk_flow_items.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Rules for received packets, by software: they are looked at in the order of their priorities, those of one priority
 * in the order in which they were made, until one matches that does not say PASSTHRU. Any thread may change rules while
 * others receive; a packet sees the rules before or after a change. Rules stay when a port is stopped and started, and
 * end with rte_eth_dev_configure(). A port that never had a rule does nothing for them. */

/** For which packets, and when. */
struct rte_flow_attr {
    uint32_t group;       /**< 0 */
    uint32_t priority;    /**< 0 is looked at first */
    uint32_t ingress : 1; /**< 1 */
    uint32_t egress : 1;
    uint32_t transfer : 1;
    uint32_t reserved : 29;
};

/** A rule. */
struct rte_flow;

/** Why a function failed. */
struct rte_flow_error {
    enum rte_flow_error_type type;
    const void* cause;   /**< the attributes, item, specification, action or configuration that is wrong; or NULL */
    const char* message; /**< stays until the thread's next error */
};

/** Whether rte_flow_create() would make the rule: 0; -ENOTSUP for what is not there, -EINVAL for what is wrong,
 * -ENODEV. `error` may be NULL in all functions. */
int rte_flow_validate(uint16_t port_id, const struct rte_flow_attr* attr, const struct rte_flow_item pattern[],
                      const struct rte_flow_action actions[], struct rte_flow_error* error);

/** Makes a rule, which the port owns; nothing of what is passed is needed afterwards. The port must be configured. NULL
 * and rte_errno if there is no such rule. */
struct rte_flow* rte_flow_create(uint16_t port_id, const struct rte_flow_attr* attr,
                                 const struct rte_flow_item pattern[], const struct rte_flow_action actions[],
                                 struct rte_flow_error* error);

/** Removes a rule, or all. No packet is under it when this returns: it waits for the bursts that are. -ENOENT if the
 * port has no such rule. */
int rte_flow_destroy(uint16_t port_id, struct rte_flow* flow, struct rte_flow_error* error);
int rte_flow_flush(uint16_t port_id, struct rte_flow_error* error);

/** What a rule's action tells: `action` is of the type COUNT, `data` is rte_flow_query_count. */
int rte_flow_query(uint16_t port_id, struct rte_flow* flow, const struct rte_flow_action* action, void* data,
                   struct rte_flow_error* error);

/** With `set`, packets are dropped that no rule matches but those that say PASSTHRU; without, they are received. */
int rte_flow_isolate(uint16_t port_id, int set, struct rte_flow_error* error);

/** Fills in `error`, unless that is NULL, and rte_errno; gives -code. */
int rte_flow_error_set(struct rte_flow_error* error, int code, enum rte_flow_error_type type, const void* cause,
                       const char* message);

#ifdef __cplusplus
}
#endif

#endif
