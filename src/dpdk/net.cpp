// SPDX-License-Identifier: BSD-3-Clause
#include "packet_types.hpp"
#include "segment_sum.hpp"

#include <xdpk/net/headers.hpp>

#include <rte_net.h>

#include <array>
#include <cerrno>

namespace xdpk::dpdk {

namespace {

constexpr int most_extensions = 8;

std::uint16_t l3_length(const rte_mbuf& m, std::span<const std::byte> head, const parsed_packet& at) noexcept {
    if (at.l4_offset != 0)
        return static_cast<std::uint16_t>(at.l4_offset - at.l3_offset);
    if (at.type.l3 == l3_type::ipv4)
        return static_cast<std::uint16_t>(header_at<ipv4_header>(head, at.l3_offset)->header_length());
    std::uint32_t end = std::uint32_t{at.l3_offset} + sizeof(ipv6_header);
    int fragment = 0;
    const auto* const ip = reinterpret_cast<const rte_ipv6_hdr*>(head.data() + at.l3_offset);
    return rte_net_skip_ip6_ext(ip->proto, &m, &end, &fragment) < 0 ? std::uint16_t{sizeof(ipv6_header)}
                                                                    : static_cast<std::uint16_t>(end - at.l3_offset);
}

std::uint8_t l4_length(std::span<const std::byte> head, const parsed_packet& at) noexcept {
    if (at.l4_offset == 0)
        return 0;
    switch (at.type.protocol) {
    case ip_proto::tcp:
        return static_cast<std::uint8_t>(header_at<tcp_header>(head, at.l4_offset)->header_length());
    case ip_proto::udp:
        return sizeof(rte_udp_hdr);
    case ip_proto::sctp:
        return sizeof(sctp_header);
    default:
        return 0;
    }
}

// NICs add the rest to what they find in the field.
void write_pseudo_header(rte_mbuf& m, std::uint64_t flags, bool v4, bool tcp, std::uint32_t l3, std::uint32_t l4) {
    const std::uint16_t sum = v4 ? rte_ipv4_phdr_cksum(rte_pktmbuf_mtod_offset(&m, const rte_ipv4_hdr*, l3), flags)
                                 : rte_ipv6_phdr_cksum(rte_pktmbuf_mtod_offset(&m, const rte_ipv6_hdr*, l3), flags);
    if (tcp)
        rte_pktmbuf_mtod_offset(&m, rte_tcp_hdr*, l4)->cksum = sum;
    else
        rte_pktmbuf_mtod_offset(&m, rte_udp_hdr*, l4)->dgram_cksum = sum;
}

} // namespace

extern "C" {

std::uint32_t rte_net_get_ptype(const rte_mbuf* m, rte_net_hdr_lens* hdr_lens, std::uint32_t layers) {
    rte_net_hdr_lens unused;
    rte_net_hdr_lens& lengths = hdr_lens != nullptr ? *hdr_lens : unused;
    lengths = {};
    const std::span<const std::byte> head = bytes_of(*m);
    const parsed_packet at = parse(head, m->pkt_len);
    if (at.error == parse_error::ethernet_truncated || (layers & RTE_PTYPE_L2_MASK) == 0)
        return RTE_PTYPE_UNKNOWN;
    const std::uint32_t type = packet_type_of(at, head);
    lengths.l2_len = static_cast<std::uint8_t>(sizeof(ethernet_header) + at.type.vlan_tags * sizeof(vlan_tag));
    if (!at.type.is_ip() || at.l3_offset == 0 || (layers & RTE_PTYPE_L3_MASK) == 0)
        return type & RTE_PTYPE_L2_MASK;
    lengths.l3_len = l3_length(*m, head, at);
    if ((layers & RTE_PTYPE_L4_MASK) == 0)
        return type & (RTE_PTYPE_L2_MASK | RTE_PTYPE_L3_MASK);
    lengths.l4_len = l4_length(head, at);
    return type;
}

int rte_net_skip_ip6_ext(std::uint16_t proto, const rte_mbuf* m, std::uint32_t* off, int* frag) {
    *frag = 0;
    for (int i = 0; i <= most_extensions; ++i) {
        const bool fragment = proto == IPPROTO_FRAGMENT;
        if (!fragment && proto != IPPROTO_HOPOPTS && proto != IPPROTO_ROUTING && proto != IPPROTO_DSTOPTS)
            return proto;
        std::array<std::uint8_t, 2> room{};
        const auto* const next = static_cast<const std::uint8_t*>(rte_pktmbuf_read(m, *off, room.size(), room.data()));
        if (next == nullptr)
            return -1;
        proto = next[0];
        *off += fragment ? 8U : (next[1] + 1U) * 8U;
        if (fragment) {
            *frag = 1;
            return proto;
        }
    }
    return -1;
}

int rte_net_intel_cksum_flags_prepare(rte_mbuf* m, std::uint64_t ol_flags) {
    constexpr std::uint64_t outer = RTE_MBUF_F_TX_OUTER_IP_CKSUM | RTE_MBUF_F_TX_OUTER_UDP_CKSUM;
    constexpr std::uint64_t outer_headers = RTE_MBUF_F_TX_OUTER_IPV4 | RTE_MBUF_F_TX_OUTER_IPV6;
    constexpr std::uint64_t inner = RTE_MBUF_F_TX_IP_CKSUM | RTE_MBUF_F_TX_L4_MASK | RTE_MBUF_F_TX_TCP_SEG;
    if ((ol_flags & (outer | inner)) == 0)
        return 0;
    const bool tunnel = (ol_flags & outer_headers) != 0;
    const std::uint32_t outer_l4 = tunnel ? m->outer_l2_len + m->outer_l3_len : 0;
    const std::uint32_t l3 = outer_l4 + m->l2_len;
    const std::uint32_t l4 = l3 + m->l3_len;
    if (m->data_len < l4 + m->l4_len)
        return -ENOTSUP;
    if (tunnel && (ol_flags & RTE_MBUF_F_TX_OUTER_IP_CKSUM) != 0)
        rte_pktmbuf_mtod_offset(m, rte_ipv4_hdr*, m->outer_l2_len)->hdr_checksum = 0;
    if (tunnel && (ol_flags & RTE_MBUF_F_TX_OUTER_UDP_CKSUM) != 0)
        write_pseudo_header(*m, 0, (ol_flags & RTE_MBUF_F_TX_OUTER_IPV4) != 0, false, m->outer_l2_len, outer_l4);
    const bool v4 = (ol_flags & RTE_MBUF_F_TX_IPV4) != 0;
    if (v4 && (ol_flags & RTE_MBUF_F_TX_IP_CKSUM) != 0)
        rte_pktmbuf_mtod_offset(m, rte_ipv4_hdr*, l3)->hdr_checksum = 0;
    const std::uint64_t wanted = ol_flags & RTE_MBUF_F_TX_L4_MASK;
    const bool tcp = wanted == RTE_MBUF_F_TX_TCP_CKSUM || (ol_flags & RTE_MBUF_F_TX_TCP_SEG) != 0;
    if (tcp || wanted == RTE_MBUF_F_TX_UDP_CKSUM)
        write_pseudo_header(*m, ol_flags, v4, tcp, l3, l4);
    return 0;
}

} // extern "C"

} // namespace xdpk::dpdk
