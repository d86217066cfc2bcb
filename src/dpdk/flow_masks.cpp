// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/xdpk_flow_items.h>

#include <cstddef>
#include <cstring>

namespace {

/// A mask of ones in some bytes from the start of an item on.
template <class Item>
Item ones(std::size_t from, std::size_t length) {
    Item item{};
    std::memset(reinterpret_cast<std::byte*>(&item) + from, 0xff, length);
    return item;
}

rte_flow_item_vlan identifier() {
    rte_flow_item_vlan item{};
    item.hdr.vlan_tci = RTE_BE16(0x0fff);
    return item;
}

} // namespace

extern "C" {

const rte_flow_item_eth rte_flow_item_eth_mask = ones<rte_flow_item_eth>(0, std::size_t{2} * RTE_ETHER_ADDR_LEN);
const rte_flow_item_vlan rte_flow_item_vlan_mask = identifier();
const rte_flow_item_ipv4 rte_flow_item_ipv4_mask = ones<rte_flow_item_ipv4>(offsetof(rte_ipv4_hdr, src_addr), 8);
const rte_flow_item_ipv6 rte_flow_item_ipv6_mask = ones<rte_flow_item_ipv6>(offsetof(rte_ipv6_hdr, src_addr), 32);
const rte_flow_item_icmp rte_flow_item_icmp_mask = ones<rte_flow_item_icmp>(0, 2);
const rte_flow_item_udp rte_flow_item_udp_mask = ones<rte_flow_item_udp>(0, 4);
const rte_flow_item_tcp rte_flow_item_tcp_mask = ones<rte_flow_item_tcp>(0, 4);
const rte_flow_item_sctp rte_flow_item_sctp_mask = ones<rte_flow_item_sctp>(0, 4);

} // extern "C"
