// SPDX-License-Identifier: BSD-3-Clause
#include "rx_offloads.hpp"

#include "eth_port.hpp"
#include "packet_types.hpp"
#include "port_clock.hpp"
#include "rx_steering.hpp"
#include "segment_sum.hpp"

#include <xdpk/dpdk/rte_mbuf_dyn.h>

#include <xdpk/net/checksum.hpp>
#include <xdpk/net/rss.hpp>
#include <xdpk/net/transport_checksum.hpp>

#include <algorithm>

namespace xdpk::dpdk {

namespace {

constexpr std::uint64_t checksums =
    RTE_ETH_RX_OFFLOAD_IPV4_CKSUM | RTE_ETH_RX_OFFLOAD_UDP_CKSUM | RTE_ETH_RX_OFFLOAD_TCP_CKSUM;

struct rx_offload_layer final : queue_layer {
    rx_offload_layer(xdpk_eth_queue* inside, eth_port& of, std::uint64_t wanted) noexcept;

    eth_port* port;
    std::uint64_t offloads;
    std::uint32_t types; ///< layers of packet types that are told
    bool parses;         ///< headers are read at all
    rss_fields fields;
    std::vector<std::uint8_t> key;
    int stamp_offset = -1;
    std::uint64_t stamp_flag = 0;
};

std::uint64_t ip_checksum_flag(std::span<const std::byte> head, const parsed_packet& at) noexcept {
    if (at.type.l3 != l3_type::ipv4 || at.l3_offset == 0)
        return RTE_MBUF_F_RX_IP_CKSUM_UNKNOWN;
    const auto* const ip = header_at<ipv4_header>(head, at.l3_offset);
    if (ip == nullptr || at.l3_offset + ip->header_length() > head.size())
        return RTE_MBUF_F_RX_IP_CKSUM_BAD;
    return has_valid_checksum(*ip) ? RTE_MBUF_F_RX_IP_CKSUM_GOOD : RTE_MBUF_F_RX_IP_CKSUM_BAD;
}

std::uint64_t transport_flag(const rte_mbuf& m, std::span<const std::byte> head, const parsed_packet& at) noexcept {
    if (at.type.protocol != ip_proto::tcp && at.type.protocol != ip_proto::udp)
        return RTE_MBUF_F_RX_L4_CKSUM_UNKNOWN;
    const checksum_cover cover = transport_cover(head, at);
    if (cover.checksum_offset == 0) // a fragment, or UDP without a checksum
        return RTE_MBUF_F_RX_L4_CKSUM_UNKNOWN;
    const bool good = sum_of(m, cover.offset, cover.length, cover.pseudo).folded() == 0xffff;
    return good ? RTE_MBUF_F_RX_L4_CKSUM_GOOD : RTE_MBUF_F_RX_L4_CKSUM_BAD;
}

void hash(const rx_offload_layer& layer, rte_mbuf& m, std::span<const std::byte> head,
          const parsed_packet& at) noexcept {
    if (const auto hash = packet_hash(head, at, layer.fields, layer.key)) {
        m.hash.rss = *hash;
        m.ol_flags |= RTE_MBUF_F_RX_RSS_HASH;
    }
}

void read_headers(const rx_offload_layer& layer, rte_mbuf& m) noexcept {
    const std::span<const std::byte> head = bytes_of(m);
    const parsed_packet at = parse(head, m.pkt_len);
    m.packet_type = packet_type_of(at, head) & layer.types;
    if ((layer.offloads & RTE_ETH_RX_OFFLOAD_IPV4_CKSUM) != 0)
        m.ol_flags |= ip_checksum_flag(head, at);
    if ((layer.offloads & (RTE_ETH_RX_OFFLOAD_UDP_CKSUM | RTE_ETH_RX_OFFLOAD_TCP_CKSUM)) != 0)
        m.ol_flags |= transport_flag(m, head, at);
    if ((layer.offloads & RTE_ETH_RX_OFFLOAD_RSS_HASH) != 0)
        hash(layer, m, head, at);
}

void note_time(const rx_offload_layer& layer, rte_mbuf& m, std::uint64_t now) noexcept {
    if (layer.stamp_flag != 0) {
        *RTE_MBUF_DYNFIELD(&m, layer.stamp_offset, rte_mbuf_timestamp_t*) = now;
        m.ol_flags |= layer.stamp_flag;
    }
    if (layer.port->timesync && is_timesync(bytes_of(m))) {
        m.ol_flags |= RTE_MBUF_F_RX_IEEE1588_PTP | RTE_MBUF_F_RX_IEEE1588_TMST;
        layer.port->rx_stamp.store(layer.port->clock.now(), std::memory_order_relaxed);
    }
}

/// False: the packet is of a VLAN that the program does not want.
bool strip_and_filter(const rx_offload_layer& layer, rte_mbuf& m) noexcept {
    if ((layer.offloads & RTE_ETH_RX_OFFLOAD_VLAN_FILTER) != 0) {
        const auto tag = outer_tag(bytes_of(m));
        if (tag && !layer.port->vlans.test(*tag & 0xfffU))
            return false;
    }
    if ((layer.offloads & RTE_ETH_RX_OFFLOAD_VLAN_STRIP) != 0)
        rte_vlan_strip(&m);
    return true;
}

std::uint16_t receive_and_look(xdpk_eth_queue* self, rte_mbuf** packets, std::uint16_t n) noexcept {
    auto& layer = *static_cast<rx_offload_layer*>(self);
    const std::uint16_t got = layer.within->burst(layer.within, packets, n);
    if (got == 0)
        return 0;
    const bool timed = layer.stamp_flag != 0 || layer.port->timesync;
    const std::uint64_t now = timed ? system_time() : 0;
    std::uint16_t kept = 0;
    for (std::uint16_t i = 0; i < got; ++i) {
        rte_mbuf& m = *packets[i];
        if (timed)
            note_time(layer, m, now);
        if (!strip_and_filter(layer, m)) {
            rte_pktmbuf_free(&m);
            continue;
        }
        if (layer.parses)
            read_headers(layer, m);
        packets[kept++] = &m;
    }
    return kept;
}

// What the program asked for; where the headers are read anyway, all types, as drivers tell them unasked.
std::uint32_t told_types(const eth_port& port, std::uint64_t offloads) noexcept {
    const bool reads = (offloads & (checksums | RTE_ETH_RX_OFFLOAD_RSS_HASH)) != 0;
    return reads && !port.ptypes_refused && port.ptypes == 0 ? RTE_PTYPE_ALL_MASK : port.ptypes;
}

rx_offload_layer::rx_offload_layer(xdpk_eth_queue* inside, eth_port& of, std::uint64_t wanted) noexcept
    : queue_layer(receive_and_look, inside), port(&of), offloads(wanted), types(told_types(of, wanted)),
      parses(of.ptypes != 0 || (wanted & (checksums | RTE_ETH_RX_OFFLOAD_RSS_HASH)) != 0), fields(hashed_fields(of)),
      key(key_of(of)) {
    if ((wanted & RTE_ETH_RX_OFFLOAD_TIMESTAMP) != 0)
        rte_mbuf_dyn_rx_timestamp_register(&stamp_offset, &stamp_flag);
}

} // namespace

std::unique_ptr<queue_layer> make_rx_offloads(eth_port& port, std::uint16_t queue) {
    constexpr std::uint64_t ours = checksums | RTE_ETH_RX_OFFLOAD_RSS_HASH | RTE_ETH_RX_OFFLOAD_VLAN_STRIP |
                                   RTE_ETH_RX_OFFLOAD_VLAN_FILTER | RTE_ETH_RX_OFFLOAD_TIMESTAMP;
    const std::uint64_t wanted = (port.conf.rxmode.offloads | port.rx[queue].conf.offloads) & ours;
    if (wanted == 0 && port.ptypes == 0 && !port.timesync)
        return nullptr;
    const queue_layers& layers = port.rx_layers[queue];
    return std::make_unique<rx_offload_layer>(layers.flows ? layers.flows.get() : layers.device, port, wanted);
}

} // namespace xdpk::dpdk
