// SPDX-License-Identifier: BSD-3-Clause
#ifndef XDPK_HASH_RCU_H
#define XDPK_HASH_RCU_H

/* A deleted key's position is given away again when all readers of an RCU variable were quiescent, without
 * rte_hash_free_key_with_position(). */

#include "rte_rcu_qsbr.h"

#ifdef __cplusplus
extern "C" {
#endif

struct rte_hash;

/** Frees what belonged to a key; `p` as in the configuration. */
typedef void (*rte_hash_free_key_data)(void* p, void* key_data);

enum rte_hash_qsbr_mode {
    RTE_HASH_QSBR_MODE_DQ = 0, /**< deleted keys wait in a queue, until keys are deleted, or room is wanted */
    RTE_HASH_QSBR_MODE_SYNC,   /**< to delete a key is to wait */
};

struct rte_hash_rcu_config {
    struct rte_rcu_qsbr* v;
    enum rte_hash_qsbr_mode mode;
    uint32_t dq_size;               /**< 0: as many as there are keys */
    uint32_t trigger_reclaim_limit; /**< as rte_rcu_qsbr_dq_parameters */
    uint32_t max_reclaim_size;      /**< 0: RTE_HASH_RCU_DQ_RECLAIM_MAX */
    void* key_data_ptr;
    rte_hash_free_key_data free_key_data_func; /**< may be NULL */
};

#define RTE_HASH_RCU_DQ_RECLAIM_MAX 16

/** 0, or 1 with rte_errno: EINVAL, EEXIST (it has one), ENOMEM. Before others use the table. */
int rte_hash_rcu_qsbr_add(struct rte_hash* h, struct rte_hash_rcu_config* cfg);
/** Frees deleted keys whose time has come, max_reclaim_size at most; the rest as rte_rcu_qsbr_dq_reclaim(). */
int rte_hash_rcu_qsbr_dq_reclaim(struct rte_hash* h, unsigned int* freed, unsigned int* pending,
                                 unsigned int* available);

#ifdef __cplusplus
}
#endif

#endif
