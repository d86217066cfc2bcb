// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/rte_mbuf.h>

#include "packet_pool.hpp"

#include <algorithm>
#include <cstring>

namespace xdpk::dpdk {

namespace {

struct piece {
    const rte_mbuf* segment;
    std::uint32_t offset; ///< in the segment
};

/// Where byte `offset` of a packet is; no segment if it is past the end.
piece find(const rte_mbuf* m, std::uint32_t offset) {
    while (m != nullptr && offset >= m->data_len) {
        offset -= m->data_len;
        m = m->next;
    }
    return {m, offset};
}

/// Copies up to `length` bytes from `from` on; gives how many there were.
std::uint32_t copy_out(piece from, std::uint32_t length, char* to) {
    std::uint32_t done = 0;
    for (const rte_mbuf* m = from.segment; m != nullptr && done < length; m = m->next) {
        const std::uint32_t n = std::min<std::uint32_t>(m->data_len - from.offset, length - done);
        std::memcpy(to + done, rte_pktmbuf_mtod_offset(m, const char*, from.offset), n);
        done += n;
        from.offset = 0;
    }
    return done;
}

void copy_description(rte_mbuf& to, const rte_mbuf& from) {
    to.ol_flags |= from.ol_flags & ~(RTE_MBUF_F_INDIRECT | RTE_MBUF_F_EXTERNAL);
    to.port = from.port;
    to.vlan_tci = from.vlan_tci;
    to.vlan_tci_outer = from.vlan_tci_outer;
    to.tx_offload = from.tx_offload;
    to.hash = from.hash;
    to.packet_type = from.packet_type;
    rte_mbuf_dynfield_copy(&to, &from);
}

} // namespace

extern "C" {

void __rte_pktmbuf_detach(rte_mbuf* m) {
    if (RTE_MBUF_HAS_EXTBUF(m)) {
        if (rte_mbuf_ext_refcnt_update(m->shinfo, -1) == 0)
            m->shinfo->free_cb(m->buf_addr, m->shinfo->fcb_opaque);
    } else if (rte_mbuf* const owner = rte_mbuf_from_indirect(m); rte_mbuf_refcnt_update(owner, -1) == 0) {
        rte_mbuf_refcnt_set(owner, 1);
        owner->next = nullptr;
        owner->nb_segs = 1;
        owner->data_len = 0;
        rte_mbuf_raw_free(owner);
    }
    restore_buffer(*m);
    rte_pktmbuf_reset_headroom(m);
    m->data_len = 0;
    m->ol_flags = 0;
}

rte_mbuf* rte_pktmbuf_clone(rte_mbuf* md, rte_mempool* mp) {
    rte_mbuf* const first = rte_pktmbuf_alloc(mp);
    const std::uint32_t length = md->pkt_len;
    const std::uint16_t segments = md->nb_segs;
    rte_mbuf* last = first;
    for (rte_mbuf* from = md; last != nullptr;) {
        rte_pktmbuf_attach(last, from);
        from = from->next;
        if (from == nullptr) {
            first->pkt_len = length;
            first->nb_segs = segments;
            return first;
        }
        last->next = rte_pktmbuf_alloc(mp);
        last = last->next;
    }
    rte_pktmbuf_free(first);
    return nullptr;
}

rte_mbuf* rte_pktmbuf_copy(const rte_mbuf* m, rte_mempool* mp, std::uint32_t offset, std::uint32_t length) {
    if (offset >= m->pkt_len && m->pkt_len != 0)
        return nullptr;
    length = std::min(length, m->pkt_len - offset);
    rte_mbuf* const first = rte_pktmbuf_alloc(mp);
    if (first == nullptr)
        return nullptr;
    copy_description(*first, *m);
    for (rte_mbuf* last = first;;) {
        last->data_len = static_cast<std::uint16_t>(
            copy_out(find(m, offset), std::min<std::uint32_t>(length, rte_pktmbuf_tailroom(last)),
                     rte_pktmbuf_mtod(last, char*)));
        first->pkt_len += last->data_len;
        offset += last->data_len;
        length -= last->data_len;
        if (length == 0)
            return first;
        last->next = last->data_len != 0 ? rte_pktmbuf_alloc(mp) : nullptr;
        last = last->next;
        if (last == nullptr)
            break;
        ++first->nb_segs;
    }
    rte_pktmbuf_free(first);
    return nullptr;
}

void rte_pktmbuf_free_bulk(rte_mbuf** mbufs, unsigned count) {
    for (unsigned i = 0; i < count; ++i)
        rte_pktmbuf_free(mbufs[i]);
}

const void* __rte_pktmbuf_read(const rte_mbuf* m, std::uint32_t off, std::uint32_t len, void* buf) {
    if (std::uint64_t{off} + len > m->pkt_len)
        return nullptr;
    const piece from = find(m, off);
    if (from.segment != nullptr && from.offset + len <= from.segment->data_len)
        return rte_pktmbuf_mtod_offset(from.segment, const char*, from.offset);
    return copy_out(from, len, static_cast<char*>(buf)) == len ? buf : nullptr;
}

int __rte_pktmbuf_linearize(rte_mbuf* m) {
    const std::uint32_t rest = m->pkt_len - m->data_len;
    if (rest > rte_pktmbuf_tailroom(m))
        return -1;
    copy_out({m->next, 0}, rest, rte_pktmbuf_mtod_offset(m, char*, m->data_len));
    m->data_len = static_cast<std::uint16_t>(m->pkt_len);
    rte_pktmbuf_free(m->next);
    m->next = nullptr;
    m->nb_segs = 1;
    return 0;
}

} // extern "C"

} // namespace xdpk::dpdk
