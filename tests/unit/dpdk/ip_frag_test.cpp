// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <vector>

#include <rte_ip_frag.h>
#include <rte_mbuf.h>
#include <rte_mempool.h>

namespace THIS_TEST {

constexpr std::uint64_t life = 1000;
constexpr std::uint32_t most_packets = 4;
constexpr unsigned mbufs = 255;

class dpdk_ip_frag : public testing::Test {
protected:
    dpdk_ip_frag()
        : pool(rte_pktmbuf_pool_create("fragments", mbufs, 0, 0, RTE_MBUF_DEFAULT_BUF_SIZE, 0)),
          indirect(rte_pktmbuf_pool_create("indirect", mbufs, 0, 0, 0, 0)),
          table(rte_ip_frag_table_create(4, 4, most_packets, life, 0)) {}
    ~dpdk_ip_frag() override {
        rte_ip_frag_free_death_row(&row, 3);
        rte_ip_frag_table_destroy(table);
        EXPECT_EQ(rte_mempool_avail_count(pool), mbufs);
        EXPECT_EQ(rte_mempool_avail_count(indirect), mbufs);
        rte_mempool_free(pool);
        rte_mempool_free(indirect);
    }

    rte_mbuf* make(std::uint16_t id, std::uint16_t place, std::uint16_t length, std::uint8_t header = 20) {
        rte_mbuf* const made = rte_pktmbuf_alloc(pool);
        auto* const bytes =
            reinterpret_cast<std::uint8_t*>(rte_pktmbuf_append(made, static_cast<std::uint16_t>(header + length)));
        std::memset(bytes, 0, header);
        for (unsigned i = 0; i < length; ++i)
            bytes[header + i] = static_cast<std::uint8_t>(i * 7);
        auto* const ip = reinterpret_cast<rte_ipv4_hdr*>(bytes);
        ip->version_ihl = static_cast<std::uint8_t>(0x40 + header / 4);
        ip->packet_id = rte_cpu_to_be_16(id);
        ip->total_length = rte_cpu_to_be_16(static_cast<std::uint16_t>(header + length));
        ip->fragment_offset = rte_cpu_to_be_16(place);
        made->l3_len = header;
        return made;
    }

    /// A fragment of so many bytes from `offset` on.
    rte_mbuf* add(std::uint16_t id, unsigned offset, std::uint16_t length, bool more, std::uint64_t now = 0) {
        rte_mbuf* const made =
            make(id, static_cast<std::uint16_t>(offset / 8 | (more ? RTE_IPV4_HDR_MF_FLAG : 0)), length);
        return rte_ipv4_frag_reassemble_packet(table, &row, made, now, rte_pktmbuf_mtod(made, rte_ipv4_hdr*));
    }

    rte_mempool* pool;
    rte_mempool* indirect;
    rte_ip_frag_tbl* table;
    rte_ip_frag_death_row row{};
};

TEST_F(dpdk_ip_frag, gives_up_packets_whose_fragments_overlap) {
    EXPECT_EQ(add(1, 0, 64, true), nullptr);
    EXPECT_EQ(add(1, 56, 64, true), nullptr);
    EXPECT_EQ(row.cnt, 2U);
    EXPECT_EQ(add(1, 64, 8, false), nullptr) << "nothing is left of it";
    EXPECT_EQ(add(2, 64, 8, false), nullptr);
    EXPECT_EQ(add(2, 64, 8, false), nullptr);
    EXPECT_EQ(row.cnt, 4U);
}

TEST_F(dpdk_ip_frag, gives_up_packets_with_fragments_behind_their_end) {
    EXPECT_EQ(add(1, 64, 8, false), nullptr);
    EXPECT_EQ(add(1, 72, 8, true), nullptr);
    EXPECT_EQ(add(2, 72, 8, true), nullptr);
    EXPECT_EQ(add(2, 64, 8, false), nullptr);
    EXPECT_EQ(row.cnt, 4U);
}

TEST_F(dpdk_ip_frag, gives_up_packets_of_too_many_fragments) {
    for (unsigned i = 0; i < RTE_LIBRTE_IP_FRAG_MAX_FRAG - 1; ++i)
        EXPECT_EQ(add(1, 8 * i, 8, true), nullptr);
    rte_mbuf* const whole = add(1, 8 * (RTE_LIBRTE_IP_FRAG_MAX_FRAG - 1), 8, false);
    ASSERT_NE(whole, nullptr);
    EXPECT_EQ(whole->nb_segs, RTE_LIBRTE_IP_FRAG_MAX_FRAG);
    rte_pktmbuf_free(whole);
    for (unsigned i = 0; i < RTE_LIBRTE_IP_FRAG_MAX_FRAG; ++i)
        EXPECT_EQ(add(2, 8 * i, 8, true), nullptr);
    EXPECT_EQ(row.cnt, static_cast<std::uint32_t>(RTE_LIBRTE_IP_FRAG_MAX_FRAG));
}

TEST_F(dpdk_ip_frag, gives_up_what_would_be_longer_than_a_packet) {
    EXPECT_EQ(add(1, 65528, 64, false), nullptr);
    EXPECT_EQ(row.cnt, 1U);
}

TEST_F(dpdk_ip_frag, cuts_off_what_ethernet_has_padded) {
    rte_mbuf* const first = make(1, RTE_IPV4_HDR_MF_FLAG, 8);
    rte_pktmbuf_append(first, 18);
    EXPECT_EQ(rte_ipv4_frag_reassemble_packet(table, &row, first, 0, rte_pktmbuf_mtod(first, rte_ipv4_hdr*)), nullptr);
    rte_mbuf* const whole = add(1, 8, 3, false);
    ASSERT_NE(whole, nullptr);
    EXPECT_EQ(whole->pkt_len, 20U + 8 + 3);
    EXPECT_EQ(rte_pktmbuf_mtod(whole, rte_ipv4_hdr*)->total_length, rte_cpu_to_be_16(31));
    rte_pktmbuf_free(whole);
}

TEST_F(dpdk_ip_frag, refuses_new_packets_when_full_until_others_are_too_old) {
    for (std::uint16_t id = 0; id < most_packets; ++id)
        EXPECT_EQ(add(id, 0, 8, true, id), nullptr);
    EXPECT_EQ(add(99, 0, 8, true, life), nullptr);
    EXPECT_EQ(row.cnt, 1U) << "the new one";
    EXPECT_EQ(add(99, 0, 8, true, life + 1), nullptr);
    EXPECT_EQ(row.cnt, 2U) << "the oldest one";
    rte_ip_frag_table_del_expired_entries(table, &row, life + 3);
    EXPECT_EQ(row.cnt, 4U);
}

TEST_F(dpdk_ip_frag, repeats_options_in_all_fragments_that_are_to_be_copied) {
    rte_mbuf* const packet = make(1, 0, 100, 28);
    auto* const options = rte_pktmbuf_mtod_offset(packet, std::uint8_t*, 20);
    const std::array<std::uint8_t, 8> both{0x07, 0x03, 0x04, 0x01, 0x83, 0x03, 0x04, 0x00}; // record, then source route
    std::memcpy(options, both.data(), both.size());
    std::array<rte_mbuf*, 4> out{};
    ASSERT_EQ(rte_ipv4_fragment_packet(packet, out.data(), out.size(), 28 + 48, pool, indirect), 3);
    EXPECT_EQ(rte_ipv4_hdr_len(rte_pktmbuf_mtod(out[0], rte_ipv4_hdr*)), 28);
    EXPECT_EQ(rte_ipv4_hdr_len(rte_pktmbuf_mtod(out[1], rte_ipv4_hdr*)), 24);
    EXPECT_EQ(std::memcmp(rte_pktmbuf_mtod_offset(out[1], std::uint8_t*, 20), both.data() + 4, 4), 0);
    EXPECT_EQ(out[0]->pkt_len, 28U + 48);
    EXPECT_EQ(out[2]->pkt_len, 24U + 4);
    rte_pktmbuf_free(packet);
    for (rte_mbuf* m : out)
        rte_pktmbuf_free(m);
}

TEST_F(dpdk_ip_frag, copies_and_leaves_no_fragment_behind_if_it_fails) {
    rte_mbuf* const packet = make(1, 0, 1000);
    std::array<rte_mbuf*, 8> out{};
    EXPECT_EQ(rte_ipv4_fragment_packet(packet, out.data(), 2, 520, pool, indirect), -EINVAL);
    ASSERT_EQ(rte_ipv4_fragment_copy_nonseg_packet(packet, out.data(), out.size(), 520, pool), 3);
    EXPECT_EQ(out[1]->nb_segs, 1);
    EXPECT_EQ(*rte_pktmbuf_mtod_offset(out[1], std::uint8_t*, 20), static_cast<std::uint8_t>(496 * 7));
    rte_pktmbuf_free_bulk(out.data(), 3);
    std::vector<rte_mbuf*> taken(mbufs - 3);
    ASSERT_EQ(rte_pktmbuf_alloc_bulk(pool, taken.data(), mbufs - 3), 0);
    EXPECT_EQ(rte_ipv4_fragment_packet(packet, out.data(), out.size(), 520, pool, indirect), -ENOMEM);
    EXPECT_EQ(rte_mempool_avail_count(pool), 2U);
    rte_pktmbuf_free_bulk(taken.data(), mbufs - 3);
    rte_pktmbuf_free(packet);
}

} // namespace THIS_TEST
