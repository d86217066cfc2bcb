// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/rte_mbuf.h>

#include <array>
#include <cstring>
#include <span>
#include <string>

namespace xdpk::dpdk {

namespace {

struct flag_name {
    std::uint64_t value;
    std::uint64_t mask; ///< of the bits that the value is one of
    const char* name;
};

constexpr std::array<flag_name, 23> rx_names{
    {{RTE_MBUF_F_RX_VLAN, RTE_MBUF_F_RX_VLAN, "RTE_MBUF_F_RX_VLAN"},
     {RTE_MBUF_F_RX_RSS_HASH, RTE_MBUF_F_RX_RSS_HASH, "RTE_MBUF_F_RX_RSS_HASH"},
     {RTE_MBUF_F_RX_FDIR, RTE_MBUF_F_RX_FDIR, "RTE_MBUF_F_RX_FDIR"},
     {RTE_MBUF_F_RX_OUTER_IP_CKSUM_BAD, RTE_MBUF_F_RX_OUTER_IP_CKSUM_BAD, "RTE_MBUF_F_RX_OUTER_IP_CKSUM_BAD"},
     {RTE_MBUF_F_RX_VLAN_STRIPPED, RTE_MBUF_F_RX_VLAN_STRIPPED, "RTE_MBUF_F_RX_VLAN_STRIPPED"},
     {RTE_MBUF_F_RX_IP_CKSUM_BAD, RTE_MBUF_F_RX_IP_CKSUM_MASK, "RTE_MBUF_F_RX_IP_CKSUM_BAD"},
     {RTE_MBUF_F_RX_IP_CKSUM_GOOD, RTE_MBUF_F_RX_IP_CKSUM_MASK, "RTE_MBUF_F_RX_IP_CKSUM_GOOD"},
     {RTE_MBUF_F_RX_IP_CKSUM_NONE, RTE_MBUF_F_RX_IP_CKSUM_MASK, "RTE_MBUF_F_RX_IP_CKSUM_NONE"},
     {RTE_MBUF_F_RX_L4_CKSUM_BAD, RTE_MBUF_F_RX_L4_CKSUM_MASK, "RTE_MBUF_F_RX_L4_CKSUM_BAD"},
     {RTE_MBUF_F_RX_L4_CKSUM_GOOD, RTE_MBUF_F_RX_L4_CKSUM_MASK, "RTE_MBUF_F_RX_L4_CKSUM_GOOD"},
     {RTE_MBUF_F_RX_L4_CKSUM_NONE, RTE_MBUF_F_RX_L4_CKSUM_MASK, "RTE_MBUF_F_RX_L4_CKSUM_NONE"},
     {RTE_MBUF_F_RX_IEEE1588_PTP, RTE_MBUF_F_RX_IEEE1588_PTP, "RTE_MBUF_F_RX_IEEE1588_PTP"},
     {RTE_MBUF_F_RX_IEEE1588_TMST, RTE_MBUF_F_RX_IEEE1588_TMST, "RTE_MBUF_F_RX_IEEE1588_TMST"},
     {RTE_MBUF_F_RX_FDIR_ID, RTE_MBUF_F_RX_FDIR_ID, "RTE_MBUF_F_RX_FDIR_ID"},
     {RTE_MBUF_F_RX_FDIR_FLX, RTE_MBUF_F_RX_FDIR_FLX, "RTE_MBUF_F_RX_FDIR_FLX"},
     {RTE_MBUF_F_RX_QINQ_STRIPPED, RTE_MBUF_F_RX_QINQ_STRIPPED, "RTE_MBUF_F_RX_QINQ_STRIPPED"},
     {RTE_MBUF_F_RX_LRO, RTE_MBUF_F_RX_LRO, "RTE_MBUF_F_RX_LRO"},
     {RTE_MBUF_F_RX_SEC_OFFLOAD, RTE_MBUF_F_RX_SEC_OFFLOAD, "RTE_MBUF_F_RX_SEC_OFFLOAD"},
     {RTE_MBUF_F_RX_SEC_OFFLOAD_FAILED, RTE_MBUF_F_RX_SEC_OFFLOAD_FAILED, "RTE_MBUF_F_RX_SEC_OFFLOAD_FAILED"},
     {RTE_MBUF_F_RX_QINQ, RTE_MBUF_F_RX_QINQ, "RTE_MBUF_F_RX_QINQ"},
     {RTE_MBUF_F_RX_OUTER_L4_CKSUM_BAD, RTE_MBUF_F_RX_OUTER_L4_CKSUM_MASK, "RTE_MBUF_F_RX_OUTER_L4_CKSUM_BAD"},
     {RTE_MBUF_F_RX_OUTER_L4_CKSUM_GOOD, RTE_MBUF_F_RX_OUTER_L4_CKSUM_MASK, "RTE_MBUF_F_RX_OUTER_L4_CKSUM_GOOD"},
     {RTE_MBUF_F_RX_OUTER_L4_CKSUM_INVALID, RTE_MBUF_F_RX_OUTER_L4_CKSUM_MASK,
      "RTE_MBUF_F_RX_OUTER_L4_CKSUM_INVALID"}}};

constexpr std::array<flag_name, 27> tx_names{
    {{RTE_MBUF_F_TX_OUTER_UDP_CKSUM, RTE_MBUF_F_TX_OUTER_UDP_CKSUM, "RTE_MBUF_F_TX_OUTER_UDP_CKSUM"},
     {RTE_MBUF_F_TX_UDP_SEG, RTE_MBUF_F_TX_UDP_SEG, "RTE_MBUF_F_TX_UDP_SEG"},
     {RTE_MBUF_F_TX_SEC_OFFLOAD, RTE_MBUF_F_TX_SEC_OFFLOAD, "RTE_MBUF_F_TX_SEC_OFFLOAD"},
     {RTE_MBUF_F_TX_MACSEC, RTE_MBUF_F_TX_MACSEC, "RTE_MBUF_F_TX_MACSEC"},
     {RTE_MBUF_F_TX_TUNNEL_VXLAN, RTE_MBUF_F_TX_TUNNEL_MASK, "RTE_MBUF_F_TX_TUNNEL_VXLAN"},
     {RTE_MBUF_F_TX_TUNNEL_GRE, RTE_MBUF_F_TX_TUNNEL_MASK, "RTE_MBUF_F_TX_TUNNEL_GRE"},
     {RTE_MBUF_F_TX_TUNNEL_IPIP, RTE_MBUF_F_TX_TUNNEL_MASK, "RTE_MBUF_F_TX_TUNNEL_IPIP"},
     {RTE_MBUF_F_TX_TUNNEL_GENEVE, RTE_MBUF_F_TX_TUNNEL_MASK, "RTE_MBUF_F_TX_TUNNEL_GENEVE"},
     {RTE_MBUF_F_TX_TUNNEL_MPLSINUDP, RTE_MBUF_F_TX_TUNNEL_MASK, "RTE_MBUF_F_TX_TUNNEL_MPLSINUDP"},
     {RTE_MBUF_F_TX_TUNNEL_VXLAN_GPE, RTE_MBUF_F_TX_TUNNEL_MASK, "RTE_MBUF_F_TX_TUNNEL_VXLAN_GPE"},
     {RTE_MBUF_F_TX_TUNNEL_GTP, RTE_MBUF_F_TX_TUNNEL_MASK, "RTE_MBUF_F_TX_TUNNEL_GTP"},
     {RTE_MBUF_F_TX_TUNNEL_ESP, RTE_MBUF_F_TX_TUNNEL_MASK, "RTE_MBUF_F_TX_TUNNEL_ESP"},
     {RTE_MBUF_F_TX_TUNNEL_IP, RTE_MBUF_F_TX_TUNNEL_MASK, "RTE_MBUF_F_TX_TUNNEL_IP"},
     {RTE_MBUF_F_TX_TUNNEL_UDP, RTE_MBUF_F_TX_TUNNEL_MASK, "RTE_MBUF_F_TX_TUNNEL_UDP"},
     {RTE_MBUF_F_TX_QINQ, RTE_MBUF_F_TX_QINQ, "RTE_MBUF_F_TX_QINQ"},
     {RTE_MBUF_F_TX_TCP_SEG, RTE_MBUF_F_TX_TCP_SEG, "RTE_MBUF_F_TX_TCP_SEG"},
     {RTE_MBUF_F_TX_IEEE1588_TMST, RTE_MBUF_F_TX_IEEE1588_TMST, "RTE_MBUF_F_TX_IEEE1588_TMST"},
     {RTE_MBUF_F_TX_TCP_CKSUM, RTE_MBUF_F_TX_L4_MASK, "RTE_MBUF_F_TX_TCP_CKSUM"},
     {RTE_MBUF_F_TX_SCTP_CKSUM, RTE_MBUF_F_TX_L4_MASK, "RTE_MBUF_F_TX_SCTP_CKSUM"},
     {RTE_MBUF_F_TX_UDP_CKSUM, RTE_MBUF_F_TX_L4_MASK, "RTE_MBUF_F_TX_UDP_CKSUM"},
     {RTE_MBUF_F_TX_IP_CKSUM, RTE_MBUF_F_TX_IP_CKSUM, "RTE_MBUF_F_TX_IP_CKSUM"},
     {RTE_MBUF_F_TX_IPV4, RTE_MBUF_F_TX_IPV4, "RTE_MBUF_F_TX_IPV4"},
     {RTE_MBUF_F_TX_IPV6, RTE_MBUF_F_TX_IPV6, "RTE_MBUF_F_TX_IPV6"},
     {RTE_MBUF_F_TX_VLAN, RTE_MBUF_F_TX_VLAN, "RTE_MBUF_F_TX_VLAN"},
     {RTE_MBUF_F_TX_OUTER_IP_CKSUM, RTE_MBUF_F_TX_OUTER_IP_CKSUM, "RTE_MBUF_F_TX_OUTER_IP_CKSUM"},
     {RTE_MBUF_F_TX_OUTER_IPV4, RTE_MBUF_F_TX_OUTER_IPV4, "RTE_MBUF_F_TX_OUTER_IPV4"},
     {RTE_MBUF_F_TX_OUTER_IPV6, RTE_MBUF_F_TX_OUTER_IPV6, "RTE_MBUF_F_TX_OUTER_IPV6"}}};

const char* name_in(std::span<const flag_name> names, std::uint64_t flag) {
    for (const flag_name& n : names)
        if (n.value == flag)
            return n.name;
    return nullptr;
}

int list(std::span<const flag_name> names, std::uint64_t flags, char* buf, std::size_t buflen) {
    std::string text;
    for (const flag_name& n : names)
        if ((flags & n.mask) == n.value)
            text.append(n.name).append(" ");
    if (buflen == 0)
        return -1;
    const std::size_t length = std::min(text.size(), buflen - 1);
    std::memcpy(buf, text.data(), length);
    buf[length] = '\0';
    return length == text.size() ? 0 : -1;
}

} // namespace

extern "C" {

const char* rte_get_rx_ol_flag_name(std::uint64_t mask) { return name_in(rx_names, mask); }
const char* rte_get_tx_ol_flag_name(std::uint64_t mask) { return name_in(tx_names, mask); }
int rte_get_rx_ol_flag_list(std::uint64_t mask, char* buf, std::size_t buflen) {
    return list(rx_names, mask, buf, buflen);
}
int rte_get_tx_ol_flag_list(std::uint64_t mask, char* buf, std::size_t buflen) {
    return list(tx_names, mask, buf, buflen);
}

} // extern "C"

} // namespace xdpk::dpdk
