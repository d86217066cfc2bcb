// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/table/classifier.hpp>

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <array>
#include <gtest/gtest.h>
#include <vector>

namespace xdpk {
namespace THIS_TEST {

ipv4_prefix block(std::uint32_t address, std::uint8_t length) { return {ipv4_address::from_integer(address), length}; }

packet_fields packet(std::uint32_t source, std::uint32_t destination) {
    packet_fields p{.ip_version = 4};
    std::ranges::copy(ipv4_address::from_integer(source).bytes, p.source.begin());
    std::ranges::copy(ipv4_address::from_integer(destination).bytes, p.destination.begin());
    return p;
}

std::uint32_t first(const classifier& table, const packet_fields& p) {
    std::array<classifier_hit, 1> hit;
    table.lookup({&p, 1}, hit);
    return hit[0].rule;
}

constexpr std::uint32_t none = classifier_hit::no_rule;
constexpr std::uint32_t friends = 1;
constexpr std::uint32_t servers = 2;

/// Friends may talk to servers, nobody else may.
void load(classifier& table) {
    const std::vector<classifier_rule> rules{
        {.source = named_set{friends}, .destination = named_set{servers}, .priority = 1, .action = 1},
        {.destination = named_set{servers}, .priority = 2}};
    table.replace(rules);
}

TEST(classifier_sets, hold_for_rules_that_came_before_and_after) {
    classifier table;
    load(table);
    EXPECT_EQ(first(table, packet(0x0A000001, 0xC0A80001)), none) << "a set without addresses";
    EXPECT_EQ(table.add_to_set(servers, std::vector<address_block>{block(0xC0A80000, 16)}), 1U);
    EXPECT_EQ(first(table, packet(0x0A000001, 0xC0A80001)), 1U);
    EXPECT_EQ(table.add_to_set(friends, std::vector<address_block>{block(0x0A000000, 8)}), 1U);
    EXPECT_EQ(first(table, packet(0x0A000001, 0xC0A80001)), 0U);
    load(table);
    EXPECT_EQ(first(table, packet(0x0A000001, 0xC0A80001)), 0U) << "sets outlive rules";
    EXPECT_EQ(table.remove_from_set(friends, std::vector<address_block>{block(0x0A000000, 8)}), 1U);
    EXPECT_EQ(first(table, packet(0x0A000001, 0xC0A80001)), 1U);
}

TEST(classifier_sets, may_overlap) {
    classifier table;
    load(table);
    table.add_to_set(friends, std::vector<address_block>{block(0x0A000000, 8)});
    table.add_to_set(servers, std::vector<address_block>{block(0x0A010000, 16)});
    EXPECT_EQ(first(table, packet(0x0A010001, 0x0A010002)), 0U) << "in both sets";
    EXPECT_EQ(first(table, packet(0x0A010001, 0x0A020002)), none);
    EXPECT_EQ(table.explain(packet(0x0A010001, 0x0A010002)), (std::vector<std::uint32_t>{0, 1}));
}

TEST(classifier_sets, hold_both_ip_versions) {
    classifier table;
    table.replace(std::vector<classifier_rule>{{.source = named_set{friends}}});
    const ipv6_prefix six{{{0x20, 0x01}}, 16};
    EXPECT_EQ(table.add_to_set(friends, std::vector<address_block>{block(0x0A000000, 8), six}), 2U);
    packet_fields p{.ip_version = 6};
    EXPECT_EQ(first(table, p), none);
    p.source = {0x20, 0x01, 0xFF};
    EXPECT_EQ(first(table, p), 0U);
    EXPECT_EQ(first(table, packet(0x0A000001, 0)), 0U);
}

TEST(classifier_sets, show_superfluous_rules) {
    classifier table;
    load(table);
    table.add_to_set(friends, std::vector<address_block>{block(0x0A000000, 8)});
    table.add_to_set(servers, std::vector<address_block>{block(0x0A010000, 16), block(0x0B000000, 8)});
    EXPECT_TRUE(table.find_superfluous().empty());
    const std::uint32_t late = table.add({.destination = named_set{servers}, .priority = 3, .action = 7});
    const std::vector<superfluous_rule> found = table.find_superfluous();
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0], (superfluous_rule{late, 1, superfluous_rule::reason::shadowed}));
}

TEST(classifier_sets, refuse_what_cannot_be_and_stay) {
    classifier table;
    load(table);
    table.add_to_set(servers, std::vector<address_block>{block(0xC0A80000, 16)});
    const std::vector<address_block> wrong{block(0x0A000000, 8), ipv6_prefix{.length = 129}};
    EXPECT_THROW(table.add_to_set(friends, wrong), error);
    EXPECT_EQ(first(table, packet(0x0A000001, 0xC0A80001)), 1U) << "not a friend";
    EXPECT_EQ(table.add_to_set(friends, std::vector<address_block>{block(0x0A000000, 8)}), 1U);
}

/// As an identity-based policy: groups of hosts, and rules between groups.
TEST(classifier_sets, hold_many_hosts_beside_many_rules) {
    constexpr std::uint32_t groups = 100;
    constexpr std::uint32_t hosts = 10'000;
    classifier table;
    std::vector<classifier_rule> rules;
    for (std::uint32_t i = 0; i < groups * groups; ++i)
        rules.push_back({.source = named_set{i / groups}, .destination = named_set{i % groups}, .priority = i});
    table.replace(rules);
    std::vector<std::vector<address_block>> members(groups);
    for (std::uint32_t h = 0; h < hosts; ++h)
        members[h % groups].push_back(block(h * 0x9E3779B1U, 32));
    for (std::uint32_t g = 0; g < groups; ++g)
        ASSERT_EQ(table.add_to_set(g, members[g]), hosts / groups);
    for (std::uint32_t h = 0; h + 1 < hosts; h += 97) {
        const packet_fields p = packet(h * 0x9E3779B1U, (h + 1) * 0x9E3779B1U);
        ASSERT_EQ(first(table, p), h % groups * groups + (h + 1) % groups);
    }
}

} // namespace THIS_TEST
} // namespace xdpk
