// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/forwarding_table.hpp>

#include <xdpk/base/error.hpp>

#include <array>
#include <gtest/gtest.h>
#include <map>

namespace xdpk {
namespace THIS_TEST {

constexpr forwarding_table_config small{.node_memory = 1U << 20U, .targets = 4};

route_target by(std::uint16_t hop) { return {.hops = {{hop}}}; }

ipv4_address v4(std::uint8_t third, std::uint8_t last) { return {{198, 18, third, last}}; }

std::uint16_t hop_for(const forwarding_table& table, const ip_address& to, std::uint32_t hash = 0) {
    const route_group* const group = table.find(to);
    return group == nullptr ? std::uint16_t{0} : group->pick(hash);
}

/// How many of many hashes each hop gets.
std::map<std::uint16_t, int> shares(const forwarding_table& table, const ip_address& to) {
    std::map<std::uint16_t, int> count;
    for (std::uint32_t i = 0; i < 10'000; ++i)
        ++count[hop_for(table, to, i * 2654435761U)];
    return count;
}

TEST(forwarding_table, the_longest_prefix_of_each_family_counts) {
    forwarding_table table(small);
    const ipv6_address host{{0x20, 0x01, 0x0d, 0xb8, 1}};
    EXPECT_EQ(table.find(v4(1, 1)), nullptr);
    table.set(ipv4_prefix{v4(0, 0), 16}, by(1));
    table.set(ipv4_prefix{v4(1, 0), 24}, by(2));
    EXPECT_EQ(hop_for(table, v4(1, 1)), 2);
    EXPECT_EQ(hop_for(table, v4(2, 1)), 1);
    EXPECT_EQ(table.find(host), nullptr);
    table.set(ipv6_prefix{host, 32}, by(3));
    EXPECT_EQ(hop_for(table, host), 3);
    EXPECT_EQ(table.size(), 3);
    EXPECT_TRUE(table.erase(ipv4_prefix{v4(1, 0), 24}));
    EXPECT_FALSE(table.erase(ipv4_prefix{v4(1, 0), 24}));
    EXPECT_EQ(hop_for(table, v4(1, 1)), 1);
}

TEST(forwarding_table, tells_what_kind_a_route_is) {
    forwarding_table table(small);
    table.set(ipv4_prefix{v4(0, 0), 24}, {.kind = route_kind::connected, .port = 3});
    table.set(ipv4_prefix{v4(0, 1), 32}, {.kind = route_kind::local});
    table.set(ipv4_prefix{v4(1, 0), 24}, {.kind = route_kind::blackhole});
    table.set(ipv4_prefix{v4(2, 0), 24}, {.kind = route_kind::unreachable});
    EXPECT_EQ(table.find(v4(0, 2))->kind(), route_kind::connected);
    EXPECT_EQ(table.find(v4(0, 2))->port(), 3);
    EXPECT_EQ(table.find(v4(0, 1))->kind(), route_kind::local);
    EXPECT_EQ(table.find(v4(1, 1))->kind(), route_kind::blackhole);
    EXPECT_EQ(table.find(v4(2, 1))->kind(), route_kind::unreachable);
}

TEST(forwarding_table, spreads_flows_by_weight) {
    forwarding_table table(small);
    table.set(ipv4_prefix{}, {.hops = {{7, 1}, {8, 3}}});
    const std::map<std::uint16_t, int> count = shares(table, v4(0, 1));
    ASSERT_EQ(count.size(), 2);
    EXPECT_NEAR(count.at(7), 2500, 200);
    EXPECT_NEAR(count.at(8), 7500, 200);
    EXPECT_EQ(hop_for(table, v4(0, 1), 77), hop_for(table, v4(0, 2), 77)) << "by the hash alone";
    const route_group all({.hops = {{1, 65535}, {2, 65535}, {3, 65535}}});
    EXPECT_EQ(all.pick(0), 1);
    table.set(ipv4_prefix{}, {.hops = {{7}}});
    EXPECT_EQ(shares(table, v4(0, 1)), (std::map<std::uint16_t, int>{{7, 10'000}}));
}

TEST(forwarding_table, a_lost_hop_moves_few_of_the_other_flows) {
    const route_group before({.hops = {{1}, {2}, {3}, {4}}});
    const route_group after({.hops = {{1}, {2}, {3}}});
    int moved = 0;
    int stayed = 0;
    for (std::uint32_t i = 0; i < 10'000; ++i)
        if (const std::uint16_t hop = before.pick(i * 2654435761U); hop != 4)
            ++(hop == after.pick(i * 2654435761U) ? stayed : moved);
    // RFC 2992: a quarter to a half of all; modulo would move three quarters.
    EXPECT_LT(moved, stayed);
}

TEST(forwarding_table, routes_share_targets_and_give_them_back) {
    forwarding_table table(small);
    for (std::uint8_t i = 0; i < 100; ++i)
        table.set(ipv4_prefix{v4(i, 0), 24}, by(1));
    EXPECT_EQ(table.targets(), 1);
    for (std::uint16_t hop = 2; hop <= 4; ++hop)
        table.set(ipv6_prefix{{}, static_cast<std::uint8_t>(hop)}, by(hop));
    EXPECT_THROW(table.set(ipv6_prefix{{}, 1}, by(5)), error);
    EXPECT_EQ(table.size(), 103);
    table.set(ipv6_prefix{{}, 2}, by(3));
    EXPECT_EQ(table.targets(), 3);
    EXPECT_THROW(table.set(ipv6_prefix{{}, 1}, by(5)), error) << "a worker may still see the old one";
    table.reclaim();
    table.set(ipv6_prefix{{}, 1}, by(5));
    EXPECT_EQ(hop_for(table, ipv6_address{{0x40}}), 5);
    EXPECT_EQ(hop_for(table, v4(99, 1)), 1);
}

TEST(forwarding_table, a_target_is_not_lost_by_setting_it_again) {
    forwarding_table table(small);
    table.set(ipv4_prefix{}, by(1));
    table.set(ipv4_prefix{}, by(1));
    table.reclaim();
    EXPECT_EQ(table.targets(), 1);
    EXPECT_EQ(hop_for(table, v4(0, 1)), 1);
}

TEST(forwarding_table, refuses_what_cannot_be) {
    forwarding_table table(small);
    EXPECT_THROW(table.set(ipv4_prefix{}, {}), error) << "no hops";
    EXPECT_THROW(table.set(ipv4_prefix{}, by(0)), error);
    EXPECT_THROW(table.set(ipv4_prefix{}, {.hops = {{1, 0}}}), error);
    EXPECT_THROW(table.set(ipv4_prefix{}, {.kind = route_kind::connected}), error);
    EXPECT_THROW(table.set(ipv4_prefix{{}, 33}, by(1)), error);
    EXPECT_EQ(table.size(), 0);
    EXPECT_EQ(table.targets(), 0);
    EXPECT_THROW(forwarding_table({.node_memory = 1U << 20U, .targets = 0}), error);
    EXPECT_THROW(forwarding_table({.node_memory = 1U << 20U, .targets = 40'000}), error);
}

} // namespace THIS_TEST
} // namespace xdpk
