// SPDX-License-Identifier: BSD-3-Clause
#include "dpdk/eal_devices.hpp"

#include <rte_flow.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <gtest/gtest.h>
#include <vector>

namespace THIS_TEST {

using items = std::vector<rte_flow_item>;
using actions = std::vector<rte_flow_action>;

constexpr rte_flow_item no_more_items{RTE_FLOW_ITEM_TYPE_END, nullptr, nullptr, nullptr};
constexpr rte_flow_action no_more_actions{RTE_FLOW_ACTION_TYPE_END, nullptr};
constexpr rte_flow_action drop{RTE_FLOW_ACTION_TYPE_DROP, nullptr};

/// A port with three queues: what is sent by one is received by the same one, but for its rules.
struct dpdk_flow : testing::Test {
    void SetUp() override {
        pool = rte_pktmbuf_pool_create("flow_test", 255, 0, 0, RTE_MBUF_DEFAULT_BUF_SIZE, 0);
        xdpk::dpdk::hotplug_device({.name = "net_ring_flow", .arguments = ""});
        ASSERT_EQ(rte_eth_dev_get_port_by_name("net_ring_flow", &port), 0);
        const rte_eth_conf conf{};
        ASSERT_EQ(rte_eth_dev_configure(port, 3, 3, &conf), 0);
        for (std::uint16_t q = 0; q < 3; ++q) {
            ASSERT_EQ(rte_eth_rx_queue_setup(port, q, 64, 0, nullptr, pool), 0);
            ASSERT_EQ(rte_eth_tx_queue_setup(port, q, 64, 0, nullptr), 0);
        }
        ASSERT_EQ(rte_eth_dev_start(port), 0);
    }
    void TearDown() override {
        xdpk::dpdk::remove_device("net_ring_flow");
        EXPECT_TRUE(rte_mempool_full(pool)) << "packets were lost";
        rte_mempool_free(pool);
    }

    rte_flow* rule(items pattern, actions what, std::uint32_t priority = 0) {
        rte_flow_attr attr{};
        attr.ingress = 1;
        attr.priority = priority;
        return rule(attr, std::move(pattern), std::move(what));
    }
    rte_flow* rule(const rte_flow_attr& attr, items pattern, actions what) {
        pattern.push_back(no_more_items);
        what.push_back(no_more_actions);
        return rte_flow_create(port, &attr, pattern.data(), what.data(), &error);
    }
    /// A datagram from 10.0.0.1 to 10.0.0.`last`, port `to`.
    rte_mbuf* datagram(std::uint8_t last, std::uint8_t to = 9) const {
        std::array<std::uint8_t, 46> bytes{2, 0,    0, 0, 0, 2,  2,  0,  0, 0, 0,   1,   8,   0,  0x45, 0,
                                           0, 32,   0, 1, 0, 0,  64, 17, 0, 0, 10,  0,   0,   1,  10,   0,
                                           0, last, 0, 7, 0, to, 0,  12, 0, 0, 'x', 'd', 'p', 'k'};
        rte_mbuf* const m = rte_pktmbuf_alloc(pool);
        std::memcpy(rte_pktmbuf_append(m, bytes.size()), bytes.data(), bytes.size());
        return m;
    }
    /// Sends it by queue 0: the queue that it comes by, or -1.
    int arrives(rte_mbuf* m) {
        EXPECT_EQ(rte_eth_tx_burst(port, 0, &m, 1), 1);
        for (std::uint16_t q = 0; q < 3; ++q)
            if (rte_mbuf* got = nullptr; rte_eth_rx_burst(port, q, &got, 1) == 1) {
                flags = got->ol_flags;
                mark = got->hash.fdir.hi;
                rte_pktmbuf_free(got);
                return q;
            }
        return -1;
    }

    rte_mempool* pool = nullptr;
    std::uint16_t port = 0;
    rte_flow_error error{};
    std::uint64_t flags = 0;
    std::uint32_t mark = 0;
};

rte_flow_item ipv4_to(rte_flow_item_ipv4& spec, std::uint8_t last) {
    spec.hdr.dst_addr = RTE_BE32(RTE_IPV4(10, 0, 0, 0)) | rte_cpu_to_be_32(last);
    return {RTE_FLOW_ITEM_TYPE_IPV4, &spec, nullptr, nullptr};
}

rte_flow_item_ipv4 destination_alone() {
    rte_flow_item_ipv4 mask{};
    mask.hdr.dst_addr = 0xffffffff;
    return mask;
}

TEST_F(dpdk_flow, moves_to_a_queue_what_an_address_matches_until_it_is_destroyed) {
    const rte_flow_action_queue second{.index = 1};
    const rte_flow_item_ipv4 mask = destination_alone();
    rte_flow_item_ipv4 spec{};
    rte_flow_item item = ipv4_to(spec, 2);
    item.mask = &mask;
    rte_flow* const made =
        rule({{RTE_FLOW_ITEM_TYPE_ETH, nullptr, nullptr, nullptr}, item}, {{RTE_FLOW_ACTION_TYPE_QUEUE, &second}});
    ASSERT_NE(made, nullptr) << error.message;
    EXPECT_EQ(arrives(datagram(2)), 1);
    EXPECT_EQ(arrives(datagram(3)), 0);
    EXPECT_EQ(rte_flow_destroy(port, made, &error), 0);
    EXPECT_EQ(arrives(datagram(2)), 0);
    EXPECT_EQ(rte_flow_destroy(port, made, &error), -ENOENT);
    EXPECT_EQ(error.type, RTE_FLOW_ERROR_TYPE_HANDLE);
}

TEST_F(dpdk_flow, stays_over_a_stop_and_ends_with_a_new_configuration) {
    ASSERT_NE(rule({}, {drop}), nullptr);
    EXPECT_EQ(rte_eth_dev_stop(port), 0);
    EXPECT_EQ(rte_eth_dev_start(port), 0);
    EXPECT_EQ(arrives(datagram(2)), -1);
    EXPECT_EQ(rte_eth_dev_stop(port), 0);
    const rte_eth_conf conf{};
    EXPECT_EQ(rte_eth_dev_configure(port, 3, 3, &conf), 0);
    EXPECT_EQ(rte_eth_dev_start(port), 0);
    EXPECT_EQ(arrives(datagram(2)), 0);
}

TEST_F(dpdk_flow, matches_a_range_of_ports) {
    rte_flow_item_udp from{};
    from.hdr.dst_port = RTE_BE16(5);
    rte_flow_item_udp to{};
    to.hdr.dst_port = RTE_BE16(8);
    rte_flow_item_udp mask{};
    mask.hdr.dst_port = 0xffff;
    ASSERT_NE(rule({{RTE_FLOW_ITEM_TYPE_UDP, &from, &to, &mask}}, {drop}), nullptr) << error.message;
    EXPECT_EQ(arrives(datagram(2, 4)), 0);
    EXPECT_EQ(arrives(datagram(2, 5)), -1);
    EXPECT_EQ(arrives(datagram(2, 8)), -1);
    EXPECT_EQ(arrives(datagram(2, 9)), 0);
    ASSERT_EQ(rte_flow_flush(port, &error), 0);
    EXPECT_EQ(arrives(datagram(2, 5)), 0);
}

TEST_F(dpdk_flow, looks_at_rules_by_priority_and_goes_on_after_passthru) {
    const rte_flow_action_mark seven{.id = 7};
    ASSERT_NE(rule({}, {drop}, 2), nullptr);
    ASSERT_NE(rule({}, {{RTE_FLOW_ACTION_TYPE_FLAG, nullptr}}, 1), nullptr);
    EXPECT_EQ(arrives(datagram(2)), 0);
    EXPECT_EQ(flags & (RTE_MBUF_F_RX_FDIR | RTE_MBUF_F_RX_FDIR_ID), RTE_MBUF_F_RX_FDIR);
    ASSERT_NE(rule({}, {{RTE_FLOW_ACTION_TYPE_MARK, &seven}, {RTE_FLOW_ACTION_TYPE_PASSTHRU, nullptr}}), nullptr);
    EXPECT_EQ(arrives(datagram(2)), 0);
    EXPECT_NE(flags & RTE_MBUF_F_RX_FDIR_ID, 0U);
    EXPECT_EQ(mark, 7U);
}

TEST_F(dpdk_flow, counts_what_it_is_asked_to_count) {
    const rte_flow_action count{RTE_FLOW_ACTION_TYPE_COUNT, nullptr};
    rte_flow* const made = rule({{RTE_FLOW_ITEM_TYPE_UDP, nullptr, nullptr, nullptr}}, {count, drop});
    ASSERT_NE(made, nullptr);
    EXPECT_EQ(arrives(datagram(2)) + arrives(datagram(3)), -2);
    rte_flow_query_count told{};
    told.reset = 1;
    EXPECT_EQ(rte_flow_query(port, made, &count, &told, &error), 0);
    EXPECT_EQ(told.hits, 2U);
    EXPECT_EQ(told.bytes, 92U);
    EXPECT_EQ(rte_flow_query(port, made, &count, &told, &error), 0);
    EXPECT_EQ(told.hits, 0U);
    EXPECT_EQ(rte_flow_query(port, rule({}, {drop}), &count, &told, &error), -EINVAL);
}

TEST_F(dpdk_flow, spreads_flows_over_the_queues_it_names) {
    const std::array<std::uint16_t, 2> queues{1, 2};
    rte_flow_action_rss rss{};
    rss.types = RTE_ETH_RSS_IPV4;
    rss.queue_num = queues.size();
    rss.queue = queues.data();
    ASSERT_NE(rule({{RTE_FLOW_ITEM_TYPE_IPV4, nullptr, nullptr, nullptr}}, {{RTE_FLOW_ACTION_TYPE_RSS, &rss}}), nullptr)
        << error.message;
    std::array<int, 3> arrived{};
    for (std::uint8_t last = 1; last < 65; ++last) {
        const int queue = arrives(datagram(last));
        ASSERT_GE(queue, 0);
        ++arrived[static_cast<std::size_t>(queue)];
        EXPECT_EQ(arrives(datagram(last)), queue) << "of the same flow";
    }
    EXPECT_EQ(arrived[0], 0);
    EXPECT_GT(arrived[1], 10);
    EXPECT_GT(arrived[2], 10);
}

TEST_F(dpdk_flow, isolated_ports_receive_what_a_rule_lets_in) {
    EXPECT_EQ(rte_flow_isolate(port, 1, &error), 0);
    EXPECT_EQ(arrives(datagram(2)), -1);
    const rte_flow_action_queue first{.index = 0};
    const rte_flow_item_ipv4 mask = destination_alone();
    rte_flow_item_ipv4 spec{};
    rte_flow_item item = ipv4_to(spec, 2);
    item.mask = &mask;
    ASSERT_NE(rule({item}, {{RTE_FLOW_ACTION_TYPE_QUEUE, &first}}), nullptr);
    EXPECT_EQ(arrives(datagram(2)), 0);
    EXPECT_EQ(arrives(datagram(3)), -1);
    EXPECT_EQ(rte_flow_isolate(port, 0, &error), 0);
    EXPECT_EQ(arrives(datagram(3)), 0);
}

} // namespace THIS_TEST
