// SPDX-License-Identifier: BSD-3-Clause
#ifndef RTE_MBUF_H
#define RTE_MBUF_H

#include "rte_branch_prediction.h"
#include "rte_common.h"
#include "rte_config.h"
#include "rte_mbuf_core.h"
#include "rte_mbuf_ptype.h"
#include "rte_mempool.h"
#include "rte_prefetch.h"
#include "xdpk_mbuf_data.h"
#include "xdpk_mbuf_life.h"
#include "xdpk_mbuf_sched.h"

#include <stdbool.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Makes a pool of `n` packets with `data_room_size` bytes each, RTE_PKTMBUF_HEADROOM included, and `priv_size` bytes
 * of the user's own. Packets that fit a page are frames of a umem, so that devices send and receive them without a
 * copy; larger ones are copied. NULL with rte_errno: EINVAL, EEXIST, ENAMETOOLONG, ENOMEM.
 */
struct rte_mempool* rte_pktmbuf_pool_create(const char* name, unsigned n, unsigned cache_size, uint16_t priv_size,
                                            uint16_t data_room_size, int socket_id);
struct rte_mempool* rte_pktmbuf_pool_create_by_ops(const char* name, unsigned int n, unsigned int cache_size,
                                                   uint16_t priv_size, uint16_t data_room_size, int socket_id,
                                                   const char* ops_name);

/** For rte_mempool_create(): sets up a pool of packets; `opaque` is a struct rte_pktmbuf_pool_private or NULL. */
void rte_pktmbuf_pool_init(struct rte_mempool* mp, void* opaque);
/** For rte_mempool_create(): sets up one packet. */
void rte_pktmbuf_init(struct rte_mempool* mp, void* opaque, void* m, unsigned i);

/** A packet with the same bytes, which belong to both until the last of them is freed; NULL if `mp` has not enough. */
struct rte_mbuf* rte_pktmbuf_clone(struct rte_mbuf* md, struct rte_mempool* mp);
/** A packet with a copy of `length` bytes from `offset` on, or up to the end; NULL if `mp` has not enough. */
struct rte_mbuf* rte_pktmbuf_copy(const struct rte_mbuf* m, struct rte_mempool* mp, uint32_t offset, uint32_t length);

/** Frees all segments of `count` packets; NULL among them is fine. */
void rte_pktmbuf_free_bulk(struct rte_mbuf** mbufs, unsigned int count);

/** Detaches an indirect or external packet, and frees what nobody else uses. */
void __rte_pktmbuf_detach(struct rte_mbuf* m);
/** `len` bytes from `off` on: a pointer into the segment that holds them all, else their copy in `buf`, or NULL. */
const void* __rte_pktmbuf_read(const struct rte_mbuf* m, uint32_t off, uint32_t len, void* buf);
/** Copies the later segments into the first; -1 if it has no room. */
int __rte_pktmbuf_linearize(struct rte_mbuf* m);

/** Panics if a packet is not well formed, with all its segments if it is the first. */
void rte_mbuf_sanity_check(const struct rte_mbuf* m, int is_header);
/** The same without panic: 0, or -1 with the reason. */
int rte_mbuf_check(const struct rte_mbuf* m, int is_header, const char** reason);
#ifdef RTE_LIBRTE_MBUF_DEBUG
#define __rte_mbuf_sanity_check(m, is_h) rte_mbuf_sanity_check(m, is_h)
#else
#define __rte_mbuf_sanity_check(m, is_h)                                                                               \
    do {                                                                                                               \
    } while (0)
#endif

/** Writes a packet and its first `dump_len` bytes for people. */
void rte_pktmbuf_dump(FILE* f, const struct rte_mbuf* m, unsigned dump_len);

/** Name of one flag; NULL if it is none. */
const char* rte_get_rx_ol_flag_name(uint64_t mask);
const char* rte_get_tx_ol_flag_name(uint64_t mask);
/** Names of all flags in `mask`, with a space after each: 0, or -1 if `buf` is too small. */
int rte_get_rx_ol_flag_list(uint64_t mask, char* buf, size_t buflen);
int rte_get_tx_ol_flag_list(uint64_t mask, char* buf, size_t buflen);

/** Name of the ops that pools of packets use. */
const char* rte_mbuf_best_mempool_ops(void);
const char* rte_mbuf_platform_mempool_ops(void);
const char* rte_mbuf_user_mempool_ops(void);
int rte_mbuf_set_platform_mempool_ops(const char* ops_name);
int rte_mbuf_set_user_mempool_ops(const char* ops_name);

static inline const void* rte_pktmbuf_read(const struct rte_mbuf* m, uint32_t off, uint32_t len, void* buf) {
    if (likely(off + len <= m->data_len))
        return rte_pktmbuf_mtod_offset(m, const char*, off);
    return __rte_pktmbuf_read(m, off, len, buf);
}

static inline int rte_pktmbuf_linearize(struct rte_mbuf* m) { return m->nb_segs == 1 ? 0 : __rte_pktmbuf_linearize(m); }

static inline void rte_mbuf_prefetch_part1(struct rte_mbuf* m) { rte_prefetch0(m); }
static inline void rte_mbuf_prefetch_part2(struct rte_mbuf* m) { rte_prefetch0(&m->tx_offload); }

/** There is no IO address but the virtual one. */
static inline rte_iova_t rte_mbuf_iova_get(const struct rte_mbuf* m) { return (rte_iova_t)(uintptr_t)m->buf_addr; }
static inline void rte_mbuf_iova_set(struct rte_mbuf* m, rte_iova_t iova) {
    (void)m;
    (void)iova;
}
static inline rte_iova_t rte_mbuf_data_iova(const struct rte_mbuf* m) { return rte_mbuf_iova_get(m) + m->data_off; }
static inline rte_iova_t rte_mbuf_data_iova_default(const struct rte_mbuf* m) {
    return rte_mbuf_iova_get(m) + RTE_PKTMBUF_HEADROOM;
}
#define rte_pktmbuf_iova_offset(m, o) (rte_mbuf_data_iova(m) + (o))
#define rte_pktmbuf_iova(m) rte_mbuf_data_iova(m)

#ifdef __cplusplus
}
#endif

#endif
