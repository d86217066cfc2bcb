// SPDX-License-Identifier: BSD-3-Clause
#include "dpdk/log_error.hpp"
#include "dpdk/partial_packets.hpp"
#include "dpdk/refusal.hpp"

#include <rte_ip_frag.h>
#include <rte_mbuf.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>

struct rte_ip_frag_tbl {
    rte_ip_frag_tbl(std::uint32_t most, std::uint64_t cycles) : packets(most, cycles) {}

    xdpk::dpdk::partial_packets packets;
};

namespace xdpk::dpdk {

namespace {

constexpr std::uint32_t longest_packet = 65535;

/// Cuts off what is behind the IP packet, which has `length` bytes behind the headers. False if the mbuf has less, or
/// there is nothing that could be a fragment.
bool fit(rte_mbuf* mbuf, const fragment& piece) noexcept {
    const std::uint32_t wanted = mbuf->l2_len + mbuf->l3_len + piece.length;
    if (piece.length == 0 || piece.end() + mbuf->l3_len > longest_packet || mbuf->pkt_len < wanted)
        return false;
    return mbuf->pkt_len == wanted || rte_pktmbuf_trim(mbuf, static_cast<std::uint16_t>(mbuf->pkt_len - wanted)) == 0;
}

/// The payload's length, or 0 if the header says that it is negative.
std::uint32_t payload_length(std::uint32_t whole, std::uint32_t headers) noexcept {
    return whole > headers ? whole - headers : 0;
}

fragment_key key_of(const rte_ipv4_hdr& ip) noexcept {
    fragment_key key{.id = ip.packet_id, .protocol = ip.next_proto_id, .ip_version = 4};
    std::memcpy(key.source.data(), reinterpret_cast<const std::byte*>(&ip) + offsetof(rte_ipv4_hdr, src_addr), 4);
    std::memcpy(key.destination.data(), reinterpret_cast<const std::byte*>(&ip) + offsetof(rte_ipv4_hdr, dst_addr), 4);
    return key;
}

/// The protocol may differ between fragments, and only the first one's counts (RFC 8200, 4.5).
fragment_key key_of(const rte_ipv6_hdr& ip, const rte_ipv6_fragment_ext& extension) noexcept {
    fragment_key key{.id = extension.id, .protocol = 0, .ip_version = 6};
    std::memcpy(key.source.data(), &ip.src_addr, key.source.size());
    std::memcpy(key.destination.data(), &ip.dst_addr, key.destination.size());
    return key;
}

/// Of IPv4: only whether it may be split is left of what the first fragment says about fragments.
void finish_ipv4(rte_mbuf* whole) noexcept {
    auto* const ip = rte_pktmbuf_mtod_offset(whole, rte_ipv4_hdr*, whole->l2_len);
    ip->total_length = rte_cpu_to_be_16(static_cast<std::uint16_t>(whole->pkt_len - whole->l2_len));
    ip->fragment_offset &= rte_cpu_to_be_16(RTE_IPV4_HDR_DF_FLAG);
    ip->hdr_checksum = 0;
}

/// Of IPv6: takes the fragment header out; what is before it moves up.
void finish_ipv6(rte_mbuf* whole) noexcept {
    constexpr std::uint16_t removed = sizeof(rte_ipv6_fragment_ext);
    const std::uint32_t payload = whole->pkt_len - whole->l2_len - whole->l3_len;
    auto* const ip = rte_pktmbuf_mtod_offset(whole, rte_ipv6_hdr*, whole->l2_len);
    ip->payload_len = rte_cpu_to_be_16(static_cast<std::uint16_t>(payload));
    ip->proto = reinterpret_cast<const rte_ipv6_fragment_ext*>(ip + 1)->next_header;
    auto* const front = rte_pktmbuf_mtod(whole, std::byte*);
    std::memmove(front + removed, front, whole->l2_len + whole->l3_len - removed);
    rte_pktmbuf_adj(whole, removed);
}

void print(FILE* f, const partial_packets& packets) {
    const partial_packets::counters& counts = packets.counts();
    const auto number = [](std::uint64_t n) { return static_cast<unsigned long long>(n); };
    std::fprintf(f,
                 "max entries:\t%u;\nentries in use:\t%u;\nfinds/inserts:\t%llu;\nentries added:\t%llu;\n"
                 "entries deleted by timeout:\t%llu;\nadd no-space failures:\t%llu;\npackets given up:\t%llu;\n",
                 packets.capacity(), packets.used(), number(counts.finds), number(counts.added),
                 number(counts.timed_out), number(counts.refused), number(counts.given_up));
}

} // namespace

extern "C" {

rte_ip_frag_tbl* rte_ip_frag_table_create(std::uint32_t bucket_num, std::uint32_t bucket_entries,
                                          std::uint32_t max_entries, std::uint64_t max_cycles,
                                          [[maybe_unused]] int socket_id) {
    const std::uint64_t room = 2 * std::bit_ceil(std::uint64_t{bucket_num}) * bucket_entries;
    if (bucket_num == 0 || !std::has_single_bit(bucket_entries) || max_entries == 0 || room < max_entries)
        return refuse(EINVAL, "reassembly table",
                      "choose bucket_entries, a power of two, and at most 2 * bucket_num times as many entries");
    return guarded_pointer([&] { return new rte_ip_frag_tbl(max_entries, max_cycles); });
}

void rte_ip_frag_table_destroy(rte_ip_frag_tbl* tbl) { delete tbl; }

rte_mbuf* rte_ipv4_frag_reassemble_packet(rte_ip_frag_tbl* tbl, rte_ip_frag_death_row* dr, rte_mbuf* mb,
                                          std::uint64_t tms, rte_ipv4_hdr* ip_hdr) {
    const std::uint16_t place = rte_be_to_cpu_16(ip_hdr->fragment_offset);
    const fragment piece{
        .mbuf = mb,
        .offset = (place & std::uint32_t{RTE_IPV4_HDR_OFFSET_MASK}) * RTE_IPV4_HDR_OFFSET_UNITS,
        .length = payload_length(rte_be_to_cpu_16(ip_hdr->total_length), mb->l3_len),
    };
    if (!fit(mb, piece)) {
        bury(*dr, mb);
        return nullptr;
    }
    rte_mbuf* const whole = tbl->packets.add(key_of(*ip_hdr), piece, (place & RTE_IPV4_HDR_MF_FLAG) != 0, tms, *dr);
    if (whole != nullptr)
        finish_ipv4(whole);
    return whole;
}

rte_mbuf* rte_ipv6_frag_reassemble_packet(rte_ip_frag_tbl* tbl, rte_ip_frag_death_row* dr, rte_mbuf* mb,
                                          std::uint64_t tms, rte_ipv6_hdr* ip_hdr, rte_ipv6_fragment_ext* frag_hdr) {
    const std::uint16_t place = rte_be_to_cpu_16(frag_hdr->frag_data);
    const fragment piece{
        .mbuf = mb,
        .offset = place & static_cast<std::uint32_t>(RTE_IPV6_EHDR_FO_MASK),
        .length = payload_length(rte_be_to_cpu_16(ip_hdr->payload_len), sizeof(*frag_hdr)),
    };
    if (!fit(mb, piece)) {
        bury(*dr, mb);
        return nullptr;
    }
    rte_mbuf* const whole = tbl->packets.add(key_of(*ip_hdr, *frag_hdr), piece, RTE_IPV6_GET_MF(place) != 0, tms, *dr);
    if (whole != nullptr)
        finish_ipv6(whole);
    return whole;
}

void rte_ip_frag_free_death_row(rte_ip_frag_death_row* dr, std::uint32_t prefetch) {
    for (std::uint32_t i = 0; i < std::min(prefetch, dr->cnt); ++i)
        rte_prefetch0(dr->row[i]);
    for (std::uint32_t i = 0; i < dr->cnt; ++i) {
        if (dr->cnt - i > prefetch)
            rte_prefetch0(dr->row[i + prefetch]);
        rte_pktmbuf_free(dr->row[i]);
    }
    dr->cnt = 0;
}

void rte_ip_frag_table_del_expired_entries(rte_ip_frag_tbl* tbl, rte_ip_frag_death_row* dr, std::uint64_t tms) {
    tbl->packets.expire(tms, *dr);
}

void rte_ip_frag_table_statistics_dump(FILE* f, const rte_ip_frag_tbl* tbl) { print(f, tbl->packets); }

} // extern "C"

} // namespace xdpk::dpdk
