// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/table/lpm.hpp>

#include <xdpk/base/error.hpp>

#include <array>
#include <gtest/gtest.h>
#include <string_view>
#include <vector>

namespace xdpk {
namespace THIS_TEST {

using result4 = lpm4::result;
using result6 = lpm6::result;

constexpr std::size_t some_memory = std::size_t{1} << 20U;

ipv4_address v4(std::string_view text) { return parse_ipv4(text).value(); }
ipv6_address v6(std::string_view text) { return parse_ipv6(text).value(); }
ipv4_prefix p4(std::string_view text, std::uint8_t length) { return {v4(text), length}; }
ipv6_prefix p6(std::string_view text, std::uint8_t length) { return {v6(text), length}; }

TEST(lpm, finds_the_longest_of_nested_prefixes) {
    lpm4 table(some_memory);
    std::uint16_t hop = 0;
    for (const std::uint8_t length : std::to_array<std::uint8_t>({0, 1, 8, 15, 16, 17, 23, 24, 25, 31, 32}))
        EXPECT_EQ(table.insert(p4("10.1.2.3", length), hop++), result4::added);
    EXPECT_EQ(table.lookup(v4("10.1.2.3")), 10);
    EXPECT_EQ(table.lookup(v4("10.1.2.2")), 9);
    EXPECT_EQ(table.lookup(v4("10.1.2.4")), 8);
    EXPECT_EQ(table.lookup(v4("10.1.2.128")), 7);
    EXPECT_EQ(table.lookup(v4("10.1.3.3")), 6);
    EXPECT_EQ(table.lookup(v4("10.1.4.3")), 5);
    EXPECT_EQ(table.lookup(v4("10.1.128.3")), 4);
    EXPECT_EQ(table.lookup(v4("10.0.2.3")), 3);
    EXPECT_EQ(table.lookup(v4("10.2.2.3")), 2);
    EXPECT_EQ(table.lookup(v4("11.1.2.3")), 1);
    EXPECT_EQ(table.lookup(v4("128.1.2.3")), 0);
}

TEST(lpm, has_no_route_but_those_it_was_given) {
    lpm4 table(some_memory);
    EXPECT_EQ(table.lookup(v4("0.0.0.0")), lpm4::no_route);
    EXPECT_EQ(table.insert(p4("192.0.2.0", 24), 7), result4::added);
    EXPECT_EQ(table.lookup(v4("192.0.1.255")), lpm4::no_route);
    EXPECT_EQ(table.lookup(v4("192.0.2.0")), 7);
    EXPECT_EQ(table.lookup(v4("192.0.2.255")), 7);
    EXPECT_EQ(table.lookup(v4("192.0.3.0")), lpm4::no_route);
    EXPECT_EQ(table.erase(p4("192.0.2.0", 25)), result4::absent);
    EXPECT_EQ(table.erase(p4("192.0.2.0", 24)), result4::removed);
    EXPECT_EQ(table.erase(p4("192.0.2.0", 24)), result4::absent);
    EXPECT_EQ(table.lookup(v4("192.0.2.0")), lpm4::no_route);
}

TEST(lpm, puts_the_default_route_behind_all_others) {
    lpm6 table(some_memory);
    EXPECT_EQ(table.insert(p6("2001:db8:1:2::", 64), 1), result6::added);
    EXPECT_EQ(table.insert(p6("::", 0), 2), result6::added);
    EXPECT_EQ(table.lookup(v6("2001:db8:1:2::9")), 1);
    EXPECT_EQ(table.lookup(v6("2001:db8:1:3::9")), 2);
    EXPECT_EQ(table.lookup(v6("ffff::")), 2);
    EXPECT_EQ(table.erase(p6("::", 0)), result6::removed);
    EXPECT_EQ(table.lookup(v6("2001:db8:1:3::9")), lpm6::no_route);
    EXPECT_EQ(table.lookup(v6("2001:db8:1:2::9")), 1);
}

TEST(lpm, replaces_a_route) {
    lpm4 table(some_memory);
    EXPECT_EQ(table.insert(p4("10.0.0.0", 8), 1), result4::added);
    EXPECT_EQ(table.insert(p4("10.9.9.9", 8), 2), result4::replaced); // bits behind the length do not matter
    EXPECT_EQ(table.size(), 1U);
    EXPECT_EQ(table.find(p4("10.1.1.1", 8)), 2);
    EXPECT_EQ(table.find(p4("10.0.0.0", 9)), std::nullopt);
    EXPECT_EQ(table.lookup(v4("10.255.0.1")), 2);
}

TEST(lpm, takes_host_routes_at_the_ends_of_the_address_space) {
    lpm4 table(some_memory);
    EXPECT_EQ(table.insert(p4("0.0.0.0", 32), 1), result4::added);
    EXPECT_EQ(table.insert(p4("255.255.255.255", 32), 2), result4::added);
    EXPECT_EQ(table.lookup(v4("0.0.0.0")), 1);
    EXPECT_EQ(table.lookup(v4("0.0.0.1")), lpm4::no_route);
    EXPECT_EQ(table.lookup(v4("255.255.255.255")), 2);
    EXPECT_EQ(table.lookup(v4("255.255.255.254")), lpm4::no_route);

    lpm6 wide(some_memory);
    EXPECT_EQ(wide.insert(p6("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", 128), 3), result6::added);
    EXPECT_EQ(wide.insert(p6("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ff00", 120), 4), result6::added);
    EXPECT_EQ(wide.lookup(v6("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")), 3);
    EXPECT_EQ(wide.lookup(v6("ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe")), 4);
    EXPECT_EQ(wide.lookup(v6("ffff:ffff:ffff:ffff:ffff:ffff:ffff:fe00")), lpm6::no_route);
}

TEST(lpm, treats_mapped_addresses_as_ipv6) {
    lpm6 table(some_memory);
    EXPECT_EQ(table.insert(p6("::ffff:10.0.0.0", 104), 5), result6::added);
    EXPECT_EQ(table.lookup(v6("::ffff:10.1.2.3")), 5);
    EXPECT_EQ(table.lookup(v6("::10.1.2.3")), lpm6::no_route);
}

TEST(lpm, decides_each_of_256_parts_apart) {
    lpm4 table(some_memory);
    std::vector<ipv4_address> wanted;
    for (std::uint32_t i = 0; i < 256; ++i) {
        const auto block = ipv4_address::from_integer(0x0A010000U | i << 8U);
        EXPECT_EQ(table.insert({block, 24}, static_cast<std::uint16_t>(i)), result4::added);
        wanted.push_back(block);
        std::vector<std::uint16_t> found(wanted.size());
        table.lookup(wanted, found);
        for (std::size_t j = 0; j <= i; ++j)
            ASSERT_EQ(found[j], j) << "of " << i;
        table.reclaim();
    }
}

TEST(lpm, says_when_it_is_full_and_stays_as_it_was) {
    lpm4 table(4096);
    std::uint32_t added = 0;
    while (table.insert({ipv4_address::from_integer(added << 16U), 24}, 1) == result4::added)
        ++added;
    EXPECT_GT(added, 50U);
    EXPECT_EQ(table.size(), added);
    EXPECT_EQ(table.insert({ipv4_address::from_integer(added << 16U), 24}, 1), result4::full);
    EXPECT_EQ(table.lookup(ipv4_address::from_integer(added << 16U)), lpm4::no_route);
    EXPECT_EQ(table.insert({ipv4_address::from_integer(1U << 16U), 24}, 2), result4::full);
    EXPECT_EQ(table.lookup(ipv4_address::from_integer(1U << 16U)), 1);
    EXPECT_EQ(table.erase({ipv4_address::from_integer(0), 24}), result4::removed); // makes no node
    EXPECT_EQ(table.insert({ipv4_address::from_integer(1U << 16U), 24}, 2), result4::full);
    table.reclaim();
    EXPECT_EQ(table.insert({ipv4_address::from_integer(1U << 16U), 24}, 2), result4::replaced);
    EXPECT_EQ(table.lookup(ipv4_address::from_integer(1U << 16U)), 2);
}

TEST(lpm, inserts_all_or_nothing) {
    std::vector<ip_route<ipv4_address>> routes;
    for (std::uint32_t i = 0; i < 400; ++i)
        routes.push_back({.prefix = {ipv4_address::from_integer(i << 16U), 24}, .next_hop = 9});
    lpm4 small(4096);
    EXPECT_EQ(small.insert(p4("0.1.0.0", 24), 1), result4::added);
    EXPECT_FALSE(small.insert_all(routes));
    EXPECT_EQ(small.size(), 1U);
    EXPECT_EQ(small.lookup(v4("0.1.0.1")), 1);
    EXPECT_EQ(small.lookup(v4("0.2.0.1")), lpm4::no_route);
    lpm4 large(some_memory);
    EXPECT_TRUE(large.insert_all(routes));
    EXPECT_EQ(large.lookup(v4("0.1.0.1")), 9);
    EXPECT_EQ(large.lookup(v4("1.143.0.255")), 9);
    EXPECT_EQ(large.lookup(v4("1.144.0.0")), lpm4::no_route);
}

ipv6_prefix numbered(std::uint16_t part) {
    ipv6_prefix p = p6("2001:db8::", 48);
    p.address.bytes[4] = static_cast<std::uint8_t>(part >> 5U);
    p.address.bytes[5] = static_cast<std::uint8_t>(part << 3U);
    return p;
}

result6 insert_reclaiming(lpm6& table, const ipv6_prefix& p, std::uint16_t next_hop) {
    table.reclaim();
    return table.insert(p, next_hop);
}

result6 erase_reclaiming(lpm6& table, const ipv6_prefix& p) {
    table.reclaim();
    return table.erase(p);
}

TEST(lpm, uses_memory_again) {
    lpm6 table(some_memory / 16);
    const std::size_t empty = table.memory();
    for (int round = 0; round < 20; ++round) {
        for (std::uint16_t part = 0; part < 300; ++part)
            ASSERT_EQ(insert_reclaiming(table, numbered(part), part), result6::added) << "round " << round;
        for (std::uint16_t part = 0; part < 300; ++part)
            ASSERT_EQ(erase_reclaiming(table, numbered(part)), result6::removed) << "round " << round;
        EXPECT_EQ(table.memory(), empty);
        table.reclaim();
    }
}

TEST(lpm, refuses_what_cannot_be) {
    lpm4 table(some_memory);
    EXPECT_THROW(table.insert(p4("10.0.0.0", 33), 1), error);
    EXPECT_THROW(table.erase(p4("10.0.0.0", 33)), error);
    EXPECT_THROW(table.insert(p4("10.0.0.0", 8), lpm4::no_route), error);
    EXPECT_EQ(table.insert(p4("10.0.0.0", 8), lpm4::largest_next_hop), result4::added);
    EXPECT_EQ(table.lookup(v4("10.0.0.1")), lpm4::largest_next_hop);
}

} // namespace THIS_TEST
} // namespace xdpk
