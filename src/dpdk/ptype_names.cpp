// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/rte_mbuf_ptype.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string>

namespace xdpk::dpdk {

namespace {

struct type_name {
    std::uint32_t value;
    const char* name;
};

constexpr std::array<type_name, 53> names{{{RTE_PTYPE_L2_ETHER, "L2_ETHER"},
                                           {RTE_PTYPE_L2_ETHER_TIMESYNC, "L2_ETHER_TIMESYNC"},
                                           {RTE_PTYPE_L2_ETHER_ARP, "L2_ETHER_ARP"},
                                           {RTE_PTYPE_L2_ETHER_LLDP, "L2_ETHER_LLDP"},
                                           {RTE_PTYPE_L2_ETHER_NSH, "L2_ETHER_NSH"},
                                           {RTE_PTYPE_L2_ETHER_VLAN, "L2_ETHER_VLAN"},
                                           {RTE_PTYPE_L2_ETHER_QINQ, "L2_ETHER_QINQ"},
                                           {RTE_PTYPE_L2_ETHER_PPPOE, "L2_ETHER_PPPOE"},
                                           {RTE_PTYPE_L2_ETHER_FCOE, "L2_ETHER_FCOE"},
                                           {RTE_PTYPE_L2_ETHER_MPLS, "L2_ETHER_MPLS"},
                                           {RTE_PTYPE_L3_IPV4, "L3_IPV4"},
                                           {RTE_PTYPE_L3_IPV4_EXT, "L3_IPV4_EXT"},
                                           {RTE_PTYPE_L3_IPV6, "L3_IPV6"},
                                           {RTE_PTYPE_L3_IPV4_EXT_UNKNOWN, "L3_IPV4_EXT_UNKNOWN"},
                                           {RTE_PTYPE_L3_IPV6_EXT, "L3_IPV6_EXT"},
                                           {RTE_PTYPE_L3_IPV6_EXT_UNKNOWN, "L3_IPV6_EXT_UNKNOWN"},
                                           {RTE_PTYPE_L4_TCP, "L4_TCP"},
                                           {RTE_PTYPE_L4_UDP, "L4_UDP"},
                                           {RTE_PTYPE_L4_FRAG, "L4_FRAG"},
                                           {RTE_PTYPE_L4_SCTP, "L4_SCTP"},
                                           {RTE_PTYPE_L4_ICMP, "L4_ICMP"},
                                           {RTE_PTYPE_L4_NONFRAG, "L4_NONFRAG"},
                                           {RTE_PTYPE_L4_IGMP, "L4_IGMP"},
                                           {RTE_PTYPE_L4_ESP, "L4_ESP"},
                                           {RTE_PTYPE_TUNNEL_IP, "TUNNEL_IP"},
                                           {RTE_PTYPE_TUNNEL_GRE, "TUNNEL_GRE"},
                                           {RTE_PTYPE_TUNNEL_VXLAN, "TUNNEL_VXLAN"},
                                           {RTE_PTYPE_TUNNEL_NVGRE, "TUNNEL_NVGRE"},
                                           {RTE_PTYPE_TUNNEL_GENEVE, "TUNNEL_GENEVE"},
                                           {RTE_PTYPE_TUNNEL_GRENAT, "TUNNEL_GRENAT"},
                                           {RTE_PTYPE_TUNNEL_GTPC, "TUNNEL_GTPC"},
                                           {RTE_PTYPE_TUNNEL_GTPU, "TUNNEL_GTPU"},
                                           {RTE_PTYPE_TUNNEL_ESP, "TUNNEL_ESP"},
                                           {RTE_PTYPE_TUNNEL_L2TP, "TUNNEL_L2TP"},
                                           {RTE_PTYPE_TUNNEL_VXLAN_GPE, "TUNNEL_VXLAN_GPE"},
                                           {RTE_PTYPE_TUNNEL_MPLS_IN_GRE, "TUNNEL_MPLS_IN_GRE"},
                                           {RTE_PTYPE_TUNNEL_MPLS_IN_UDP, "TUNNEL_MPLS_IN_UDP"},
                                           {RTE_PTYPE_INNER_L2_ETHER, "INNER_L2_ETHER"},
                                           {RTE_PTYPE_INNER_L2_ETHER_VLAN, "INNER_L2_ETHER_VLAN"},
                                           {RTE_PTYPE_INNER_L2_ETHER_QINQ, "INNER_L2_ETHER_QINQ"},
                                           {RTE_PTYPE_INNER_L3_IPV4, "INNER_L3_IPV4"},
                                           {RTE_PTYPE_INNER_L3_IPV4_EXT, "INNER_L3_IPV4_EXT"},
                                           {RTE_PTYPE_INNER_L3_IPV6, "INNER_L3_IPV6"},
                                           {RTE_PTYPE_INNER_L3_IPV4_EXT_UNKNOWN, "INNER_L3_IPV4_EXT_UNKNOWN"},
                                           {RTE_PTYPE_INNER_L3_IPV6_EXT, "INNER_L3_IPV6_EXT"},
                                           {RTE_PTYPE_INNER_L3_IPV6_EXT_UNKNOWN, "INNER_L3_IPV6_EXT_UNKNOWN"},
                                           {RTE_PTYPE_INNER_L4_TCP, "INNER_L4_TCP"},
                                           {RTE_PTYPE_INNER_L4_UDP, "INNER_L4_UDP"},
                                           {RTE_PTYPE_INNER_L4_FRAG, "INNER_L4_FRAG"},
                                           {RTE_PTYPE_INNER_L4_SCTP, "INNER_L4_SCTP"},
                                           {RTE_PTYPE_INNER_L4_ICMP, "INNER_L4_ICMP"},
                                           {RTE_PTYPE_INNER_L4_NONFRAG, "INNER_L4_NONFRAG"},
                                           {RTE_PTYPE_INNER_L4_ESP, "INNER_L4_ESP"}}};

const char* name_of(std::uint32_t type, std::uint32_t mask, const char* unknown) {
    for (const type_name& n : names)
        if (n.value == (type & mask) && n.value != 0)
            return n.name;
    return unknown;
}

} // namespace

extern "C" {

const char* rte_get_ptype_l2_name(std::uint32_t ptype) { return name_of(ptype, RTE_PTYPE_L2_MASK, "L2_UNKNOWN"); }
const char* rte_get_ptype_l3_name(std::uint32_t ptype) { return name_of(ptype, RTE_PTYPE_L3_MASK, "L3_UNKNOWN"); }
const char* rte_get_ptype_l4_name(std::uint32_t ptype) { return name_of(ptype, RTE_PTYPE_L4_MASK, "L4_UNKNOWN"); }
const char* rte_get_ptype_tunnel_name(std::uint32_t ptype) {
    return name_of(ptype, RTE_PTYPE_TUNNEL_MASK, "TUNNEL_UNKNOWN");
}
const char* rte_get_ptype_inner_l2_name(std::uint32_t ptype) {
    return name_of(ptype, RTE_PTYPE_INNER_L2_MASK, "INNER_L2_UNKNOWN");
}
const char* rte_get_ptype_inner_l3_name(std::uint32_t ptype) {
    return name_of(ptype, RTE_PTYPE_INNER_L3_MASK, "INNER_L3_UNKNOWN");
}
const char* rte_get_ptype_inner_l4_name(std::uint32_t ptype) {
    return name_of(ptype, RTE_PTYPE_INNER_L4_MASK, "INNER_L4_UNKNOWN");
}

int rte_get_ptype_name(std::uint32_t ptype, char* buf, std::size_t buflen) {
    constexpr std::array<std::uint32_t, 7> masks{
        RTE_PTYPE_L2_MASK,       RTE_PTYPE_L3_MASK,       RTE_PTYPE_L4_MASK,      RTE_PTYPE_TUNNEL_MASK,
        RTE_PTYPE_INNER_L2_MASK, RTE_PTYPE_INNER_L3_MASK, RTE_PTYPE_INNER_L4_MASK};
    std::string text;
    for (const std::uint32_t mask : masks)
        if ((ptype & mask) != 0)
            text.append(name_of(ptype, mask, "UNKNOWN")).append(" ");
    if (text.empty())
        text = "UNKNOWN";
    else
        text.pop_back();
    if (buflen == 0)
        return -1;
    const std::size_t length = std::min(text.size(), buflen - 1);
    std::memcpy(buf, text.data(), length);
    buf[length] = '\0';
    return length == text.size() ? 0 : -1;
}

} // extern "C"

} // namespace xdpk::dpdk
