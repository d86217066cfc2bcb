// SPDX-License-Identifier: BSD-3-Clause
#include <rte_net.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <gtest/gtest.h>
#include <span>
#include <vector>

namespace THIS_TEST {

using bytes = std::vector<std::uint8_t>;

struct dpdk_net : testing::Test {
    dpdk_net() : pool(rte_pktmbuf_pool_create("net_test", 15, 0, 0, RTE_MBUF_DEFAULT_BUF_SIZE, 0)) {}
    ~dpdk_net() override {
        rte_pktmbuf_free(m);
        EXPECT_TRUE(rte_mempool_full(pool));
        rte_mempool_free(pool);
    }
    rte_mbuf* holding(const bytes& content) {
        rte_pktmbuf_free(m);
        m = rte_pktmbuf_alloc(pool);
        std::memcpy(rte_pktmbuf_append(m, static_cast<std::uint16_t>(content.size())), content.data(), content.size());
        return m;
    }

    rte_mempool* pool;
    rte_mbuf* m = nullptr;
};

bytes operator+(bytes a, const bytes& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

const bytes macs(12, 2);
const bytes ipv4_type{8, 0};
const bytes ipv6_type{0x86, 0xdd};
const bytes addresses6(32, 1);
const bytes udp{0, 7, 0, 9, 0, 12, 0xab, 0xcd, 'x', 'd', 'p', 'k'};

bytes ipv4(std::uint8_t protocol, std::uint8_t payload, std::uint16_t place = 0) {
    const auto total = static_cast<std::uint8_t>(20 + payload);
    const auto high = static_cast<std::uint8_t>(place >> 8);
    return {0x45, 0, 0, total, 0, 1, high, static_cast<std::uint8_t>(place), 64, protocol, 9, 9, 10,
            0,    0, 1, 10,    0, 0, 2};
}

bytes ipv6(std::uint8_t next, std::uint8_t payload) { return bytes{0x60, 0, 0, 0, 0, payload, next, 64} + addresses6; }

TEST_F(dpdk_net, tells_types_and_lengths_of_the_layers_asked_for) {
    rte_net_hdr_lens lengths{};
    holding(macs + bytes{0x81, 0, 0, 5} + ipv4_type + ipv4(17, 12) + udp);
    EXPECT_EQ(rte_net_get_ptype(m, &lengths, RTE_PTYPE_ALL_MASK),
              RTE_PTYPE_L2_ETHER_VLAN | RTE_PTYPE_L3_IPV4 | RTE_PTYPE_L4_UDP);
    EXPECT_EQ(lengths.l2_len, 18);
    EXPECT_EQ(lengths.l3_len, 20);
    EXPECT_EQ(lengths.l4_len, 8);
    EXPECT_EQ(rte_net_get_ptype(m, &lengths, RTE_PTYPE_L2_MASK | RTE_PTYPE_L3_MASK),
              RTE_PTYPE_L2_ETHER_VLAN | RTE_PTYPE_L3_IPV4);
    EXPECT_EQ(lengths.l4_len, 0);
    EXPECT_EQ(rte_net_get_ptype(m, nullptr, RTE_PTYPE_L4_MASK), 0U);
    holding({1, 2, 3});
    EXPECT_EQ(rte_net_get_ptype(m, &lengths, RTE_PTYPE_ALL_MASK), 0U);
    EXPECT_EQ(lengths.l2_len, 0);
}

TEST_F(dpdk_net, counts_what_a_later_fragment_has_before_its_data) {
    rte_net_hdr_lens lengths{};
    holding(macs + ipv4_type + ipv4(17, 12, 4) + udp);
    EXPECT_EQ(rte_net_get_ptype(m, &lengths, RTE_PTYPE_ALL_MASK),
              RTE_PTYPE_L2_ETHER | RTE_PTYPE_L3_IPV4 | RTE_PTYPE_L4_FRAG);
    EXPECT_EQ(lengths.l3_len, 20);
    EXPECT_EQ(lengths.l4_len, 0);
    const bytes options{44, 0, 1, 4, 0, 0, 0, 0};
    const bytes fragment{17, 0, 0, 8, 0, 0, 0, 1};
    holding(macs + ipv6_type + ipv6(60, 28) + options + fragment + udp);
    EXPECT_EQ(rte_net_get_ptype(m, &lengths, RTE_PTYPE_ALL_MASK) & RTE_PTYPE_L4_MASK, RTE_PTYPE_L4_FRAG);
    EXPECT_EQ(lengths.l3_len, 40 + 8 + 8);
}

TEST_F(dpdk_net, skips_extension_headers_to_their_end_or_a_fragment) {
    const bytes routing{60, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    const bytes options{6, 0, 1, 4, 0, 0, 0, 0};
    std::uint32_t offset = 0;
    int fragment = 7;
    EXPECT_EQ(rte_net_skip_ip6_ext(43, holding(routing + options), &offset, &fragment), 6);
    EXPECT_EQ(offset, 24U);
    EXPECT_EQ(fragment, 0);
    offset = 16;
    EXPECT_EQ(rte_net_skip_ip6_ext(44, m, &offset, &fragment), 6);
    EXPECT_EQ(offset, 24U);
    EXPECT_EQ(fragment, 1);
    offset = 0;
    EXPECT_EQ(rte_net_skip_ip6_ext(43, holding({60, 9}), &offset, &fragment), -1) << "the next one is not there";
}

TEST_F(dpdk_net, prepares_the_checksum_fields_that_are_to_be_filled_in) {
    holding(macs + ipv4_type + ipv4(17, 12) + udp);
    m->l2_len = 14;
    m->l3_len = 20;
    m->l4_len = 8;
    const auto* const ip = rte_pktmbuf_mtod_offset(m, const rte_ipv4_hdr*, 14);
    const auto* const header = rte_pktmbuf_mtod_offset(m, const rte_udp_hdr*, 34);
    EXPECT_EQ(rte_net_intel_cksum_prepare(m), 0);
    EXPECT_EQ(header->dgram_cksum, RTE_BE16(0xabcd)) << "nothing was asked for";
    m->ol_flags = RTE_MBUF_F_TX_IPV4 | RTE_MBUF_F_TX_IP_CKSUM | RTE_MBUF_F_TX_UDP_CKSUM;
    EXPECT_EQ(rte_net_intel_cksum_prepare(m), 0);
    EXPECT_EQ(ip->hdr_checksum, 0);
    // 0a00 + 0001 + 0a00 + 0002 + 0011 (UDP) + 000c (its length)
    EXPECT_EQ(header->dgram_cksum, RTE_BE16(0x1420));
    m->l4_len = 60;
    EXPECT_EQ(rte_net_intel_cksum_prepare(m), -ENOTSUP);
}

} // namespace THIS_TEST
