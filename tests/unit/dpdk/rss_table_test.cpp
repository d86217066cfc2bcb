// SPDX-License-Identifier: BSD-3-Clause
#include "dpdk/eal_devices.hpp"

#include <rte_flow.h>
#include <rte_thash.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <gtest/gtest.h>

namespace THIS_TEST {

using table = std::array<rte_eth_rss_reta_entry64, 2>;

/// A port with three queues whose packets all come by queue 0, but for its table of hashes.
struct dpdk_rss_table : testing::Test {
    void SetUp() override {
        pool = rte_pktmbuf_pool_create("rss_test", 255, 0, 0, RTE_MBUF_DEFAULT_BUF_SIZE, 0);
        xdpk::dpdk::hotplug_device({.name = "net_ring_rss", .arguments = ""});
        ASSERT_EQ(rte_eth_dev_get_port_by_name("net_ring_rss", &port), 0);
        configure(RTE_ETH_MQ_RX_RSS);
    }
    void TearDown() override {
        xdpk::dpdk::remove_device("net_ring_rss");
        EXPECT_TRUE(rte_mempool_full(pool)) << "packets were lost";
        rte_mempool_free(pool);
    }
    void configure(rte_eth_rx_mq_mode mode) const {
        rte_eth_conf conf{};
        conf.rxmode.mq_mode = mode;
        conf.rx_adv_conf.rss_conf.rss_hf = RTE_ETH_RSS_IP;
        ASSERT_EQ(rte_eth_dev_configure(port, 3, 3, &conf), 0);
    }
    void start() const {
        for (std::uint16_t q = 0; q < 3; ++q) {
            ASSERT_EQ(rte_eth_rx_queue_setup(port, q, 64, 0, nullptr, pool), 0);
            ASSERT_EQ(rte_eth_tx_queue_setup(port, q, 64, 0, nullptr), 0);
        }
        ASSERT_EQ(rte_eth_dev_start(port), 0);
    }
    /// Every hash to this queue.
    [[nodiscard]] int all_to(std::uint16_t queue) const {
        table t{};
        for (auto& group : t) {
            group.mask = UINT64_MAX;
            std::ranges::fill(group.reta, queue);
        }
        return rte_eth_dev_rss_reta_update(port, t.data(), 128);
    }
    /// A packet of Internet Protocol from 10.0.0.1 to 10.0.0.`last`, sent by queue 0: the queue that it comes by, or
    /// -1.
    [[nodiscard]] int arrives(std::uint8_t last) const {
        const std::array<std::uint8_t, 34> bytes{2,  0, 0, 0, 0, 2,  2,  0, 0, 0,  0, 1, 8, 0,  0x45, 0, 0,
                                                 20, 0, 1, 0, 0, 64, 59, 0, 0, 10, 0, 0, 1, 10, 0,    0, last};
        rte_mbuf* m = rte_pktmbuf_alloc(pool);
        std::memcpy(rte_pktmbuf_append(m, bytes.size()), bytes.data(), bytes.size());
        EXPECT_EQ(rte_eth_tx_burst(port, 0, &m, 1), 1);
        for (std::uint16_t q = 0; q < 3; ++q)
            if (rte_mbuf* got = nullptr; rte_eth_rx_burst(port, q, &got, 1) == 1) {
                rte_pktmbuf_free(got);
                return q;
            }
        return -1;
    }
    /// The entry that a packet to 10.0.0.`last` meets.
    [[nodiscard]] static std::uint32_t entry_of(std::uint8_t last, const std::uint8_t* key) {
        std::array<std::uint32_t, 2> tuple{0x0a000001, 0x0a000000U | last};
        return rte_softrss(tuple.data(), 2, key) % 128;
    }

    rte_mempool* pool = nullptr;
    std::uint16_t port = 0;
};

TEST_F(dpdk_rss_table, begins_with_the_queues_in_turn) {
    rte_eth_dev_info info{};
    rte_eth_dev_info_get(port, &info);
    EXPECT_EQ(info.reta_size, 128);
    table t{};
    t[0].mask = 0b1110;
    t[1].mask = 1;
    ASSERT_EQ(rte_eth_dev_rss_reta_query(port, t.data(), 128), 0);
    EXPECT_EQ(t[0].reta[1], 1);
    EXPECT_EQ(t[0].reta[3], 0);
    EXPECT_EQ(t[0].reta[4], 0) << "was not asked for";
    EXPECT_EQ(t[1].reta[0], 64 % 3);
    start();
    EXPECT_EQ(arrives(1), 0) << "nothing is moved before there is a table";
}

TEST_F(dpdk_rss_table, moves_packets_from_the_start_and_while_the_port_runs) {
    ASSERT_EQ(all_to(2), 0);
    start();
    for (std::uint8_t last = 0; last < 20; ++last)
        EXPECT_EQ(arrives(last), 2);
    ASSERT_EQ(all_to(1), 0);
    EXPECT_EQ(arrives(1), 1);
    EXPECT_EQ(rte_flow_flush(port, nullptr), 0);
    EXPECT_EQ(arrives(1), 1) << "the table is no rule";
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    configure(RTE_ETH_MQ_RX_RSS);
    start();
    EXPECT_EQ(arrives(1), 0) << "it ends with the configuration";
}

TEST_F(dpdk_rss_table, an_entry_is_for_the_packets_of_its_hash) {
    std::array<std::uint8_t, 40> key{};
    for (std::size_t i = 0; i < key.size(); ++i)
        key[i] = static_cast<std::uint8_t>(7 * i + 1);
    start();
    ASSERT_EQ(all_to(0), 0);
    rte_eth_rss_conf conf{.rss_key = key.data(), .rss_key_len = 40, .rss_hf = RTE_ETH_RSS_IP, .algorithm = {}};
    ASSERT_EQ(rte_eth_dev_rss_hash_update(port, &conf), 0);
    for (const std::uint8_t last : std::array<std::uint8_t, 3>{3, 7, 50}) {
        const std::uint32_t entry = entry_of(last, key.data());
        table t{};
        t[entry / 64].mask = std::uint64_t{1} << entry % 64;
        t[entry / 64].reta[entry % 64] = 1;
        ASSERT_EQ(rte_eth_dev_rss_reta_update(port, t.data(), 128), 0);
        EXPECT_EQ(arrives(last), 1);
    }
    EXPECT_EQ(arrives(4), 0);
    std::array<std::uint8_t, 40> told{};
    conf.rss_key = told.data();
    ASSERT_EQ(rte_eth_dev_rss_hash_conf_get(port, &conf), 0);
    EXPECT_EQ(told, key);
}

TEST_F(dpdk_rss_table, refuses_what_makes_no_sense) {
    table t{};
    EXPECT_EQ(rte_eth_dev_rss_reta_query(port, t.data(), 128), -EINVAL) << "no entry is meant";
    t[0].mask = 1;
    EXPECT_EQ(rte_eth_dev_rss_reta_query(port, t.data(), 64), -EINVAL);
    t[0].reta[0] = 3;
    EXPECT_EQ(rte_eth_dev_rss_reta_update(port, t.data(), 128), -EINVAL) << "there is no queue 3";
    std::array<std::uint8_t, 52> key{};
    rte_eth_rss_conf conf{.rss_key = key.data(), .rss_key_len = 52, .rss_hf = RTE_ETH_RSS_IP, .algorithm = {}};
    EXPECT_EQ(rte_eth_dev_rss_hash_update(port, &conf), -EINVAL);
    conf = {.rss_key = nullptr, .rss_key_len = 0, .rss_hf = RTE_ETH_RSS_ESP, .algorithm = {}};
    EXPECT_EQ(rte_eth_dev_rss_hash_update(port, &conf), -EINVAL);
    configure(RTE_ETH_MQ_RX_NONE);
    EXPECT_EQ(all_to(0), -ENOTSUP);
    conf.rss_hf = RTE_ETH_RSS_IP;
    EXPECT_EQ(rte_eth_dev_rss_hash_update(port, &conf), -ENOTSUP);
}

} // namespace THIS_TEST
