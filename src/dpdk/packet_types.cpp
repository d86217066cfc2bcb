// SPDX-License-Identifier: BSD-3-Clause
#include "packet_types.hpp"

#include <xdpk/dpdk/rte_ether.h>

namespace xdpk::dpdk {

namespace {

std::uint16_t word_at(std::span<const std::byte> head, std::size_t offset) noexcept {
    const be16* const word = header_at<be16>(head, offset);
    return word != nullptr ? word->host() : std::uint16_t{0};
}

std::uint32_t l2_type(const parsed_packet& at, std::span<const std::byte> head) noexcept {
    if (at.type.vlan_tags != 0)
        return at.type.vlan_tags == 1 ? RTE_PTYPE_L2_ETHER_VLAN : RTE_PTYPE_L2_ETHER_QINQ;
    if (at.type.l3 == l3_type::arp)
        return RTE_PTYPE_L2_ETHER_ARP;
    return is_timesync(head) ? RTE_PTYPE_L2_ETHER_TIMESYNC : RTE_PTYPE_L2_ETHER;
}

std::uint32_t l4_type(const packet_type& type) noexcept {
    if (type.fragment != fragment_type::none)
        return RTE_PTYPE_L4_FRAG;
    switch (type.protocol) {
    case ip_proto::tcp:
        return RTE_PTYPE_L4_TCP;
    case ip_proto::udp:
        return RTE_PTYPE_L4_UDP;
    case ip_proto::sctp:
        return RTE_PTYPE_L4_SCTP;
    case ip_proto::esp:
        return RTE_PTYPE_L4_ESP;
    case ip_proto::igmp:
        return RTE_PTYPE_L4_IGMP;
    default:
        return type.is_icmp() ? RTE_PTYPE_L4_ICMP : RTE_PTYPE_L4_NONFRAG;
    }
}

} // namespace

bool is_timesync(std::span<const std::byte> head) noexcept {
    return word_at(head, 2 * RTE_ETHER_ADDR_LEN) == RTE_ETHER_TYPE_1588;
}

std::optional<std::uint16_t> outer_tag(std::span<const std::byte> head) noexcept {
    const std::uint16_t type = word_at(head, 2 * RTE_ETHER_ADDR_LEN);
    if (type != RTE_ETHER_TYPE_VLAN && type != RTE_ETHER_TYPE_QINQ)
        return std::nullopt;
    return word_at(head, 2 * RTE_ETHER_ADDR_LEN + RTE_ETHER_TYPE_LEN);
}

std::uint32_t packet_type_of(const parsed_packet& at, std::span<const std::byte> head) noexcept {
    const std::uint32_t l2 = l2_type(at, head);
    if (!at.type.is_ip())
        return l2;
    std::uint32_t l3 = 0;
    if (at.type.l3 == l3_type::ipv4)
        l3 = at.type.has_options ? RTE_PTYPE_L3_IPV4_EXT : RTE_PTYPE_L3_IPV4;
    else
        l3 = at.type.has_options ? RTE_PTYPE_L3_IPV6_EXT : RTE_PTYPE_L3_IPV6;
    // What the parser found wrong is after the network header.
    return l2 | l3 | (at.type.malformed ? 0 : l4_type(at.type));
}

} // namespace xdpk::dpdk
