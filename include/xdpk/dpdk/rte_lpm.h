// SPDX-License-Identifier: BSD-3-Clause
#ifndef XDPK_RTE_LPM_H
#define XDPK_RTE_LPM_H

/* Longest-prefix match of IPv4 addresses, which are numbers in host order here. One thread adds and deletes while any
 * number of others look up. A table tells up to 32,767 different next hops apart. */

#include <errno.h>
#include <stdalign.h>
#include <stdint.h>

#include <rte_branch_prediction.h>
#include <rte_byteorder.h>
#include <rte_common.h>
#include <rte_vect.h>

#ifdef __cplusplus
extern "C" {
#endif

#define RTE_LPM_NAMESIZE 32
#define RTE_LPM_MAX_DEPTH 32
#define RTE_LPM_TBL24_NUM_ENTRIES (1 << 24)
#define RTE_LPM_TBL8_GROUP_NUM_ENTRIES 256
#define RTE_LPM_MAX_TBL8_NUM_GROUPS (1 << 24)
#define RTE_LPM_TBL8_NUM_GROUPS 256
#define RTE_LPM_TBL8_NUM_ENTRIES (RTE_LPM_TBL8_NUM_GROUPS * RTE_LPM_TBL8_GROUP_NUM_ENTRIES)

/** Set in what rte_lpm_lookup_bulk() gives if a route matches: the next hop is in the lower 24 bits. */
#define RTE_LPM_LOOKUP_SUCCESS 0x01000000
#define RTE_LPM_VALID_EXT_ENTRY_BITMASK 0x03000000

struct rte_lpm_config {
    uint32_t max_rules;    /**< routes */
    uint32_t number_tbl8s; /**< not needed: memory goes by the routes */
    int flags;
};

struct rte_lpm;
struct rte_rcu_qsbr;

enum rte_lpm_qsbr_mode {
    RTE_LPM_QSBR_MODE_DQ = 0, /**< a change that lacks memory fails while readers hold what could be freed */
    RTE_LPM_QSBR_MODE_SYNC,   /**< it waits for them */
};

struct rte_lpm_rcu_config {
    struct rte_rcu_qsbr* v;
    enum rte_lpm_qsbr_mode mode;
    uint32_t dq_size; /**< this and those below are not needed: nothing is queued */
    uint32_t reclaim_thd;
    uint32_t reclaim_max;
};
#define RTE_LPM_RCU_DQ_RECLAIM_MAX 16

/** NULL, and rte_errno, if it cannot be: EINVAL; EEXIST, there is one of that name; ENOMEM. */
struct rte_lpm* rte_lpm_create(const char* name, int socket_id, const struct rte_lpm_config* config);
/** NULL, and rte_errno ENOENT, if there is none of that name. */
struct rte_lpm* rte_lpm_find_existing(const char* name);
void rte_lpm_free(struct rte_lpm* lpm);
/** What changes replace is used again only after all readers of the variable were quiescent; without one, after a
 * while. 0, or 1 with rte_errno EINVAL or EEXIST. */
int rte_lpm_rcu_qsbr_add(struct rte_lpm* lpm, struct rte_lpm_rcu_config* cfg);

/** A route of 1 to 32 bits, new or with another next hop than before, of 24 bits. 0, -EINVAL, or -ENOSPC if there are
 *  too many routes or next hops, or too little memory. */
int rte_lpm_add(struct rte_lpm* lpm, uint32_t ip, uint8_t depth, uint32_t next_hop);
/** 1 and its next hop, 0, or -EINVAL. */
int rte_lpm_is_rule_present(struct rte_lpm* lpm, uint32_t ip, uint8_t depth, uint32_t* next_hop);
/** 0, or -EINVAL if there is no such route. */
int rte_lpm_delete(struct rte_lpm* lpm, uint32_t ip, uint8_t depth);
void rte_lpm_delete_all(struct rte_lpm* lpm);

/** 0 and the next hop, or -ENOENT if no route matches. */
int rte_lpm_lookup(const struct rte_lpm* lpm, uint32_t ip, uint32_t* next_hop);

/** For each address RTE_LPM_LOOKUP_SUCCESS and the next hop, or 0; cache misses overlap. */
#define rte_lpm_lookup_bulk(lpm, ips, next_hops, n) rte_lpm_lookup_bulk_func(lpm, ips, next_hops, n)
int rte_lpm_lookup_bulk_func(const struct rte_lpm* lpm, const uint32_t* ips, uint32_t* next_hops, const unsigned n);

/** Next hops of four addresses, `otherwise` where no route matches. */
void xdpk_lpm_lookup_four(const struct rte_lpm* lpm, const uint32_t* ips, uint32_t* next_hops, uint32_t otherwise);

/** The same of addresses in a vector. */
static inline void rte_lpm_lookupx4(const struct rte_lpm* lpm, xmm_t ip, uint32_t hop[4], uint32_t defv) {
    rte_xmm_t four;
    four.x = ip;
    xdpk_lpm_lookup_four(lpm, four.u32, hop, defv);
}

#ifdef __cplusplus
}
#endif

#endif
