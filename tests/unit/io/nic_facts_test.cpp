// SPDX-License-Identifier: BSD-3-Clause
#include "io/ethtool.hpp"

#include <xdpk/base/error.hpp>
#include <xdpk/io/nic_facts.hpp>

#include <gtest/gtest.h>

namespace xdpk {

namespace THIS_TEST {

TEST(xdp_features, each_bit_is_one_feature) {
    const auto flags = [](std::uint64_t bits) {
        const xdp_features f = decode_xdp_features(bits);
        return std::vector<bool>{f.basic, f.redirect, f.ndo_xmit, f.xsk_zerocopy, f.hw_offload, f.rx_sg, f.ndo_xmit_sg};
    };
    EXPECT_EQ(flags(0), std::vector<bool>(7, false));
    for (unsigned bit = 0; bit < 7; ++bit) {
        std::vector<bool> expected(7, false);
        expected[bit] = true;
        EXPECT_EQ(flags(std::uint64_t{1} << bit), expected) << "bit " << bit;
    }
}

TEST(xdp_features, bits_of_newer_kernels_are_ignored) {
    const xdp_features f = decode_xdp_features(~std::uint64_t{0x7f});
    EXPECT_FALSE(f.basic || f.redirect || f.ndo_xmit || f.xsk_zerocopy || f.hw_offload || f.rx_sg || f.ndo_xmit_sg);
}

rss toeplitz(std::vector<std::uint8_t> key) {
    return {.function = rss_function::toeplitz, .key = std::move(key), .table = {0, 1}};
}

TEST(rss, a_key_of_16_bit_period_is_symmetric) {
    EXPECT_TRUE(is_symmetric(toeplitz({0x6d, 0x5a, 0x6d, 0x5a, 0x6d, 0x5a})));
    EXPECT_FALSE(is_symmetric(toeplitz({0x6d, 0x5a, 0x56, 0xda, 0x25, 0x5b})));
    EXPECT_FALSE(is_symmetric(toeplitz({0x6d, 0x5a, 0x6d, 0x5a, 0x6d, 0x5b}))) << "the last byte counts";
    EXPECT_FALSE(is_symmetric(toeplitz({}))) << "an unknown key proves nothing";
}

TEST(rss, only_toeplitz_gets_its_symmetry_from_the_key) {
    rss spread = toeplitz({0x6d, 0x5a, 0x6d, 0x5a});
    spread.function = rss_function::crc32;
    EXPECT_FALSE(is_symmetric(spread));
    spread.symmetric_transform = true;
    EXPECT_TRUE(is_symmetric(spread));
}

TEST(offloads, are_summed_up_from_the_kernels_names) {
    const offloads none = detail::sum_up({{"tx-checksum-ip-generic", false}, {"rx-lro", false}, {"rx-gro", false}});
    EXPECT_FALSE(none.tx_checksum || none.tx_vlan_insert || none.rx_vlan_strip || none.lro || none.gro || none.hw_gro);
    for (const char* name : {"tx-checksum-ip-generic", "tx-checksum-ipv4", "tx-checksum-ipv6"})
        EXPECT_TRUE(detail::sum_up({{name, true}}).tx_checksum) << name;
    EXPECT_TRUE(detail::sum_up({{"tx-vlan-hw-insert", true}}).tx_vlan_insert);
    EXPECT_TRUE(detail::sum_up({{"rx-vlan-hw-parse", true}}).rx_vlan_strip);
    EXPECT_TRUE(detail::sum_up({{"rx-gro", true}}).gro);
}

TEST(offloads, merging_that_is_on_and_fixed_cannot_be_mended) {
    EXPECT_TRUE(detail::sum_up({{"rx-lro", true, true}}).merging_fixed);
    EXPECT_TRUE(detail::sum_up({{"rx-gro-hw", true, true}}).merging_fixed);
    EXPECT_FALSE(detail::sum_up({{"rx-gro-hw", true, false}}).merging_fixed);
    EXPECT_FALSE(detail::sum_up({{"rx-gro-hw", false, true}}).merging_fixed);
}

TEST(nic_facts, loopback_is_always_there) {
    const nic_facts lo = read_nic_facts("lo");
    EXPECT_EQ(lo.name, "lo");
    EXPECT_EQ(lo.ifindex, 1);
    EXPECT_EQ(lo.rx_queues, 1U);
    EXPECT_TRUE(lo.programs.empty());
}

std::string failure_of(const std::string& ifname) {
    try {
        (void)read_nic_facts(ifname);
    } catch (const error& failure) {
        return failure.what();
    }
    return "";
}

TEST(nic_facts, names_that_cannot_be_are_refused) {
    for (const char* name : {"", "no such interface", "a-name-that-is-too-long-for-a-kernel"})
        EXPECT_NE(failure_of(name).find("no interface of that name"), std::string::npos) << name;
}

} // namespace THIS_TEST

} // namespace xdpk
