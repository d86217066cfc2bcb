// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#include <rte_arp.h>
#include <rte_ip.h>
#include <rte_mbuf.h>
#include <rte_mempool.h>
#include <rte_udp.h>

namespace THIS_TEST {

class dpdk_checksum : public testing::Test {
protected:
    dpdk_checksum() : pool(rte_pktmbuf_pool_create("checksums", 63, 0, 0, RTE_MBUF_DEFAULT_BUF_SIZE, 0)) {}
    ~dpdk_checksum() override { rte_mempool_free(pool); }

    /// The bytes in segments of `piece` bytes.
    rte_mbuf* make(const std::uint8_t* bytes, std::size_t count, std::size_t piece) {
        rte_mbuf* const head = rte_pktmbuf_alloc(pool);
        for (std::size_t at = 0; at < count; at += piece) {
            rte_mbuf* const part = at == 0 ? head : rte_pktmbuf_alloc(pool);
            const std::size_t taken = std::min(piece, count - at);
            std::memcpy(rte_pktmbuf_append(part, static_cast<std::uint16_t>(taken)), bytes + at, taken);
            if (at != 0)
                rte_pktmbuf_chain(head, part);
        }
        return head;
    }

    rte_mempool* pool;
};

std::array<std::uint8_t, 128> make_datagram() {
    std::array<std::uint8_t, 128> bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<std::uint8_t>(i * 41 + 3);
    auto* const ip = reinterpret_cast<rte_ipv4_hdr*>(bytes.data());
    ip->version_ihl = RTE_IPV4_VHL_DEF;
    ip->next_proto_id = IPPROTO_UDP;
    ip->total_length = rte_cpu_to_be_16(bytes.size() - 3);
    auto* const udp = reinterpret_cast<rte_udp_hdr*>(ip + 1);
    udp->dgram_cksum = 0;
    udp->dgram_cksum = rte_ipv4_udptcp_cksum(ip, udp);
    return bytes;
}

TEST_F(dpdk_checksum, is_the_same_over_segments_of_any_length) {
    auto bytes = make_datagram();
    const auto* const ip = reinterpret_cast<const rte_ipv4_hdr*>(bytes.data());
    for (const std::size_t piece : {3U, 7U, 20U, 33U, 64U, 128U}) {
        rte_mbuf* const packet = make(bytes.data(), bytes.size(), piece);
        std::uint16_t sum = 0;
        EXPECT_EQ(rte_raw_cksum_mbuf(packet, 5, 90, &sum), 0);
        EXPECT_EQ(sum, rte_raw_cksum(bytes.data() + 5, 90)) << piece;
        EXPECT_EQ(rte_raw_cksum_mbuf(packet, 5, 124, &sum), -1);
        EXPECT_EQ(rte_ipv4_udptcp_cksum_mbuf_verify(packet, ip, 20), 0) << piece;
        rte_pktmbuf_free(packet);
    }
}

TEST_F(dpdk_checksum, is_wrong_after_a_bit_has_changed) {
    auto bytes = make_datagram();
    const auto* const ip = reinterpret_cast<const rte_ipv4_hdr*>(bytes.data());
    EXPECT_EQ(rte_ipv4_udptcp_cksum_verify(ip, ip + 1), 0);
    bytes[50] ^= 4U;
    EXPECT_EQ(rte_ipv4_udptcp_cksum_verify(ip, ip + 1), -1);
    rte_mbuf* const packet = make(bytes.data(), bytes.size(), 50);
    EXPECT_EQ(rte_ipv4_udptcp_cksum_mbuf_verify(packet, ip, 20), -1);
    rte_pktmbuf_free(packet);
}

TEST_F(dpdk_checksum, reverse_arp_requests_name_the_address_twice) {
    const rte_ether_addr mac{{2, 0, 0, 0, 0, 7}};
    rte_mbuf* const made = rte_net_make_rarp_packet(pool, &mac);
    ASSERT_NE(made, nullptr);
    EXPECT_EQ(made->pkt_len, 64U);
    const auto* const arp = rte_pktmbuf_mtod_offset(made, const rte_arp_hdr*, sizeof(rte_ether_hdr));
    EXPECT_EQ(arp->arp_opcode, rte_cpu_to_be_16(RTE_ARP_OP_REVREQUEST));
    EXPECT_TRUE(rte_is_same_ether_addr(&arp->arp_data.arp_tha, &mac));
    EXPECT_TRUE(rte_is_same_ether_addr(&arp->arp_data.arp_sha, &mac));
    rte_pktmbuf_free(made);
}

} // namespace THIS_TEST
