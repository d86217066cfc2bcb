// SPDX-License-Identifier: BSD-3-Clause
#include <rte_arp.h>
#include <rte_mbuf.h>

#include <cstdint>
#include <cstring>

extern "C" rte_mbuf* rte_net_make_rarp_packet(rte_mempool* mpool, const rte_ether_addr* mac) {
    constexpr std::uint16_t length = 64;
    constexpr std::uint16_t reverse_arp = 0x8035;
    rte_mbuf* const made = mpool == nullptr ? nullptr : rte_pktmbuf_alloc(mpool);
    if (made == nullptr)
        return nullptr;
    auto* const ethernet = reinterpret_cast<rte_ether_hdr*>(rte_pktmbuf_append(made, length));
    if (ethernet == nullptr) {
        rte_pktmbuf_free(made);
        return nullptr;
    }
    std::memset(static_cast<void*>(ethernet), 0, length);
    std::memset(&ethernet->dst_addr, 0xFF, sizeof(ethernet->dst_addr));
    ethernet->src_addr = *mac;
    ethernet->ether_type = rte_cpu_to_be_16(reverse_arp);
    auto* const arp = reinterpret_cast<rte_arp_hdr*>(ethernet + 1);
    arp->arp_hardware = rte_cpu_to_be_16(RTE_ARP_HRD_ETHER);
    arp->arp_protocol = rte_cpu_to_be_16(RTE_ETHER_TYPE_IPV4);
    arp->arp_hlen = sizeof(rte_ether_addr);
    arp->arp_plen = sizeof(rte_be32_t);
    arp->arp_opcode = rte_cpu_to_be_16(RTE_ARP_OP_REVREQUEST);
    arp->arp_data.arp_sha = *mac;
    arp->arp_data.arp_tha = *mac;
    return made;
}
