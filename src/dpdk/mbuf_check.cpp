// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/rte_debug.h>
#include <xdpk/dpdk/rte_hexdump.h>
#include <xdpk/dpdk/rte_mbuf.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>

namespace xdpk::dpdk {

namespace {

const char* fault_of_segment(const rte_mbuf& m) {
    if (m.pool == nullptr)
        return "bad mbuf pool";
    if (m.buf_addr == nullptr)
        return "bad virt addr";
    if (rte_mbuf_refcnt_read(&m) == 0 || rte_mbuf_refcnt_read(&m) == UINT16_MAX)
        return "bad ref cnt";
    return nullptr;
}

const char* fault_of_chain(const rte_mbuf& m) {
    std::uint32_t length = m.pkt_len;
    unsigned segments = m.nb_segs;
    for (const rte_mbuf* s = &m; s != nullptr; s = s->next) {
        if (s->data_off > s->buf_len)
            return "data offset too big in mbuf segment";
        if (std::uint32_t{s->data_off} + s->data_len > s->buf_len)
            return "data length too big in mbuf segment";
        if (segments-- == 0)
            return "bad nb_segs";
        if (s->data_len > length)
            return "bad pkt_len";
        length -= s->data_len;
    }
    return segments != 0 ? "bad nb_segs" : length != 0 ? "bad pkt_len" : nullptr;
}

} // namespace

extern "C" {

int rte_mbuf_check(const rte_mbuf* m, int is_header, const char** reason) {
    const char* fault = m == nullptr ? "mbuf is NULL" : fault_of_segment(*m);
    if (fault == nullptr && is_header != 0)
        fault = m->pkt_len < m->data_len ? "bad data_len" : fault_of_chain(*m);
    if (fault != nullptr && reason != nullptr)
        *reason = fault;
    return fault == nullptr ? 0 : -1;
}

void rte_mbuf_sanity_check(const rte_mbuf* m, int is_header) {
    const char* reason = nullptr;
    if (rte_mbuf_check(m, is_header, &reason) != 0)
        rte_panic("%s\n", reason);
}

void rte_pktmbuf_dump(FILE* f, const rte_mbuf* m, unsigned dump_len) {
    std::fprintf(f, "dump mbuf at %p, buf_len=%u\n", static_cast<const void*>(m), m->buf_len);
    std::fprintf(f, "  pkt_len=%u, ol_flags=%#llx, nb_segs=%u, port=%u, ptype=%#x\n", m->pkt_len,
                 static_cast<unsigned long long>(m->ol_flags), m->nb_segs, m->port, m->packet_type);
    for (; m != nullptr; m = m->next) {
        std::fprintf(f, "  segment at %p, data=%p, len=%u, off=%u, refcnt=%u\n", static_cast<const void*>(m),
                     rte_pktmbuf_mtod(m, void*), m->data_len, m->data_off, rte_mbuf_refcnt_read(m));
        const unsigned n = std::min<unsigned>(dump_len, m->data_len);
        if (n != 0)
            rte_hexdump(f, nullptr, rte_pktmbuf_mtod(m, void*), n);
        dump_len -= n;
    }
}

} // extern "C"

} // namespace xdpk::dpdk
