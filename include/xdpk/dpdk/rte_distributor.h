// SPDX-License-Identifier: BSD-3-Clause
/// One lcore hands packets out to workers, each worker to an lcore of its own, so that no two of them have packets of
/// one flow at the same time. A flow is a tag: `hash.usr` of the mbuf. Packets of a flow keep their order.
#ifndef RTE_DISTRIBUTOR_H_
#define RTE_DISTRIBUTOR_H_

#ifdef __cplusplus
extern "C" {
#endif

enum rte_distributor_alg_type {
    RTE_DIST_ALG_BURST = 0, ///< a worker gets up to 8 packets at once
    RTE_DIST_ALG_SINGLE,    ///< one
    RTE_DIST_NUM_ALG_TYPES,
};

struct rte_distributor;
struct rte_mbuf;

/// For up to `num_workers` (64) workers. It stays until the process ends. NULL, and rte_errno: EINVAL, ENOMEM.
struct rte_distributor* rte_distributor_create(const char* name, unsigned int socket_id, unsigned int num_workers,
                                               unsigned int alg_type);

/// For the distributing lcore.

/// Hands packets to the workers that have asked for any yet, waiting for one while what waits for it, or for all, is
/// full. How many were taken: all, or none if there is no such worker. With none, what waits is handed on.
int rte_distributor_process(struct rte_distributor* d, struct rte_mbuf** mbufs, unsigned int num_mbufs);
/// Gives packets that workers are done with, 1024 of which are kept; the oldest ones are forgotten then. How many.
int rte_distributor_returned_pkts(struct rte_distributor* d, struct rte_mbuf** mbufs, unsigned int max_mbufs);
/// Waits until the workers are done with all packets, and lets those who ask for more go on with none (BURST). How many
/// packets that were.
int rte_distributor_flush(struct rte_distributor* d);
/// Forgets the packets that workers are done with; workers that wait to give some back go on.
void rte_distributor_clear_returns(struct rte_distributor* d);

/// For the workers: `worker_id` is below `num_workers`. The packets they had (up to 8, or 1) are done with then.

/// Gives packets back, asks for others and waits for them. How many came to `pkts`; -EINVAL: too many were given back.
int rte_distributor_get_pkt(struct rte_distributor* d, unsigned int worker_id, struct rte_mbuf** pkts,
                            struct rte_mbuf** oldpkt, unsigned int retcount);
/// Gives packets back and asks for none: the worker has ended until it asks again. 0, or -EINVAL.
int rte_distributor_return_pkt(struct rte_distributor* d, unsigned int worker_id, struct rte_mbuf** oldpkt, int num);
/// The first half of rte_distributor_get_pkt; it waits while an earlier request has not been seen.
void rte_distributor_request_pkt(struct rte_distributor* d, unsigned int worker_id, struct rte_mbuf** oldpkt,
                                 unsigned int count);
/// The other half, without waiting: how many came; if they have not, -1 (BURST) or 0 (SINGLE).
int rte_distributor_poll_pkt(struct rte_distributor* d, unsigned int worker_id, struct rte_mbuf** mbufs);

#ifdef __cplusplus
}
#endif

#endif
