// SPDX-License-Identifier: BSD-3-Clause
#include "tx_offloads.hpp"

#include "eth_port.hpp"
#include "port_clock.hpp"
#include "segment_sum.hpp"

#include <xdpk/net/checksum.hpp>
#include <xdpk/net/transport_checksum.hpp>

namespace xdpk::dpdk {

namespace {

constexpr std::uint64_t wishes =
    RTE_MBUF_F_TX_IP_CKSUM | RTE_MBUF_F_TX_L4_MASK | RTE_MBUF_F_TX_VLAN | RTE_MBUF_F_TX_IEEE1588_TMST;
constexpr std::uint64_t checksums =
    RTE_ETH_TX_OFFLOAD_IPV4_CKSUM | RTE_ETH_TX_OFFLOAD_UDP_CKSUM | RTE_ETH_TX_OFFLOAD_TCP_CKSUM;

struct tx_offload_layer final : queue_layer {
    tx_offload_layer(xdpk_eth_queue* inside, eth_port& of) noexcept;
    eth_port* port;
};

// The checksum's place holds what the program likes (by custom the pseudo-header's sum): it is computed from scratch,
// so that doing it twice, for a packet that a full queue did not take, does no harm.
template <class Header>
void fill_transport(rte_mbuf& m, const Header& ip, ip_proto protocol, std::size_t offset, std::size_t length) noexcept {
    const std::size_t at = offset + checksum_offset(protocol);
    be16* const field = header_at<be16>(bytes_of(m), at);
    if (field == nullptr || length > m.pkt_len - offset)
        return;
    *field = be16{};
    const ones_complement_sum sum =
        sum_of(m, offset, length, pseudo_header_sum(ip, protocol, static_cast<std::uint32_t>(length)));
    *field = protocol == ip_proto::udp ? udp_checksum(sum) : sum.checksum();
}

void fill_checksums(rte_mbuf& m) noexcept {
    const std::size_t l3 =
        m.l2_len + ((m.ol_flags & RTE_MBUF_F_TX_TUNNEL_MASK) != 0 ? m.outer_l2_len + m.outer_l3_len : 0);
    const std::size_t l4 = l3 + m.l3_len;
    const std::uint64_t wanted = m.ol_flags & RTE_MBUF_F_TX_L4_MASK;
    const ip_proto protocol = wanted == RTE_MBUF_F_TX_UDP_CKSUM ? ip_proto::udp : ip_proto::tcp;
    const bool transport = wanted == RTE_MBUF_F_TX_UDP_CKSUM || wanted == RTE_MBUF_F_TX_TCP_CKSUM;
    if ((m.ol_flags & RTE_MBUF_F_TX_IPV6) != 0) {
        const auto* const ip = header_at<ipv6_header>(std::span<const std::byte>(bytes_of(m)), l3);
        if (transport && ip != nullptr && l4 >= l3 + sizeof *ip)
            fill_transport(m, *ip, protocol, l4, ip->payload_length.host() + sizeof *ip - m.l3_len);
        return;
    }
    auto* const ip = header_at<ipv4_header>(bytes_of(m), l3);
    if (ip == nullptr || m.l3_len < sizeof *ip || l3 + ip->header_length() > m.data_len)
        return;
    if (transport && ip->total_length.host() >= m.l3_len)
        fill_transport(m, *ip, protocol, l4, ip->total_length.host() - m.l3_len);
    if ((m.ol_flags & RTE_MBUF_F_TX_IP_CKSUM) != 0)
        ip->checksum = header_checksum(*ip);
}

void grant(tx_offload_layer& layer, rte_mbuf*& m) noexcept {
    if ((m->ol_flags & RTE_MBUF_F_TX_VLAN) != 0)
        rte_vlan_insert(&m); // clears the wish
    if ((m->ol_flags & (RTE_MBUF_F_TX_IP_CKSUM | RTE_MBUF_F_TX_L4_MASK)) != 0)
        fill_checksums(*m);
    if ((m->ol_flags & RTE_MBUF_F_TX_IEEE1588_TMST) != 0 && layer.port->timesync)
        layer.port->tx_stamp.store(layer.port->clock.now(), std::memory_order_relaxed);
}

std::uint16_t grant_and_send(xdpk_eth_queue* self, rte_mbuf** packets, std::uint16_t n) noexcept {
    auto& layer = *static_cast<tx_offload_layer*>(self);
    for (std::uint16_t i = 0; i < n; ++i)
        if ((packets[i]->ol_flags & wishes) != 0)
            grant(layer, packets[i]);
    return layer.within->burst(layer.within, packets, n);
}

tx_offload_layer::tx_offload_layer(xdpk_eth_queue* inside, eth_port& of) noexcept
    : queue_layer(grant_and_send, inside), port(&of) {}

} // namespace

std::unique_ptr<queue_layer> make_tx_offloads(eth_port& port, std::uint16_t queue) {
    const std::uint64_t wanted = port.conf.txmode.offloads | port.tx[queue].conf.offloads;
    if ((wanted & (checksums | RTE_ETH_TX_OFFLOAD_VLAN_INSERT)) == 0 && !port.timesync)
        return nullptr;
    const queue_layers& layers = port.tx_layers[queue];
    return std::make_unique<tx_offload_layer>(layers.shared ? layers.shared.get() : layers.device, port);
}

} // namespace xdpk::dpdk
