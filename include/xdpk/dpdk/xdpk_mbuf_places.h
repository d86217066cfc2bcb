// SPDX-License-Identifier: BSD-3-Clause
#ifndef XDPK_MBUF_PLACES_H
#define XDPK_MBUF_PLACES_H

#include "rte_mbuf_core.h"
#include "rte_mempool.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What a pool of packets keeps of itself. */
struct rte_pktmbuf_pool_private {
    uint16_t mbuf_data_room_size; /**< bytes for data, the headroom included */
    uint16_t mbuf_priv_size;
    uint32_t flags;
};
#define RTE_PKTMBUF_POOL_F_PINNED_EXT_BUF (1 << 0)

static inline struct rte_pktmbuf_pool_private* xdpk_pktmbuf_pool(struct rte_mempool* mp) {
    return (struct rte_pktmbuf_pool_private*)rte_mempool_get_priv(mp);
}
static inline uint16_t rte_pktmbuf_data_room_size(struct rte_mempool* mp) {
    return xdpk_pktmbuf_pool(mp)->mbuf_data_room_size;
}
static inline uint16_t rte_pktmbuf_priv_size(struct rte_mempool* mp) { return xdpk_pktmbuf_pool(mp)->mbuf_priv_size; }
static inline uint32_t rte_pktmbuf_priv_flags(struct rte_mempool* mp) { return xdpk_pktmbuf_pool(mp)->flags; }
#define RTE_MBUF_HAS_PINNED_EXTBUF(mb) (rte_pktmbuf_priv_flags((mb)->pool) & RTE_PKTMBUF_POOL_F_PINNED_EXT_BUF)

/** The packet whose buffer an indirect one uses. */
static inline struct rte_mbuf* rte_mbuf_from_indirect(struct rte_mbuf* mi) {
    return (struct rte_mbuf*)(void*)((char*)mi->buf_addr - sizeof(*mi) - mi->priv_size);
}
/** A packet's own buffer, wherever buf_addr points. */
static inline char* rte_mbuf_buf_addr(struct rte_mbuf* mb, struct rte_mempool* mp) {
    return (char*)mb + sizeof(*mb) + rte_pktmbuf_priv_size(mp);
}
static inline char* rte_mbuf_to_baddr(struct rte_mbuf* md) { return rte_mbuf_buf_addr(md, md->pool); }
static inline char* rte_mbuf_data_addr_default(struct rte_mbuf* mb) {
    return rte_mbuf_buf_addr(mb, mb->pool) + RTE_PKTMBUF_HEADROOM;
}
/** The user's own bytes of a packet. */
static inline void* rte_mbuf_to_priv(struct rte_mbuf* m) { return (char*)m + sizeof(*m); }

#ifdef __cplusplus
}
#endif

#endif
