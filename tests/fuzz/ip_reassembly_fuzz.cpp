// SPDX-License-Identifier: BSD-3-Clause
// Any fragments, in any order, of any claimed length: none is read past its end or lost, none stays behind when its
// table is emptied, and what comes out whole has the bytes that its place in the packet asks for, and says its right
// length.
#include "require.hpp"

#include <cstdint>
#include <cstring>
#include <span>

#include <xdpk/dpdk/rte_ip_frag.h>
#include <xdpk/dpdk/rte_mbuf.h>

namespace {

constexpr unsigned mbufs = 255;
constexpr std::uint64_t life = 8;

/// Six bytes of input are one fragment.
struct piece {
    explicit piece(std::span<const std::uint8_t, 6> in)
        : v6((in[0] & 1) != 0), more((in[0] & 2) != 0), lies((in[0] & 4) != 0), id(in[0] >> 3 & 3),
          step(static_cast<std::uint8_t>(in[0] >> 5)),
          offset(static_cast<std::uint16_t>((in[1] << 8 | in[2]) & 0x1fff)), length(in[3]),
          claimed(static_cast<std::uint16_t>(in[4] << 8 | in[5])) {}

    bool v6;
    bool more;
    bool lies; ///< about its length
    std::uint8_t id;
    std::uint8_t step;    ///< of the clock
    std::uint16_t offset; ///< in units of eight bytes
    std::uint8_t length;
    std::uint16_t claimed;
};

std::uint8_t byte_at(std::size_t place, std::uint8_t id) { return static_cast<std::uint8_t>(place * 7 + id); }

struct reassembly {
    reassembly() : table(rte_ip_frag_table_create(4, 4, 4, life, 0)) {}
    reassembly(const reassembly&) = delete;
    reassembly& operator=(const reassembly&) = delete;
    ~reassembly() {
        rte_ip_frag_table_del_expired_entries(table, &row, now + life + 1);
        rte_ip_frag_free_death_row(&row, 3);
        rte_ip_frag_table_destroy(table);
    }

    std::uint8_t* append(rte_mbuf* m, std::size_t length) {
        return reinterpret_cast<std::uint8_t*>(rte_pktmbuf_append(m, static_cast<std::uint16_t>(length)));
    }

    rte_mbuf* add_v4(rte_mbuf* m, const piece& p) {
        auto* const ip = reinterpret_cast<rte_ipv4_hdr*>(append(m, sizeof(rte_ipv4_hdr)));
        *ip = {};
        ip->version_ihl = RTE_IPV4_VHL_DEF;
        ip->packet_id = p.id;
        const std::size_t length = p.lies ? p.claimed : sizeof(*ip) + p.length;
        ip->total_length = rte_cpu_to_be_16(static_cast<std::uint16_t>(length));
        const auto place = static_cast<std::uint16_t>(p.offset | (p.more ? RTE_IPV4_HDR_MF_FLAG : 0));
        ip->fragment_offset = rte_cpu_to_be_16(place);
        m->l3_len = sizeof(*ip);
        fill(m, p);
        return rte_ipv4_frag_reassemble_packet(table, &row, m, now, ip);
    }

    rte_mbuf* add_v6(rte_mbuf* m, const piece& p) {
        auto* const ip = reinterpret_cast<rte_ipv6_hdr*>(append(m, sizeof(rte_ipv6_hdr)));
        *ip = {};
        ip->proto = IPPROTO_FRAGMENT;
        auto* const extension = reinterpret_cast<rte_ipv6_fragment_ext*>(append(m, sizeof(rte_ipv6_fragment_ext)));
        *extension = {};
        extension->next_header = IPPROTO_UDP;
        extension->id = p.id;
        const auto place = static_cast<std::uint16_t>(RTE_IPV6_SET_FRAG_DATA(p.offset << 3, p.more ? 1 : 0));
        extension->frag_data = rte_cpu_to_be_16(place);
        const std::size_t length = p.lies ? p.claimed : sizeof(*extension) + p.length;
        ip->payload_len = rte_cpu_to_be_16(static_cast<std::uint16_t>(length));
        m->l3_len = sizeof(*ip) + sizeof(*extension);
        fill(m, p);
        return rte_ipv6_frag_reassemble_packet(table, &row, m, now, ip, extension);
    }

    void fill(rte_mbuf* m, const piece& p) {
        std::uint8_t* const data = append(m, p.length);
        for (std::size_t i = 0; i < p.length; ++i)
            data[i] = byte_at(std::size_t{p.offset} * 8 + i, p.id);
    }

    rte_ip_frag_tbl* table;
    rte_ip_frag_death_row row{};
    std::uint64_t now = 1;
};

void check_whole(const rte_mbuf* m, const piece& p) {
    const std::size_t header = p.v6 ? sizeof(rte_ipv6_hdr) : sizeof(rte_ipv4_hdr);
    const std::size_t told = p.v6 ? header + rte_be_to_cpu_16(rte_pktmbuf_mtod(m, const rte_ipv6_hdr*)->payload_len)
                                  : rte_be_to_cpu_16(rte_pktmbuf_mtod(m, const rte_ipv4_hdr*)->total_length);
    require(told == m->pkt_len);
    require(!p.v6 || rte_pktmbuf_mtod(m, const rte_ipv6_hdr*)->proto == IPPROTO_UDP);
    rte_mbuf_sanity_check(m, 1);
    std::size_t place = 0;
    std::size_t skip = header;
    unsigned segments = 0;
    for (const rte_mbuf* s = m; s != nullptr; s = s->next, ++segments, skip = 0)
        for (std::size_t i = skip; i < s->data_len; ++i)
            require(*rte_pktmbuf_mtod_offset(s, const std::uint8_t*, i) == byte_at(place++, p.id));
    require(place + header == m->pkt_len && segments == m->nb_segs);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static rte_mempool* const pool = rte_pktmbuf_pool_create("fuzz", mbufs, 0, 0, RTE_MBUF_DEFAULT_BUF_SIZE, 0);
    require(pool != nullptr);
    {
        reassembly all;
        for (std::span<const std::uint8_t> rest(data, size); rest.size() >= 6; rest = rest.subspan(6)) {
            const piece p(rest.first<6>());
            all.now += p.step;
            rte_mbuf* const m = rte_pktmbuf_alloc(pool);
            require(m != nullptr);
            rte_mbuf* const whole = p.v6 ? all.add_v6(m, p) : all.add_v4(m, p);
            if (whole != nullptr)
                check_whole(whole, p);
            rte_pktmbuf_free(whole);
            rte_ip_frag_free_death_row(&all.row, 3);
        }
    }
    require(rte_mempool_full(pool) != 0);
    return 0;
}
