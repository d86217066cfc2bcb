// SPDX-License-Identifier: BSD-3-Clause
#include "dpdk/eal_devices.hpp"
#include "dpdk/eth_port.hpp"
#include "dpdk/flow_pattern.hpp"

#include <rte_flow.h>

#include <array>
#include <cerrno>
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace THIS_TEST {

using bytes = std::vector<std::byte>;
using items = std::vector<rte_flow_item>;

struct dpdk_flow_refusal : testing::Test {
    dpdk_flow_refusal() {
        xdpk::dpdk::hotplug_device({.name = "net_null_flow", .arguments = ""});
        rte_eth_dev_get_port_by_name("net_null_flow", &port);
        const rte_eth_conf conf{};
        EXPECT_EQ(rte_eth_dev_configure(port, 1, 1, &conf), 0);
        attr.ingress = 1;
    }
    ~dpdk_flow_refusal() override { xdpk::dpdk::remove_device("net_null_flow"); }

    /// What is wrong with the rule.
    rte_flow_error_type refused(int code) {
        error = {};
        EXPECT_EQ(rte_flow_validate(port, &attr, pattern.data(), actions.data(), &error), -code)
            << (error.message != nullptr ? error.message : "");
        return error.type;
    }

    std::uint16_t port = 0;
    rte_flow_attr attr{};
    items pattern{{RTE_FLOW_ITEM_TYPE_END, nullptr, nullptr, nullptr}};
    std::vector<rte_flow_action> actions{{RTE_FLOW_ACTION_TYPE_DROP, nullptr}, {RTE_FLOW_ACTION_TYPE_END, nullptr}};
    rte_flow_error error{};
};

TEST_F(dpdk_flow_refusal, names_what_of_the_attributes_is_not_there) {
    EXPECT_EQ(refused(0), RTE_FLOW_ERROR_TYPE_NONE);
    attr.group = 1;
    EXPECT_EQ(refused(ENOTSUP), RTE_FLOW_ERROR_TYPE_ATTR_GROUP);
    attr = {};
    EXPECT_EQ(refused(EINVAL), RTE_FLOW_ERROR_TYPE_ATTR_INGRESS);
    attr.egress = 1;
    EXPECT_EQ(refused(ENOTSUP), RTE_FLOW_ERROR_TYPE_ATTR_EGRESS);
    EXPECT_EQ(rte_flow_validate(RTE_MAX_ETHPORTS, &attr, pattern.data(), actions.data(), nullptr), -ENODEV);
}

TEST_F(dpdk_flow_refusal, names_items_that_are_not_there_or_out_of_place) {
    pattern.insert(pattern.begin(), {RTE_FLOW_ITEM_TYPE_VXLAN, nullptr, nullptr, nullptr});
    EXPECT_EQ(refused(ENOTSUP), RTE_FLOW_ERROR_TYPE_ITEM);
    EXPECT_EQ(error.cause, pattern.data());
    EXPECT_NE(std::string(error.message).find("VXLAN"), std::string::npos);
    pattern.front().type = RTE_FLOW_ITEM_TYPE_UDP;
    pattern.insert(pattern.begin() + 1, {RTE_FLOW_ITEM_TYPE_IPV4, nullptr, nullptr, nullptr});
    EXPECT_EQ(refused(EINVAL), RTE_FLOW_ERROR_TYPE_ITEM);
    EXPECT_EQ(error.cause, &pattern[1]);
    pattern.erase(pattern.begin());
    pattern.front().mask = &rte_flow_item_ipv4_mask;
    EXPECT_EQ(refused(EINVAL), RTE_FLOW_ERROR_TYPE_ITEM_SPEC);
}

TEST_F(dpdk_flow_refusal, names_actions_that_are_not_there_or_wrong) {
    actions.front().type = RTE_FLOW_ACTION_TYPE_OF_POP_VLAN;
    EXPECT_EQ(refused(ENOTSUP), RTE_FLOW_ERROR_TYPE_ACTION);
    EXPECT_NE(std::string(error.message).find("OF_POP_VLAN"), std::string::npos);
    actions.front().type = RTE_FLOW_ACTION_TYPE_QUEUE;
    EXPECT_EQ(refused(EINVAL), RTE_FLOW_ERROR_TYPE_ACTION_CONF);
    const rte_flow_action_queue second{.index = 1};
    actions.front().conf = &second;
    EXPECT_EQ(refused(EINVAL), RTE_FLOW_ERROR_TYPE_ACTION_CONF);
    EXPECT_EQ(error.cause, &second);
    actions.front().type = RTE_FLOW_ACTION_TYPE_DROP;
    actions.insert(actions.begin(), {RTE_FLOW_ACTION_TYPE_DROP, nullptr});
    EXPECT_EQ(refused(EINVAL), RTE_FLOW_ERROR_TYPE_ACTION);
    EXPECT_EQ(error.cause, &actions[1]);
}

/// Ethernet with these bytes from the type on.
bool matches(items pattern, std::initializer_list<int> rest) {
    bytes frame(12, std::byte{2});
    for (const int b : rest)
        frame.push_back(static_cast<std::byte>(b));
    pattern.push_back({RTE_FLOW_ITEM_TYPE_END, nullptr, nullptr, nullptr});
    return xdpk::dpdk::flow_pattern(pattern.data()).matches(frame, xdpk::parse(frame));
}

constexpr auto tagged = {0x81, 0, 0x20, 5, 0x88, 0xb5};
constexpr auto twice = {0x88, 0xa8, 0, 5, 0x81, 0, 0, 6, 0x88, 0xb5};
constexpr auto plain = {0x88, 0xb5, 0};

TEST(dpdk_flow_pattern, tells_tagged_from_plain_frames) {
    rte_flow_item_eth spec{};
    rte_flow_item_eth mask{};
    mask.has_vlan = 1;
    const rte_flow_item without{RTE_FLOW_ITEM_TYPE_ETH, &spec, nullptr, &mask};
    EXPECT_TRUE(matches({without}, plain));
    EXPECT_FALSE(matches({without}, tagged));
    const rte_flow_item any{RTE_FLOW_ITEM_TYPE_ETH, nullptr, nullptr, nullptr};
    EXPECT_TRUE(matches({any}, plain));
    EXPECT_TRUE(matches({any}, tagged));
}

TEST(dpdk_flow_pattern, looks_at_each_tag) {
    rte_flow_item_vlan five{};
    five.hdr.vlan_tci = RTE_BE16(5);
    rte_flow_item_vlan six{};
    six.hdr.vlan_tci = RTE_BE16(6);
    const rte_flow_item outer{RTE_FLOW_ITEM_TYPE_VLAN, &five, nullptr, nullptr};
    const rte_flow_item inner{RTE_FLOW_ITEM_TYPE_VLAN, &six, nullptr, nullptr};
    EXPECT_TRUE(matches({outer}, tagged)) << "the priority does not count";
    EXPECT_FALSE(matches({inner}, tagged));
    EXPECT_FALSE(matches({outer}, plain));
    EXPECT_TRUE(matches({outer, inner}, twice));
    EXPECT_FALSE(matches({outer, outer}, twice));
    EXPECT_FALSE(matches({outer, inner}, tagged));
}

} // namespace THIS_TEST
