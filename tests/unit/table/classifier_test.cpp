// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/table/classifier.hpp>

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <gtest/gtest.h>
#include <string_view>
#include <vector>

namespace xdpk {
namespace THIS_TEST {

using numbers = std::vector<std::uint32_t>;

ipv4_prefix p4(std::string_view text, std::uint8_t length) { return {parse_ipv4(text).value(), length}; }
ipv6_prefix p6(std::string_view text, std::uint8_t length) { return {parse_ipv6(text).value(), length}; }

packet_fields packet4(std::string_view source, std::string_view destination, std::uint16_t port = 0) {
    packet_fields p{.destination_port = be16{port}, .protocol = ip_proto::tcp, .ip_version = 4};
    std::ranges::copy(parse_ipv4(source).value().bytes, p.source.begin());
    std::ranges::copy(parse_ipv4(destination).value().bytes, p.destination.begin());
    return p;
}

packet_fields packet6(std::string_view source, std::string_view destination) {
    return {.source = parse_ipv6(source).value().bytes,
            .destination = parse_ipv6(destination).value().bytes,
            .protocol = ip_proto::tcp,
            .ip_version = 6};
}

std::uint32_t look_up(const classifier& table, const packet_fields& packet) {
    classifier_hit hit;
    table.lookup({&packet, 1}, {&hit, 1});
    return hit.rule;
}

bool matches(const classifier_rule& rule, const packet_fields& packet) {
    classifier table;
    table.replace({&rule, 1});
    return look_up(table, packet) == 0;
}

TEST(classifier, matches_nothing_without_rules) {
    const classifier table;
    EXPECT_EQ(look_up(table, packet4("10.0.0.1", "10.0.0.2")), classifier_hit::no_rule);
    EXPECT_EQ(table.engine_for(4), classifier::engine::empty);
}

TEST(classifier, lets_the_lowest_priority_win_and_then_the_first_added) {
    classifier table;
    table.add({.priority = 5, .action = 50});
    const std::uint32_t first = table.add({.priority = 3, .action = 31});
    table.add({.priority = 3, .action = 32});
    const packet_fields packet = packet4("10.0.0.1", "10.0.0.2");
    classifier_hit hit;
    table.lookup({&packet, 1}, {&hit, 1});
    EXPECT_EQ(hit.rule, first);
    EXPECT_EQ(hit.action, 31U);
    EXPECT_EQ(table.explain(packet), (numbers{1, 2, 0}));
}

TEST(classifier, tells_zero_length_prefixes_of_the_families_apart) {
    EXPECT_TRUE(matches({.source = p4("0.0.0.0", 0)}, packet4("10.0.0.1", "10.0.0.2")));
    EXPECT_FALSE(matches({.source = p4("0.0.0.0", 0)}, packet6("2001:db8::1", "2001:db8::2")));
    EXPECT_TRUE(matches({.source = p6("::", 0)}, packet6("2001:db8::1", "2001:db8::2")));
    EXPECT_FALSE(matches({.source = p6("::", 0)}, packet4("10.0.0.1", "10.0.0.2")));
    EXPECT_TRUE(matches({}, packet4("10.0.0.1", "10.0.0.2")));
    EXPECT_TRUE(matches({}, packet6("2001:db8::1", "2001:db8::2")));
}

TEST(classifier, treats_mapped_addresses_as_ipv6) {
    EXPECT_TRUE(matches({.source = p6("::ffff:10.0.0.0", 104)}, packet6("::ffff:10.1.2.3", "::1")));
    EXPECT_FALSE(matches({.source = p4("10.0.0.0", 8)}, packet6("::ffff:10.1.2.3", "::1")));
}

TEST(classifier, matches_host_routes_exactly) {
    const classifier_rule rule{.source = p4("10.0.0.1", 32), .destination = p4("255.255.255.255", 32)};
    EXPECT_TRUE(matches(rule, packet4("10.0.0.1", "255.255.255.255")));
    EXPECT_FALSE(matches(rule, packet4("10.0.0.1", "255.255.255.254")));
    EXPECT_FALSE(matches(rule, packet4("10.0.0.0", "255.255.255.255")));
}

TEST(classifier, includes_both_ends_of_port_ranges) {
    const auto port = [](port_range range, std::uint16_t wanted) {
        return matches({.destination_ports = range}, packet4("10.0.0.1", "10.0.0.2", wanted));
    };
    EXPECT_TRUE(port({0, 65535}, 0));
    EXPECT_TRUE(port({0, 65535}, 65535));
    EXPECT_FALSE(port({1000, 2000}, 999));
    EXPECT_TRUE(port({1000, 2000}, 1000));
    EXPECT_TRUE(port({1000, 2000}, 2000));
    EXPECT_FALSE(port({1000, 2000}, 2001));
    EXPECT_TRUE(port({65535, 65535}, 65535));
    EXPECT_TRUE(port({0, 0}, 0));
    EXPECT_FALSE(port({0, 0}, 1));
}

TEST(classifier, looks_at_every_field) {
    packet_fields p = packet4("10.0.0.1", "10.0.0.2");
    p.tcp_flags = 0x12;
    p.icmp_type = 3;
    p.icmp_code = 4;
    p.vlan = 100;
    p.dscp = 46;
    p.fragment = 1;
    p.interface = 7;
    EXPECT_TRUE(matches({.protocol = ip_proto::tcp,
                         .tcp_flags = {0x02, 0x06},
                         .icmp_type = std::uint8_t{3},
                         .icmp_code = std::uint8_t{4},
                         .vlan = std::uint16_t{100},
                         .dscp = std::uint8_t{46},
                         .fragment = {1, 1},
                         .interface = std::uint16_t{7}},
                        p));
    EXPECT_FALSE(matches({.protocol = ip_proto::udp}, p));
    EXPECT_FALSE(matches({.protocol = ip_proto::hop_by_hop}, p));
    EXPECT_FALSE(matches({.tcp_flags = {0x04, 0x04}}, p));
    EXPECT_FALSE(matches({.icmp_type = std::uint8_t{0}}, p));
    EXPECT_FALSE(matches({.icmp_code = std::uint8_t{3}}, p));
    EXPECT_FALSE(matches({.vlan = std::uint16_t{0}}, p));
    EXPECT_FALSE(matches({.dscp = std::uint8_t{0}}, p));
    EXPECT_FALSE(matches({.fragment = {0, 1}}, p));
    EXPECT_FALSE(matches({.interface = std::uint16_t{8}}, p));
}

TEST(classifier, refuses_rules_that_cannot_match_and_keeps_the_others) {
    classifier table;
    table.add({.action = 9});
    const std::vector<classifier_rule> bad{{.source = p4("10.0.0.0", 8), .destination = p6("::", 0)}};
    EXPECT_THROW(table.replace(bad), error);
    EXPECT_THROW(table.add({.source_ports = {2, 1}}), error);
    EXPECT_THROW(table.add({.source = p4("10.0.0.0", 33)}), error);
    EXPECT_THROW(table.add({.tcp_flags = {0x03, 0x01}}), error);
    EXPECT_EQ(table.size(), 1U);
    EXPECT_EQ(look_up(table, packet4("10.0.0.1", "10.0.0.2")), 0U);
}

TEST(classifier, chooses_the_engine_by_size_and_family) {
    classifier table;
    numbers added;
    for (std::uint32_t i = 0; i < 300; ++i)
        added.push_back(table.add({.source = ipv4_prefix{ipv4_address::from_integer(0x0A000000U + i), 32}}));
    table.add({.source = p6("2001:db8::", 32)});
    EXPECT_EQ(table.engine_for(4), classifier::engine::classes);
    EXPECT_EQ(table.engine_for(6), classifier::engine::linear);
    EXPECT_LE(table.tables_for(4), 2U);
    EXPECT_EQ(look_up(table, packet4("10.0.1.2", "10.0.0.2")), added[258]);
    for (std::size_t i = 0; i < 290; ++i)
        EXPECT_TRUE(table.erase(added[i]));
    EXPECT_EQ(table.engine_for(4), classifier::engine::linear);
    EXPECT_EQ(look_up(table, packet4("10.0.1.2", "10.0.0.2")), classifier_hit::no_rule);
    EXPECT_EQ(look_up(table, packet4("10.0.1.34", "10.0.0.2")), added[290]);
    EXPECT_EQ(to_string(table.engine_for(4)), "linear");
}

TEST(classifier, keeps_rules_that_differ_only_in_their_range) {
    std::vector<classifier_rule> rules;
    for (std::uint16_t i = 0; i < 1000; ++i)
        rules.push_back({.source = p4("10.0.0.0", 8),
                         .destination_ports = {i, static_cast<std::uint16_t>(i + 1000)},
                         .priority = 1000U - i});
    classifier table;
    table.replace(rules);
    EXPECT_EQ(look_up(table, packet4("10.9.9.9", "10.0.0.2", 500)), 500U);
    EXPECT_EQ(look_up(table, packet4("10.9.9.9", "10.0.0.2", 1500)), 999U);
    EXPECT_EQ(look_up(table, packet4("10.9.9.9", "10.0.0.2", 2000)), classifier_hit::no_rule);
}

TEST(classifier, reports_shadowed_and_redundant_rules) {
    using reason = superfluous_rule::reason;
    classifier table;
    table.add({.source = p4("10.0.0.0", 8), .priority = 1, .action = 1});  // 0
    table.add({.source = p4("10.1.0.0", 16), .priority = 2, .action = 2}); // 1: shadowed by 0
    table.add({.source = p4("10.2.0.0", 16), .priority = 3, .action = 1}); // 2: redundant with 0
    table.add(
        {.source = p4("11.0.0.0", 8), .protocol = ip_proto::tcp, .priority = 4, .action = 2}); // 3: redundant with 6
    table.add({.source = p4("12.0.0.0", 9), .priority = 5, .action = 2});                      // 4: not, because of 5
    table.add({.source = p4("12.0.0.0", 8), .destination_ports = {1, 9}, .priority = 6, .action = 1}); // 5
    table.add({.priority = 7, .action = 2});                                                           // 6
    const std::vector<superfluous_rule> found = table.find_superfluous();
    ASSERT_EQ(found.size(), 3U);
    EXPECT_TRUE(found[0].rule == 1 && found[0].because_of == 0 && found[0].why == reason::shadowed);
    EXPECT_TRUE(found[1].rule == 2 && found[1].because_of == 0 && found[1].why == reason::redundant);
    EXPECT_TRUE(found[2].rule == 3 && found[2].because_of == 6 && found[2].why == reason::redundant);
}

} // namespace THIS_TEST
} // namespace xdpk
