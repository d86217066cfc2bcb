// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/rte_ethdev.h>

#include <array>
#include <cstdint>
#include <span>

namespace xdpk::dpdk {

namespace {

struct bit_name {
    std::uint64_t bit;
    const char* name;
};

constexpr std::array<bit_name, 18> rx_names{{{RTE_ETH_RX_OFFLOAD_VLAN_STRIP, "VLAN_STRIP"},
                                             {RTE_ETH_RX_OFFLOAD_IPV4_CKSUM, "IPV4_CKSUM"},
                                             {RTE_ETH_RX_OFFLOAD_UDP_CKSUM, "UDP_CKSUM"},
                                             {RTE_ETH_RX_OFFLOAD_TCP_CKSUM, "TCP_CKSUM"},
                                             {RTE_ETH_RX_OFFLOAD_TCP_LRO, "TCP_LRO"},
                                             {RTE_ETH_RX_OFFLOAD_QINQ_STRIP, "QINQ_STRIP"},
                                             {RTE_ETH_RX_OFFLOAD_OUTER_IPV4_CKSUM, "OUTER_IPV4_CKSUM"},
                                             {RTE_ETH_RX_OFFLOAD_MACSEC_STRIP, "MACSEC_STRIP"},
                                             {RTE_ETH_RX_OFFLOAD_VLAN_FILTER, "VLAN_FILTER"},
                                             {RTE_ETH_RX_OFFLOAD_VLAN_EXTEND, "VLAN_EXTEND"},
                                             {RTE_ETH_RX_OFFLOAD_SCATTER, "SCATTER"},
                                             {RTE_ETH_RX_OFFLOAD_TIMESTAMP, "TIMESTAMP"},
                                             {RTE_ETH_RX_OFFLOAD_SECURITY, "SECURITY"},
                                             {RTE_ETH_RX_OFFLOAD_KEEP_CRC, "KEEP_CRC"},
                                             {RTE_ETH_RX_OFFLOAD_SCTP_CKSUM, "SCTP_CKSUM"},
                                             {RTE_ETH_RX_OFFLOAD_OUTER_UDP_CKSUM, "OUTER_UDP_CKSUM"},
                                             {RTE_ETH_RX_OFFLOAD_RSS_HASH, "RSS_HASH"},
                                             {RTE_ETH_RX_OFFLOAD_BUFFER_SPLIT, "BUFFER_SPLIT"}}};

constexpr std::array<bit_name, 22> tx_names{{{RTE_ETH_TX_OFFLOAD_VLAN_INSERT, "VLAN_INSERT"},
                                             {RTE_ETH_TX_OFFLOAD_IPV4_CKSUM, "IPV4_CKSUM"},
                                             {RTE_ETH_TX_OFFLOAD_UDP_CKSUM, "UDP_CKSUM"},
                                             {RTE_ETH_TX_OFFLOAD_TCP_CKSUM, "TCP_CKSUM"},
                                             {RTE_ETH_TX_OFFLOAD_SCTP_CKSUM, "SCTP_CKSUM"},
                                             {RTE_ETH_TX_OFFLOAD_TCP_TSO, "TCP_TSO"},
                                             {RTE_ETH_TX_OFFLOAD_UDP_TSO, "UDP_TSO"},
                                             {RTE_ETH_TX_OFFLOAD_OUTER_IPV4_CKSUM, "OUTER_IPV4_CKSUM"},
                                             {RTE_ETH_TX_OFFLOAD_QINQ_INSERT, "QINQ_INSERT"},
                                             {RTE_ETH_TX_OFFLOAD_VXLAN_TNL_TSO, "VXLAN_TNL_TSO"},
                                             {RTE_ETH_TX_OFFLOAD_GRE_TNL_TSO, "GRE_TNL_TSO"},
                                             {RTE_ETH_TX_OFFLOAD_IPIP_TNL_TSO, "IPIP_TNL_TSO"},
                                             {RTE_ETH_TX_OFFLOAD_GENEVE_TNL_TSO, "GENEVE_TNL_TSO"},
                                             {RTE_ETH_TX_OFFLOAD_MACSEC_INSERT, "MACSEC_INSERT"},
                                             {RTE_ETH_TX_OFFLOAD_MT_LOCKFREE, "MT_LOCKFREE"},
                                             {RTE_ETH_TX_OFFLOAD_MULTI_SEGS, "MULTI_SEGS"},
                                             {RTE_ETH_TX_OFFLOAD_MBUF_FAST_FREE, "MBUF_FAST_FREE"},
                                             {RTE_ETH_TX_OFFLOAD_SECURITY, "SECURITY"},
                                             {RTE_ETH_TX_OFFLOAD_UDP_TNL_TSO, "UDP_TNL_TSO"},
                                             {RTE_ETH_TX_OFFLOAD_IP_TNL_TSO, "IP_TNL_TSO"},
                                             {RTE_ETH_TX_OFFLOAD_OUTER_UDP_CKSUM, "OUTER_UDP_CKSUM"},
                                             {RTE_ETH_TX_OFFLOAD_SEND_ON_TIMESTAMP, "SEND_ON_TIMESTAMP"}}};

constexpr std::array<bit_name, 5> capability_names{
    {{RTE_ETH_DEV_CAPA_RUNTIME_RX_QUEUE_SETUP, "RUNTIME_RX_QUEUE_SETUP"},
     {RTE_ETH_DEV_CAPA_RUNTIME_TX_QUEUE_SETUP, "RUNTIME_TX_QUEUE_SETUP"},
     {RTE_ETH_DEV_CAPA_RXQ_SHARE, "RXQ_SHARE"},
     {RTE_ETH_DEV_CAPA_FLOW_RULE_KEEP, "FLOW_RULE_KEEP"},
     {RTE_ETH_DEV_CAPA_FLOW_SHARED_OBJECT_KEEP, "FLOW_SHARED_OBJECT_KEEP"}}};

const char* name_in(std::span<const bit_name> names, std::uint64_t bit) {
    for (const bit_name& n : names)
        if (n.bit == bit)
            return n.name;
    return "UNKNOWN";
}

} // namespace

extern "C" {

const char* rte_eth_dev_rx_offload_name(std::uint64_t offload) { return name_in(rx_names, offload); }
const char* rte_eth_dev_tx_offload_name(std::uint64_t offload) { return name_in(tx_names, offload); }
const char* rte_eth_dev_capability_name(std::uint64_t capability) { return name_in(capability_names, capability); }

} // extern "C"

} // namespace xdpk::dpdk
