// SPDX-License-Identifier: BSD-3-Clause
#ifndef XDPK_MBUF_DATA_H
#define XDPK_MBUF_DATA_H

#include "rte_mbuf_core.h"
#include "xdpk_mbuf_life.h"

#include <errno.h>

#ifdef __cplusplus
extern "C" {
#endif

#define rte_pktmbuf_pkt_len(m) ((m)->pkt_len)
#define rte_pktmbuf_data_len(m) ((m)->data_len)

/** Bytes before the data of a segment, and after it. */
static inline uint16_t rte_pktmbuf_headroom(const struct rte_mbuf* m) { return m->data_off; }
static inline uint16_t rte_pktmbuf_tailroom(const struct rte_mbuf* m) {
    return (uint16_t)(m->buf_len - m->data_off - m->data_len);
}

static inline struct rte_mbuf* rte_pktmbuf_lastseg(struct rte_mbuf* m) {
    while (m->next != NULL)
        m = m->next;
    return m;
}

/** Room for `len` bytes before the data, which is then its start; NULL if there is not so much. */
static inline char* rte_pktmbuf_prepend(struct rte_mbuf* m, uint16_t len) {
    if (len > m->data_off)
        return NULL;
    m->data_off = (uint16_t)(m->data_off - len);
    m->data_len = (uint16_t)(m->data_len + len);
    m->pkt_len += len;
    return (char*)m->buf_addr + m->data_off;
}

/** Room for `len` bytes after the last segment's data: its start, or NULL if there is not so much. */
static inline char* rte_pktmbuf_append(struct rte_mbuf* m, uint16_t len) {
    struct rte_mbuf* const last = rte_pktmbuf_lastseg(m);
    if (len > rte_pktmbuf_tailroom(last))
        return NULL;
    char* const tail = (char*)last->buf_addr + last->data_off + last->data_len;
    last->data_len = (uint16_t)(last->data_len + len);
    m->pkt_len += len;
    return tail;
}

/** Takes `len` bytes off the first segment's start: the new start, or NULL if it has not so many. */
static inline char* rte_pktmbuf_adj(struct rte_mbuf* m, uint16_t len) {
    if (len > m->data_len)
        return NULL;
    m->data_len = (uint16_t)(m->data_len - len);
    m->data_off = (uint16_t)(m->data_off + len);
    m->pkt_len -= len;
    return (char*)m->buf_addr + m->data_off;
}

/** Takes `len` bytes off the last segment's end; -1 if it has not so many. */
static inline int rte_pktmbuf_trim(struct rte_mbuf* m, uint16_t len) {
    struct rte_mbuf* const last = rte_pktmbuf_lastseg(m);
    if (len > last->data_len)
        return -1;
    last->data_len = (uint16_t)(last->data_len - len);
    m->pkt_len -= len;
    return 0;
}

static inline int rte_pktmbuf_is_contiguous(const struct rte_mbuf* m) { return m->nb_segs == 1; }

/** Puts packet `tail` behind `head`, of which it is a part then; -EOVERFLOW if those are too many segments. */
static inline int rte_pktmbuf_chain(struct rte_mbuf* head, struct rte_mbuf* tail) {
    if ((uint32_t)head->nb_segs + tail->nb_segs > RTE_MBUF_MAX_NB_SEGS)
        return -EOVERFLOW;
    rte_pktmbuf_lastseg(head)->next = tail;
    head->nb_segs = (uint16_t)(head->nb_segs + tail->nb_segs);
    head->pkt_len += tail->pkt_len;
    tail->pkt_len = tail->data_len;
    return 0;
}

/** Detaches an indirect or external packet: it is an empty one of its own buffer then. */
static inline void rte_pktmbuf_detach(struct rte_mbuf* m) { __rte_pktmbuf_detach(m); }
#define rte_pktmbuf_detach_extbuf(m) rte_pktmbuf_detach(m)

/** Lets a fresh packet use an external buffer; `shinfo` counts its users, of which this is one already. */
static inline void rte_pktmbuf_attach_extbuf(struct rte_mbuf* m, void* buf_addr, rte_iova_t buf_iova, uint16_t buf_len,
                                             struct rte_mbuf_ext_shared_info* shinfo) {
    (void)buf_iova;
    m->buf_addr = buf_addr;
    m->buf_len = buf_len;
    m->data_len = 0;
    m->data_off = 0;
    m->ol_flags |= RTE_MBUF_F_EXTERNAL;
    m->shinfo = shinfo;
}

/** Takes the end of a buffer for what its users share, and shortens `buf_len` by that; NULL if it is too small. */
static inline struct rte_mbuf_ext_shared_info*
rte_pktmbuf_ext_shinfo_init_helper(void* buf_addr, uint16_t* buf_len, rte_mbuf_extbuf_free_callback_t free_cb,
                                   void* fcb_opaque) {
    const uintptr_t end = (uintptr_t)buf_addr + *buf_len;
    const uintptr_t at = (end - sizeof(struct rte_mbuf_ext_shared_info)) & ~(uintptr_t)(sizeof(void*) - 1);
    if (at <= (uintptr_t)buf_addr || *buf_len < sizeof(struct rte_mbuf_ext_shared_info))
        return NULL;
    struct rte_mbuf_ext_shared_info* const shinfo = (struct rte_mbuf_ext_shared_info*)at;
    shinfo->free_cb = free_cb;
    shinfo->fcb_opaque = fcb_opaque;
    rte_mbuf_ext_refcnt_set(shinfo, 1);
    *buf_len = (uint16_t)(at - (uintptr_t)buf_addr);
    return shinfo;
}

static inline void rte_mbuf_dynfield_copy(struct rte_mbuf* mdst, const struct rte_mbuf* msrc) {
    mdst->dynfield2 = msrc->dynfield2;
    memcpy(&mdst->dynfield1, msrc->dynfield1, sizeof(mdst->dynfield1));
}

/** Lets a fresh packet `mi` use the bytes of `m`, which may be indirect or external itself. */
static inline void rte_pktmbuf_attach(struct rte_mbuf* mi, struct rte_mbuf* m) {
    mi->ol_flags = m->ol_flags & ~RTE_MBUF_F_INDIRECT;
    if (RTE_MBUF_HAS_EXTBUF(m)) {
        rte_mbuf_ext_refcnt_update(m->shinfo, 1);
        mi->shinfo = m->shinfo;
    } else {
        struct rte_mbuf* const direct = RTE_MBUF_CLONED(m) ? rte_mbuf_from_indirect(m) : m;
        rte_mbuf_refcnt_update(direct, 1);
        mi->priv_size = m->priv_size;
        mi->ol_flags |= RTE_MBUF_F_INDIRECT;
    }
    rte_mbuf_dynfield_copy(mi, m);
    mi->buf_addr = m->buf_addr;
    mi->buf_len = m->buf_len;
    mi->data_off = m->data_off;
    mi->data_len = m->data_len;
    mi->pkt_len = mi->data_len;
    mi->port = m->port;
    mi->vlan_tci = m->vlan_tci;
    mi->vlan_tci_outer = m->vlan_tci_outer;
    mi->tx_offload = m->tx_offload;
    mi->hash = m->hash;
    mi->packet_type = m->packet_type;
}

#ifdef __cplusplus
}
#endif

#endif
