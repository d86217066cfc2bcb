// SPDX-License-Identifier: BSD-3-Clause
#include "dpdk/eal_devices.hpp"
#include "dpdk/port_clock.hpp"

#include <rte_ethdev.h>

#include <array>
#include <cstdint>
#include <ctime>
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace THIS_TEST {

using xdpk::dpdk::port_clock;
using xdpk::dpdk::system_time;

constexpr std::uint64_t second = 1'000'000'000;

TEST(dpdk_port_clock, is_the_systems_until_it_is_told_otherwise) {
    const port_clock clock;
    EXPECT_EQ(clock.at(5 * second), 5 * second);
}

TEST(dpdk_port_clock, is_set_and_moved) {
    port_clock clock;
    clock.set(100 * second);
    EXPECT_NEAR(static_cast<double>(clock.now()), 100e9, 1e9);
    clock.move(-50 * static_cast<std::int64_t>(second));
    EXPECT_NEAR(static_cast<double>(clock.now()), 50e9, 1e9);
}

TEST(dpdk_port_clock, is_paced_from_now_on) {
    port_clock clock;
    clock.pace(100e-6);
    const std::uint64_t from = system_time();
    const std::uint64_t day = 86400 * second;
    const double gained = static_cast<double>(clock.at(from + day) - clock.at(from) - day);
    EXPECT_NEAR(gained, 8.64e9, 10) << "100 ppm";
    clock.pace(-0.5);
    const std::uint64_t now = system_time();
    EXPECT_NEAR(static_cast<double>(clock.at(now + 10 * second) - clock.at(now)), 5e9, 10);
    clock.pace(0);
    EXPECT_NEAR(static_cast<double>(clock.at(now + 10 * second) - clock.at(now + 9 * second)), 1e9, 10);
}

/// A port that is no netdev.
struct dpdk_ethdev_extras : testing::Test {
    void SetUp() override {
        xdpk::dpdk::hotplug_device({.name = "net_null_extras", .arguments = "size=60"});
        ASSERT_EQ(rte_eth_dev_get_port_by_name("net_null_extras", &port), 0);
        const rte_eth_conf conf{};
        pool = rte_pktmbuf_pool_create("extras_test", 255, 0, 0, RTE_MBUF_DEFAULT_BUF_SIZE, 0);
        ASSERT_EQ(rte_eth_dev_configure(port, 2, 1, &conf), 0);
        for (std::uint16_t q = 0; q < 2; ++q)
            ASSERT_EQ(rte_eth_rx_queue_setup(port, q, 64, 0, nullptr, pool), 0);
        ASSERT_EQ(rte_eth_tx_queue_setup(port, 0, 64, 0, nullptr), 0);
    }
    void TearDown() override {
        xdpk::dpdk::remove_device("net_null_extras");
        rte_mempool_free(pool);
    }
    void receive(std::uint16_t queue, int packets) const {
        for (int i = 0; i < packets; ++i) {
            rte_mbuf* m = nullptr;
            ASSERT_EQ(rte_eth_rx_burst(port, queue, &m, 1), 1);
            rte_pktmbuf_free(m);
        }
    }
    [[nodiscard]] std::uint64_t value(const char* name) const {
        std::uint64_t id = 0, value = 0;
        EXPECT_EQ(rte_eth_xstats_get_id_by_name(port, name, &id), 0) << name;
        EXPECT_EQ(rte_eth_xstats_get_by_id(port, &id, &value, 1), 1);
        return value;
    }

    rte_mempool* pool = nullptr;
    std::uint16_t port = 0;
};

TEST_F(dpdk_ethdev_extras, counters_keep_their_names_and_places) {
    const int before = rte_eth_xstats_get_names(port, nullptr, 0);
    std::vector<rte_eth_xstat_name> names(static_cast<std::size_t>(before));
    rte_eth_xstats_get_names(port, names.data(), static_cast<unsigned>(before));
    for (const auto& [place, name] : {std::pair{0, "rx_good_packets"}, {7, "rx_mbuf_allocation_errors"}})
        EXPECT_STREQ(&names[static_cast<std::size_t>(place)].name[0], name);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    EXPECT_EQ(rte_eth_xstats_get_names(port, nullptr, 0), before);
    receive(1, 3);
    EXPECT_EQ(value("rx_q1_packets"), 3U);
    EXPECT_EQ(value("rx_good_packets"), 3U);
}

TEST_F(dpdk_ethdev_extras, counters_count_from_a_reset) {
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    receive(0, 5);
    EXPECT_EQ(rte_eth_xstats_reset(port), 0);
    EXPECT_EQ(value("rx_q0_packets"), 0U);
    EXPECT_EQ(value("rx_good_packets"), 0U);
    receive(0, 2);
    EXPECT_EQ(value("rx_q0_bytes"), 120U);
    EXPECT_EQ(value("rx_good_packets"), 2U);
    rte_eth_dev_stop(port);
    rte_eth_dev_start(port);
    receive(0, 1);
    EXPECT_EQ(value("rx_q0_packets"), 1U);
}

TEST_F(dpdk_ethdev_extras, a_port_that_is_no_netdev_has_no_hardware) {
    rte_eth_fc_conf pause{};
    EXPECT_EQ(rte_eth_dev_flow_ctrl_get(port, &pause), -ENOTSUP);
    EXPECT_EQ(rte_eth_dev_flow_ctrl_set(port, &pause), -ENOTSUP);
    EXPECT_EQ(rte_eth_dev_get_eeprom_length(port), -ENOTSUP);
    EXPECT_EQ(rte_eth_dev_get_eeprom_length(RTE_MAX_ETHPORTS), -ENODEV);
}

TEST_F(dpdk_ethdev_extras, a_ports_clock_is_set_moved_and_paced) {
    const timespec wanted{.tv_sec = 1000, .tv_nsec = 500};
    timespec told{};
    ASSERT_EQ(rte_eth_timesync_write_time(port, &wanted), 0);
    ASSERT_EQ(rte_eth_timesync_adjust_time(port, 5'000'000'000), 0);
    EXPECT_EQ(rte_eth_timesync_adjust_freq(port, 100 << 16), 0);
    ASSERT_EQ(rte_eth_timesync_read_time(port, &told), 0);
    EXPECT_GE(told.tv_sec, 1005);
    EXPECT_LT(told.tv_sec, 1010);
}

} // namespace THIS_TEST
