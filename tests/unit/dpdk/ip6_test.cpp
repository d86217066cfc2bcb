// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>

#include <rte_ip.h>
#include <rte_ptp.h>

namespace THIS_TEST {

constexpr rte_ipv6_addr documentation = RTE_IPV6(0x2001, 0xdb8, 0x1234, 0x5678, 0x9abc, 0xdef0, 0x0fed, 0xcba9);

TEST(dpdk_ip6, addresses_are_in_wire_order) {
    char text[64];
    std::snprintf(text, sizeof(text), RTE_IPV6_ADDR_FMT, RTE_IPV6_ADDR_SPLIT(&documentation));
    EXPECT_STREQ(text, "2001:0db8:1234:5678:9abc:def0:0fed:cba9");
}

TEST(dpdk_ip6, masks_keep_the_first_bits) {
    for (std::uint8_t depth = 0; depth <= RTE_IPV6_MAX_DEPTH; ++depth) {
        rte_ipv6_addr mask = RTE_IPV6_MASK_FULL;
        rte_ipv6_addr_mask(&mask, depth);
        EXPECT_EQ(rte_ipv6_mask_depth(&mask), depth);
        rte_ipv6_addr other = documentation;
        if (depth < RTE_IPV6_MAX_DEPTH)
            other.a[depth / 8] ^= static_cast<std::uint8_t>(0x80U >> (depth % 8));
        EXPECT_TRUE(rte_ipv6_addr_eq_prefix(&other, &documentation, depth));
        const bool is_equal_behind =
            rte_ipv6_addr_eq_prefix(&other, &documentation, static_cast<std::uint8_t>(depth + 1));
        EXPECT_EQ(is_equal_behind, depth == RTE_IPV6_MAX_DEPTH);
    }
}

TEST(dpdk_ip6, kinds_of_addresses_are_told_apart) {
    const rte_ipv6_addr unspecified = RTE_IPV6_ADDR_UNSPEC;
    const rte_ipv6_addr loopback = RTE_IPV6_ADDR_LOOPBACK;
    const rte_ipv6_addr link = RTE_IPV6(0xfe80, 0, 0, 0, 0, 0, 0, 1);
    const rte_ipv6_addr mapped = RTE_IPV6(0, 0, 0, 0, 0, 0xffff, 0x0a00, 1);
    const rte_ipv6_addr nodes = RTE_IPV6_ADDR_ALLNODES_LINK_LOCAL;
    EXPECT_TRUE(rte_ipv6_addr_is_unspec(&unspecified) && !rte_ipv6_addr_is_unspec(&loopback));
    EXPECT_TRUE(rte_ipv6_addr_is_loopback(&loopback) && !rte_ipv6_addr_is_loopback(&link));
    EXPECT_TRUE(rte_ipv6_addr_is_linklocal(&link) && !rte_ipv6_addr_is_linklocal(&documentation));
    EXPECT_TRUE(rte_ipv6_addr_is_v4mapped(&mapped) && !rte_ipv6_addr_is_v4mapped(&unspecified));
    EXPECT_TRUE(rte_ipv6_addr_is_v4compat(&unspecified) && !rte_ipv6_addr_is_v4compat(&loopback));
    EXPECT_EQ(rte_ipv6_mc_scope(&nodes), RTE_IPV6_MC_SCOPE_LINKLOCAL);
    EXPECT_EQ(rte_ipv6_mc_scope(&link), RTE_IPV6_MC_SCOPE_NONE);
}

TEST(dpdk_ip6, addresses_follow_from_others) {
    const rte_ether_addr mac{{0x00, 0x11, 0x22, 0x33, 0x44, 0x55}};
    rte_ipv6_addr made{};
    rte_ether_addr group{};
    const rte_ipv6_addr link = RTE_IPV6(0xfe80, 0, 0, 0, 0x0211, 0x22ff, 0xfe33, 0x4455);
    const rte_ipv6_addr solicited = RTE_IPV6(0xff02, 0, 0, 0, 0, 1, 0xffed, 0xcba9);
    rte_ipv6_llocal_from_ethernet(&made, &mac);
    EXPECT_TRUE(rte_ipv6_addr_eq(&made, &link));
    rte_ipv6_solnode_from_addr(&made, &documentation);
    EXPECT_TRUE(rte_ipv6_addr_eq(&made, &solicited));
    rte_ether_mcast_from_ipv6(&group, &made);
    const rte_ether_addr expected{{0x33, 0x33, 0xff, 0xed, 0xcb, 0xa9}};
    EXPECT_TRUE(rte_is_same_ether_addr(&group, &expected));
}

TEST(dpdk_ip6, versions_are_checked) {
    rte_ipv6_hdr ip{};
    EXPECT_EQ(rte_ipv6_check_version(&ip), -EINVAL);
    ip.vtc_flow = rte_cpu_to_be_32(6U << 28U);
    EXPECT_EQ(rte_ipv6_check_version(&ip), 0);
}

TEST(dpdk_ptp, corrections_and_times_are_in_nanoseconds) {
    rte_ptp_hdr sync{};
    rte_ptp_add_correction(&sync, 5);
    EXPECT_EQ(rte_be_to_cpu_64(sync.correction), 5U << 16U);
    EXPECT_TRUE(rte_ptp_is_event(&sync) && !rte_ptp_is_two_step(&sync));
    sync.flags = rte_cpu_to_be_16(RTE_PTP_FLAG_TWO_STEP);
    EXPECT_TRUE(rte_ptp_is_two_step(&sync));
    const rte_ptp_timestamp time{rte_cpu_to_be_16(1), rte_cpu_to_be_32(2), rte_cpu_to_be_32(3)};
    EXPECT_EQ(rte_ptp_timestamp_to_ns(&time), ((std::uint64_t{1} << 32U) + 2) * 1'000'000'000 + 3);
    EXPECT_EQ(sizeof(rte_ptp_hdr), 34U);
    EXPECT_EQ(sizeof(rte_ptp_timestamp), 10U);
}

} // namespace THIS_TEST
