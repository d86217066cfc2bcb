// SPDX-License-Identifier: BSD-3-Clause
#ifndef XDPK_MBUF_SCHED_H
#define XDPK_MBUF_SCHED_H

#include "rte_mbuf_core.h"

#include <errno.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What the scheduler keeps with a packet, read and written. */
static inline uint32_t rte_mbuf_sched_queue_get(const struct rte_mbuf* m) { return m->hash.sched.queue_id; }
static inline uint8_t rte_mbuf_sched_traffic_class_get(const struct rte_mbuf* m) { return m->hash.sched.traffic_class; }
static inline uint8_t rte_mbuf_sched_color_get(const struct rte_mbuf* m) { return m->hash.sched.color; }
static inline void rte_mbuf_sched_get(const struct rte_mbuf* m, uint32_t* queue_id, uint8_t* traffic_class,
                                      uint8_t* color) {
    *queue_id = m->hash.sched.queue_id;
    *traffic_class = m->hash.sched.traffic_class;
    *color = m->hash.sched.color;
}
static inline void rte_mbuf_sched_queue_set(struct rte_mbuf* m, uint32_t queue_id) {
    m->hash.sched.queue_id = queue_id;
}
static inline void rte_mbuf_sched_traffic_class_set(struct rte_mbuf* m, uint8_t traffic_class) {
    m->hash.sched.traffic_class = traffic_class;
}
static inline void rte_mbuf_sched_color_set(struct rte_mbuf* m, uint8_t color) { m->hash.sched.color = color; }
static inline void rte_mbuf_sched_set(struct rte_mbuf* m, uint32_t queue_id, uint8_t traffic_class, uint8_t color) {
    m->hash.sched.queue_id = queue_id;
    m->hash.sched.traffic_class = traffic_class;
    m->hash.sched.color = color;
}

/** The word of tx_offload that these lengths make. */
static __rte_always_inline uint64_t rte_mbuf_tx_offload(uint64_t il2, uint64_t il3, uint64_t il4, uint64_t tso,
                                                        uint64_t ol3, uint64_t ol2, uint64_t unused) {
    return il2 | il3 << 7 | il4 << 16 | tso << 24 | ol3 << 40 | ol2 << 49 | unused << 56;
}

/** Checks what a packet wishes for sending: 0 or -EINVAL. */
static inline int rte_validate_tx_offload(const struct rte_mbuf* m) {
    const uint64_t wishes = m->ol_flags;
    const uint64_t needs_length = RTE_MBUF_F_TX_IP_CKSUM | RTE_MBUF_F_TX_L4_MASK | RTE_MBUF_F_TX_TCP_SEG;
    if ((wishes & needs_length) != 0 && (wishes & (RTE_MBUF_F_TX_IPV4 | RTE_MBUF_F_TX_IPV6)) == 0)
        return -EINVAL;
    if ((wishes & RTE_MBUF_F_TX_IP_CKSUM) != 0 && (wishes & RTE_MBUF_F_TX_IPV4) == 0)
        return -EINVAL;
    if ((wishes & RTE_MBUF_F_TX_TCP_SEG) != 0 && m->tso_segsz == 0)
        return -EINVAL;
    return 0;
}

#ifdef __cplusplus
}
#endif

#endif
