// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "eth_port.hpp"

namespace xdpk::dpdk {

/// What every port can do in software, whatever its device.
inline constexpr std::uint64_t rx_capabilities = RTE_ETH_RX_OFFLOAD_VLAN_STRIP | RTE_ETH_RX_OFFLOAD_VLAN_FILTER |
                                                 RTE_ETH_RX_OFFLOAD_IPV4_CKSUM | RTE_ETH_RX_OFFLOAD_UDP_CKSUM |
                                                 RTE_ETH_RX_OFFLOAD_TCP_CKSUM | RTE_ETH_RX_OFFLOAD_SCATTER |
                                                 RTE_ETH_RX_OFFLOAD_TIMESTAMP | RTE_ETH_RX_OFFLOAD_RSS_HASH;
inline constexpr std::uint64_t tx_capabilities = RTE_ETH_TX_OFFLOAD_VLAN_INSERT | RTE_ETH_TX_OFFLOAD_IPV4_CKSUM |
                                                 RTE_ETH_TX_OFFLOAD_UDP_CKSUM | RTE_ETH_TX_OFFLOAD_TCP_CKSUM |
                                                 RTE_ETH_TX_OFFLOAD_MULTI_SEGS | RTE_ETH_TX_OFFLOAD_MBUF_FAST_FREE;
inline constexpr std::uint64_t rss_capabilities = RTE_ETH_RSS_IP | RTE_ETH_RSS_UDP | RTE_ETH_RSS_TCP | RTE_ETH_RSS_SCTP;
inline constexpr std::uint8_t rss_key_bytes = 40;
inline constexpr std::uint16_t reta_entries = RTE_ETH_RSS_RETA_SIZE_128;

/// What a port is, can do and is configured to do.
[[nodiscard]] rte_eth_dev_info info_of(const eth_port& port);

} // namespace xdpk::dpdk
