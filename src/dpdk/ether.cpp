// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/rte_errno.h>
#include <xdpk/dpdk/rte_ether.h>
#include <xdpk/dpdk/rte_random.h>

#include <array>
#include <cctype>
#include <cstdio>
#include <cstring>
#include <span>
#include <string_view>

namespace xdpk::dpdk {

namespace {

constexpr std::string_view digits = "0123456789abcdef";

int digit(char c) {
    const auto at = digits.find(static_cast<char>(std::tolower(static_cast<unsigned char>(c))));
    return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

/// Groups of up to `width` digits with `separators` between them, into `count` numbers.
bool read_groups(std::string_view text, std::size_t width, std::span<std::uint16_t> numbers) {
    const char separator = text.find(':') != std::string_view::npos ? ':' : '-';
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const std::string_view group = text.substr(0, text.find(separator));
        const bool last = i + 1 == numbers.size();
        if (group.empty() || group.size() > width || last != (group.size() == text.size()))
            return false;
        unsigned value = 0;
        for (const char c : group) {
            if (digit(c) < 0)
                return false;
            value = value << 4 | static_cast<unsigned>(digit(c));
        }
        numbers[i] = static_cast<std::uint16_t>(value);
        text.remove_prefix(last ? group.size() : group.size() + 1);
    }
    return true;
}

} // namespace

extern "C" {

void rte_eth_random_addr(std::uint8_t* addr) {
    const std::uint64_t random = rte_rand();
    std::memcpy(addr, &random, RTE_ETHER_ADDR_LEN);
    addr[0] = static_cast<std::uint8_t>((addr[0] & ~RTE_ETHER_GROUP_ADDR) | RTE_ETHER_LOCAL_ADMIN_ADDR);
}

void rte_ether_format_addr(char* buf, std::uint16_t size, const rte_ether_addr* eth_addr) {
    std::snprintf(buf, size, RTE_ETHER_ADDR_PRT_FMT, RTE_ETHER_ADDR_BYTES(eth_addr));
}

int rte_ether_unformat_addr(const char* str, rte_ether_addr* eth_addr) {
    std::array<std::uint16_t, 6> bytes{};
    std::array<std::uint16_t, 3> words{};
    if (read_groups(str, 2, bytes)) {
        for (std::size_t i = 0; i < bytes.size(); ++i)
            eth_addr->addr_bytes[i] = static_cast<std::uint8_t>(bytes[i]);
        return 0;
    }
    if (read_groups(str, 4, words)) {
        for (std::size_t i = 0; i < words.size(); ++i) {
            eth_addr->addr_bytes[2 * i] = static_cast<std::uint8_t>(words[i] >> 8);
            eth_addr->addr_bytes[2 * i + 1] = static_cast<std::uint8_t>(words[i]);
        }
        return 0;
    }
    rte_errno = EINVAL;
    return -1;
}

int rte_vlan_strip(rte_mbuf* m) {
    auto* const header = rte_pktmbuf_mtod(m, rte_ether_hdr*);
    if (m->data_len < sizeof(rte_ether_hdr) + sizeof(rte_vlan_hdr) ||
        header->ether_type != rte_cpu_to_be_16(RTE_ETHER_TYPE_VLAN))
        return -1;
    const auto* const tag = reinterpret_cast<const rte_vlan_hdr*>(header + 1);
    m->ol_flags |= RTE_MBUF_F_RX_VLAN | RTE_MBUF_F_RX_VLAN_STRIPPED;
    m->vlan_tci = rte_be_to_cpu_16(tag->vlan_tci);
    char* const start = rte_pktmbuf_adj(m, sizeof(rte_vlan_hdr));
    std::memmove(start, header, 2 * RTE_ETHER_ADDR_LEN);
    return 0;
}

int rte_vlan_insert(rte_mbuf** m) {
    if (!RTE_MBUF_DIRECT(*m) || rte_mbuf_refcnt_read(*m) > 1)
        return -EINVAL;
    const char* const old = rte_pktmbuf_mtod(*m, const char*);
    char* const start = rte_pktmbuf_prepend(*m, sizeof(rte_vlan_hdr));
    if (start == nullptr)
        return -ENOSPC;
    std::memmove(start, old, 2 * RTE_ETHER_ADDR_LEN);
    reinterpret_cast<rte_ether_hdr*>(start)->ether_type = rte_cpu_to_be_16(RTE_ETHER_TYPE_VLAN);
    reinterpret_cast<rte_vlan_hdr*>(start + sizeof(rte_ether_hdr))->vlan_tci = rte_cpu_to_be_16((*m)->vlan_tci);
    (*m)->ol_flags &= ~(RTE_MBUF_F_RX_VLAN_STRIPPED | RTE_MBUF_F_TX_VLAN);
    if ((*m)->ol_flags & RTE_MBUF_F_TX_TUNNEL_MASK)
        (*m)->outer_l2_len = ((*m)->outer_l2_len + sizeof(rte_vlan_hdr)) & 0x7f;
    else
        (*m)->l2_len = ((*m)->l2_len + sizeof(rte_vlan_hdr)) & 0x7f;
    return 0;
}

} // extern "C"

} // namespace xdpk::dpdk
