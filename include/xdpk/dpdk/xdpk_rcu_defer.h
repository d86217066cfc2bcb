// SPDX-License-Identifier: BSD-3-Clause
#ifndef XDPK_RCU_DEFER_H
#define XDPK_RCU_DEFER_H

/* Queues of things that wait for all readers to be quiescent, and are freed then. Any thread, unless the flag says that
 * there is one. */

#include "rte_rcu_qsbr.h"

#ifdef __cplusplus
extern "C" {
#endif

#define RTE_RCU_QSBR_DQ_NAMESIZE RTE_RING_NAMESIZE
/** One thread uses the queue. */
#define RTE_RCU_QSBR_DQ_MT_UNSAFE 1

/** Frees `n` things, which is 1; `p` as in the parameters. */
typedef void (*rte_rcu_qsbr_free_resource_t)(void* p, void* e, unsigned int n);

struct rte_rcu_qsbr_dq_parameters {
    const char* name;
    uint32_t flags;
    uint32_t size;                  /**< room for at least so many */
    uint32_t esize;                 /**< bytes of each, a multiple of 4 */
    uint32_t trigger_reclaim_limit; /**< with more waiting, putting one in frees others; above `size`: never */
    uint32_t max_reclaim_size;      /**< and that many at most */
    rte_rcu_qsbr_free_resource_t free_fn;
    void* p;
    struct rte_rcu_qsbr* v;
};

struct rte_rcu_qsbr_dq;

/** NULL with rte_errno EINVAL or ENOMEM. */
struct rte_rcu_qsbr_dq* rte_rcu_qsbr_dq_create(const struct rte_rcu_qsbr_dq_parameters* params);
/** Copies `e` in; it was taken out before. 0, or 1 with rte_errno EINVAL, or ENOSPC if the queue is full. */
int rte_rcu_qsbr_dq_enqueue(struct rte_rcu_qsbr_dq* dq, void* e);
/** Frees at most `n` whose time has come. How many they were, how many are left, and what there is room for then: each
 *  where it is not NULL. 0, or 1 with rte_errno EINVAL. */
int rte_rcu_qsbr_dq_reclaim(struct rte_rcu_qsbr_dq* dq, unsigned int n, unsigned int* freed, unsigned int* pending,
                            unsigned int* available);
/** Frees all and ends the queue; 1 with rte_errno EAGAIN if that cannot be yet. NULL is fine. */
int rte_rcu_qsbr_dq_delete(struct rte_rcu_qsbr_dq* dq);

#ifdef __cplusplus
}
#endif

#endif
