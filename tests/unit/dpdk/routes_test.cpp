// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <cerrno>
#include <cstdint>
#include <vector>

#include <rte_errno.h>
#include <rte_fib.h>
#include <rte_lpm.h>

namespace THIS_TEST {

rte_lpm* make_lpm(std::uint32_t most) {
    const rte_lpm_config config{.max_rules = most, .number_tbl8s = 256, .flags = 0};
    return rte_lpm_create("routes", 0, &config);
}

TEST(dpdk_routes, looks_up_bursts_of_any_size) {
    rte_lpm* const lpm = make_lpm(256);
    for (std::uint32_t i = 0; i < 256; ++i)
        ASSERT_EQ(rte_lpm_add(lpm, i << 24U, 8, i), 0);
    for (const unsigned count : {0U, 1U, 63U, 64U, 65U, 300U}) {
        std::vector<std::uint32_t> ips(count + 1);
        std::vector<std::uint32_t> hops(count + 1, 77);
        for (unsigned i = 0; i < count; ++i)
            ips[i] = i * 0x01234567;
        ASSERT_EQ(rte_lpm_lookup_bulk(lpm, ips.data(), hops.data(), count), 0);
        for (unsigned i = 0; i < count; ++i)
            EXPECT_EQ(hops[i], RTE_LPM_LOOKUP_SUCCESS | ips[i] >> 24U);
        EXPECT_EQ(hops[count], 77U);
    }
    rte_lpm_free(lpm);
}

TEST(dpdk_routes, has_as_many_routes_as_it_was_made_for) {
    rte_lpm* const lpm = make_lpm(10);
    for (std::uint32_t i = 0; i < 10; ++i)
        EXPECT_EQ(rte_lpm_add(lpm, i << 24U, 8, i), 0);
    EXPECT_EQ(rte_lpm_add(lpm, 10U << 24U, 8, 1), -ENOSPC);
    EXPECT_EQ(rte_lpm_add(lpm, 3U << 24U, 8, 9), 0) << "another next hop needs no room";
    EXPECT_EQ(rte_lpm_delete(lpm, 3U << 24U, 8), 0);
    EXPECT_EQ(rte_lpm_add(lpm, 10U << 24U, 8, 1), 0);
    EXPECT_EQ(rte_lpm_add(lpm, 0, 0, 1), -EINVAL);
    EXPECT_EQ(rte_lpm_add(lpm, 0, 33, 1), -EINVAL);
    rte_lpm_free(lpm);
}

TEST(dpdk_routes, tells_32767_next_hops_apart_and_takes_back_those_not_in_use) {
    constexpr std::uint32_t most = 32767;
    rte_lpm* const lpm = make_lpm(100'000);
    for (std::uint32_t i = 0; i < most; ++i)
        ASSERT_EQ(rte_lpm_add(lpm, i << 8U, 24, i + 1000), 0);
    EXPECT_EQ(rte_lpm_add(lpm, most << 8U, 24, 999), -ENOSPC);
    EXPECT_EQ(rte_lpm_add(lpm, most << 8U, 24, 1000), 0);
    EXPECT_EQ(rte_lpm_delete(lpm, 5U << 8U, 24), 0);
    EXPECT_EQ(rte_lpm_add(lpm, 5U << 8U, 24, 999), 0);
    for (std::uint32_t i = 0; i < most; i += 37) {
        std::uint32_t hop = 0;
        EXPECT_EQ(rte_lpm_lookup(lpm, i << 8U | 1U, &hop), 0);
        EXPECT_EQ(hop, i == 5 ? 999 : i + 1000);
    }
    rte_lpm_free(lpm);
}

/// More changes than there is memory for what they replace.
TEST(dpdk_routes, uses_memory_again_that_changes_have_replaced) {
    rte_lpm* const lpm = make_lpm(1000);
    for (std::uint32_t i = 0; i < 30'000; ++i) {
        ASSERT_EQ(rte_lpm_add(lpm, 0x0a000000 | i % 251 << 8U | i % 13, 32, i % 100), 0) << i;
        if (i > 500) {
            ASSERT_EQ(rte_lpm_delete(lpm, 0x0a000000 | (i - 500) % 251 << 8U | (i - 500) % 13, 32), 0) << i;
        }
    }
    rte_lpm_free(lpm);
}

TEST(dpdk_routes, fib_gives_its_default_and_takes_addresses_in_either_order) {
    rte_fib_conf conf{};
    conf.type = RTE_FIB_DIR24_8;
    conf.default_nh = 100;
    conf.max_routes = 10;
    conf.dir24_8.nh_sz = RTE_FIB_DIR24_8_1B;
    conf.dir24_8.num_tbl8 = 1;
    rte_fib* const host = rte_fib_create("host order", 0, &conf);
    conf.flags = RTE_FIB_F_LOOKUP_NETWORK_ORDER;
    rte_fib* const network = rte_fib_create("network order", 0, &conf);
    for (rte_fib* fib : {host, network}) {
        EXPECT_EQ(rte_fib_add(fib, 0x0a000000, 8, 127), 0);
        EXPECT_EQ(rte_fib_add(fib, 0x0b000000, 8, 128), -EINVAL);
        const bool is_host = fib == host;
        std::uint32_t ips[] = {is_host ? 0x0a010203U : 0x0302010aU, is_host ? 0x0b010203U : 0x0302010bU};
        std::uint64_t hops[2] = {};
        EXPECT_EQ(rte_fib_lookup_bulk(fib, ips, hops, 2), 0);
        EXPECT_EQ(hops[0], 127U);
        EXPECT_EQ(hops[1], 100U);
        rte_fib_free(fib);
    }
}

} // namespace THIS_TEST
