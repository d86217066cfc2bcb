// SPDX-License-Identifier: BSD-3-Clause
#include "dpdk/eal_devices.hpp"

#include <rte_ethdev.h>
#include <rte_mbuf_dyn.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace THIS_TEST {

using xdpk::dpdk::hotplug_device;
using xdpk::dpdk::remove_device;

/// A port whose receive queues get what its transmit queues sent.
struct dpdk_ethdev : testing::Test {
    void SetUp() override {
        pool = rte_pktmbuf_pool_create("ethdev_test", 256, 0, 0, RTE_MBUF_DEFAULT_BUF_SIZE, 0);
        hotplug_device({.name = "net_ring_test", .arguments = ""});
        ASSERT_EQ(rte_eth_dev_get_port_by_name("net_ring_test", &port), 0);
    }
    void TearDown() override {
        remove_device("net_ring_test");
        EXPECT_TRUE(rte_mempool_full(pool)) << "packets were lost";
        rte_mempool_free(pool);
    }

    void start(const rte_eth_conf& conf, std::uint16_t queues = 1) const {
        ASSERT_EQ(rte_eth_dev_configure(port, queues, queues, &conf), 0);
        for (std::uint16_t q = 0; q < queues; ++q) {
            ASSERT_EQ(rte_eth_rx_queue_setup(port, q, 64, 0, nullptr, pool), 0);
            ASSERT_EQ(rte_eth_tx_queue_setup(port, q, 64, 0, nullptr), 0);
        }
        ASSERT_EQ(rte_eth_dev_start(port), 0);
    }
    /// Ethernet, IPv4 without a checksum, UDP without one.
    [[nodiscard]] rte_mbuf* datagram(std::uint8_t last_byte = 1) const {
        static constexpr std::array<std::uint8_t, 46> bytes{2, 0,  0, 0, 0, 2, 2,  0,  0, 0, 0,   1,   8,   0,  0x45, 0,
                                                            0, 32, 0, 1, 0, 0, 64, 17, 0, 0, 10,  0,   0,   1,  10,   0,
                                                            0, 2,  0, 7, 0, 9, 0,  12, 0, 0, 'x', 'd', 'p', 'k'};
        rte_mbuf* const m = rte_pktmbuf_alloc(pool);
        std::memcpy(rte_pktmbuf_append(m, bytes.size()), bytes.data(), bytes.size());
        *rte_pktmbuf_mtod_offset(m, std::uint8_t*, 33) = last_byte;
        m->l2_len = 14;
        m->l3_len = 20;
        return m;
    }
    [[nodiscard]] rte_mbuf* through(rte_mbuf* m) const {
        EXPECT_EQ(rte_eth_tx_burst(port, 0, &m, 1), 1);
        rte_mbuf* back = nullptr;
        EXPECT_EQ(rte_eth_rx_burst(port, 0, &back, 1), 1);
        return back;
    }

    rte_mempool* pool = nullptr;
    std::uint16_t port = 0;
};

TEST_F(dpdk_ethdev, carries_nothing_before_start_and_after_stop) {
    rte_mbuf* m = datagram();
    EXPECT_EQ(rte_eth_tx_burst(port, 0, &m, 1), 0);
    start({});
    m = through(m);
    EXPECT_EQ(m->port, port);
    EXPECT_EQ(rte_eth_dev_stop(port), 0);
    EXPECT_EQ(rte_eth_tx_burst(port, 0, &m, 1), 0);
    rte_pktmbuf_free(m);
    rte_eth_stats stats{};
    EXPECT_EQ(rte_eth_stats_get(port, &stats), 0);
    EXPECT_EQ(stats.ipackets, 1U);
    EXPECT_EQ(stats.obytes, 46U);
}

TEST_F(dpdk_ethdev, queues_can_be_set_up_again_and_again) {
    for (int round = 0; round < 3; ++round) {
        start({}, static_cast<std::uint16_t>(round + 1));
        EXPECT_EQ(rte_eth_rx_queue_setup(port, 0, 64, 0, nullptr, pool), -EBUSY);
        EXPECT_EQ(rte_eth_dev_stop(port), 0);
    }
}

TEST_F(dpdk_ethdev, fills_in_and_verifies_checksums) {
    rte_eth_conf conf{};
    conf.rxmode.offloads = RTE_ETH_RX_OFFLOAD_CHECKSUM;
    conf.txmode.offloads = RTE_ETH_TX_OFFLOAD_IPV4_CKSUM | RTE_ETH_TX_OFFLOAD_UDP_CKSUM;
    start(conf);
    rte_mbuf* m = datagram();
    m->ol_flags = RTE_MBUF_F_TX_IPV4 | RTE_MBUF_F_TX_IP_CKSUM | RTE_MBUF_F_TX_UDP_CKSUM;
    m = through(m);
    EXPECT_EQ(m->ol_flags & RTE_MBUF_F_RX_IP_CKSUM_MASK, RTE_MBUF_F_RX_IP_CKSUM_GOOD);
    EXPECT_EQ(m->ol_flags & RTE_MBUF_F_RX_L4_CKSUM_MASK, RTE_MBUF_F_RX_L4_CKSUM_GOOD);
    *rte_pktmbuf_mtod_offset(m, std::uint8_t*, 33) ^= 1;
    m->ol_flags = 0;
    m = through(m);
    EXPECT_EQ(m->ol_flags & RTE_MBUF_F_RX_IP_CKSUM_MASK, RTE_MBUF_F_RX_IP_CKSUM_BAD);
    EXPECT_EQ(m->ol_flags & RTE_MBUF_F_RX_L4_CKSUM_MASK, RTE_MBUF_F_RX_L4_CKSUM_BAD);
    rte_pktmbuf_free(m);
}

TEST_F(dpdk_ethdev, tells_packet_types_to_those_who_ask) {
    start({});
    rte_mbuf* m = datagram();
    m->packet_type = 0;
    m = through(m);
    EXPECT_EQ(m->packet_type, 0U);
    std::array<std::uint32_t, 32> types{};
    EXPECT_GT(rte_eth_dev_get_supported_ptypes(port, RTE_PTYPE_L3_MASK, types.data(), types.size()), 2);
    m = through(m);
    EXPECT_EQ(m->packet_type, RTE_PTYPE_L2_ETHER | RTE_PTYPE_L3_IPV4 | RTE_PTYPE_L4_UDP);
    rte_pktmbuf_free(m);
}

TEST_F(dpdk_ethdev, inserts_and_strips_a_vlan_tag) {
    rte_eth_conf conf{};
    conf.rxmode.offloads = RTE_ETH_RX_OFFLOAD_VLAN_STRIP;
    conf.txmode.offloads = RTE_ETH_TX_OFFLOAD_VLAN_INSERT;
    start(conf);
    rte_mbuf* m = datagram();
    m->ol_flags = RTE_MBUF_F_TX_VLAN;
    m->vlan_tci = 0x2005;
    m = through(m);
    EXPECT_NE(m->ol_flags & RTE_MBUF_F_RX_VLAN_STRIPPED, 0U);
    EXPECT_EQ(m->vlan_tci, 0x2005);
    EXPECT_EQ(m->pkt_len, 46U);
    rte_pktmbuf_free(m);
}

std::uint16_t drop_all(std::uint16_t, std::uint16_t, rte_mbuf** packets, std::uint16_t n, std::uint16_t, void* calls) {
    ++*static_cast<int*>(calls);
    rte_pktmbuf_free_bulk(packets, n);
    return 0;
}

TEST_F(dpdk_ethdev, a_callback_sees_packets_until_it_is_removed) {
    int calls = 0;
    start({});
    const rte_eth_rxtx_callback* const added = rte_eth_add_rx_callback(port, 0, drop_all, &calls);
    ASSERT_NE(added, nullptr);
    rte_mbuf* m = datagram();
    rte_eth_tx_burst(port, 0, &m, 1);
    rte_mbuf* back = nullptr;
    EXPECT_EQ(rte_eth_rx_burst(port, 0, &back, 1), 0);
    EXPECT_EQ(calls, 1);
    EXPECT_EQ(rte_eth_remove_rx_callback(port, 0, added), 0);
    rte_pktmbuf_free(through(datagram()));
    EXPECT_EQ(calls, 1);
}

TEST_F(dpdk_ethdev, refuses_what_it_cannot_do) {
    rte_eth_conf conf{};
    conf.rxmode.offloads = RTE_ETH_RX_OFFLOAD_TCP_LRO;
    EXPECT_EQ(rte_eth_dev_configure(port, 1, 1, &conf), -EINVAL);
    conf.rxmode.offloads = 0;
    EXPECT_EQ(rte_eth_dev_configure(port, XDPK_ETH_MAX_QUEUES + 1, 1, &conf), -EINVAL);
    EXPECT_EQ(rte_eth_dev_configure(port, 1, 1, &conf), 0);
    EXPECT_EQ(rte_eth_dev_start(port), -EINVAL);
    EXPECT_EQ(rte_eth_dev_start(RTE_MAX_ETHPORTS), -ENODEV);
}

} // namespace THIS_TEST
