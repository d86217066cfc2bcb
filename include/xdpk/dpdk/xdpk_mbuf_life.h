// SPDX-License-Identifier: BSD-3-Clause
#ifndef XDPK_MBUF_LIFE_H
#define XDPK_MBUF_LIFE_H

#include "rte_branch_prediction.h"
#include "rte_mbuf_core.h"
#include "rte_mempool.h"
#include "xdpk_mbuf_places.h"

#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

void __rte_pktmbuf_detach(struct rte_mbuf* m);

/** Users of a segment; the last one frees it. */
static inline uint16_t rte_mbuf_refcnt_read(const struct rte_mbuf* m) {
    return __atomic_load_n(&m->refcnt, __ATOMIC_RELAXED);
}
static inline void rte_mbuf_refcnt_set(struct rte_mbuf* m, uint16_t value) {
    __atomic_store_n(&m->refcnt, value, __ATOMIC_RELAXED);
}
static inline uint16_t rte_mbuf_refcnt_update(struct rte_mbuf* m, int16_t value) {
    return __atomic_add_fetch(&m->refcnt, (uint16_t)value, __ATOMIC_ACQ_REL);
}
static inline uint16_t rte_mbuf_ext_refcnt_read(const struct rte_mbuf_ext_shared_info* shinfo) {
    return __atomic_load_n(&shinfo->refcnt, __ATOMIC_RELAXED);
}
static inline void rte_mbuf_ext_refcnt_set(struct rte_mbuf_ext_shared_info* shinfo, uint16_t value) {
    __atomic_store_n(&shinfo->refcnt, value, __ATOMIC_RELAXED);
}
static inline uint16_t rte_mbuf_ext_refcnt_update(struct rte_mbuf_ext_shared_info* shinfo, int16_t value) {
    return __atomic_add_fetch(&shinfo->refcnt, (uint16_t)value, __ATOMIC_ACQ_REL);
}
/** Changes the users of all segments. */
static inline void rte_pktmbuf_refcnt_update(struct rte_mbuf* m, int16_t v) {
    for (; m != NULL; m = m->next)
        rte_mbuf_refcnt_update(m, v);
}

static inline void rte_pktmbuf_reset_headroom(struct rte_mbuf* m) {
    m->data_off = m->buf_len < RTE_PKTMBUF_HEADROOM ? m->buf_len : (uint16_t)RTE_PKTMBUF_HEADROOM;
}

/** Makes a packet of one segment an empty one. */
static inline void rte_pktmbuf_reset(struct rte_mbuf* m) {
    m->next = NULL;
    m->pkt_len = 0;
    m->tx_offload = 0;
    m->vlan_tci = 0;
    m->vlan_tci_outer = 0;
    m->nb_segs = 1;
    m->port = RTE_MBUF_PORT_INVALID;
    m->ol_flags &= RTE_MBUF_F_EXTERNAL;
    m->packet_type = 0;
    rte_pktmbuf_reset_headroom(m);
    m->data_len = 0;
}

/** A packet as it lies in its pool, not reset; NULL if there is none. */
static inline struct rte_mbuf* rte_mbuf_raw_alloc(struct rte_mempool* mp) {
    void* got;
    return rte_mempool_get(mp, &got) == 0 ? (struct rte_mbuf*)got : NULL;
}
static inline int rte_mbuf_raw_alloc_bulk(struct rte_mempool* mp, struct rte_mbuf** mbufs, unsigned int count) {
    return rte_mempool_get_bulk(mp, (void**)mbufs, count);
}
/** Returns a packet that is as it lies in its pool. */
static inline void rte_mbuf_raw_free(struct rte_mbuf* m) { rte_mempool_put(m->pool, m); }
static inline void rte_mbuf_raw_free_bulk(struct rte_mempool* mp, struct rte_mbuf** mbufs, unsigned int count) {
    rte_mempool_put_bulk(mp, (void**)mbufs, count);
}

/** An empty packet of one segment; NULL if there is none. */
static inline struct rte_mbuf* rte_pktmbuf_alloc(struct rte_mempool* mp) {
    struct rte_mbuf* m = rte_mbuf_raw_alloc(mp);
    if (likely(m != NULL))
        rte_pktmbuf_reset(m);
    return m;
}
/** `count` empty packets or none: 0 or -ENOBUFS. */
static inline int rte_pktmbuf_alloc_bulk(struct rte_mempool* pool, struct rte_mbuf** mbufs, unsigned count) {
    const int failed = rte_mempool_get_bulk(pool, (void**)mbufs, count);
    for (unsigned i = 0; failed == 0 && i < count; ++i)
        rte_pktmbuf_reset(mbufs[i]);
    return failed;
}

/** Gives up one use of a segment: itself, ready to be returned to its pool, if that was the last; else NULL. */
static __rte_always_inline struct rte_mbuf* rte_pktmbuf_prefree_seg(struct rte_mbuf* m) {
    if (unlikely(rte_mbuf_refcnt_read(m) != 1 && rte_mbuf_refcnt_update(m, -1) != 0))
        return NULL;
    rte_mbuf_refcnt_set(m, 1);
    if (unlikely(!RTE_MBUF_DIRECT(m)))
        __rte_pktmbuf_detach(m);
    m->next = NULL;
    m->nb_segs = 1;
    return m;
}

/** Gives up one use of one segment. */
static __rte_always_inline void rte_pktmbuf_free_seg(struct rte_mbuf* m) {
    m = rte_pktmbuf_prefree_seg(m);
    if (likely(m != NULL))
        rte_mbuf_raw_free(m);
}

/** Gives up one use of all segments; NULL is fine. */
static inline void rte_pktmbuf_free(struct rte_mbuf* m) {
    while (m != NULL) {
        struct rte_mbuf* const next = m->next;
        rte_pktmbuf_free_seg(m);
        m = next;
    }
}

#ifdef __cplusplus
}
#endif

#endif
