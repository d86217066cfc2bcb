// SPDX-License-Identifier: BSD-3-Clause
// Rules about ports and whole 5-tuples that hold for each packet by itself.
#include <xdpk/stage/stateless_denies.hpp>

#include "filter_flows.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace xdpk {
namespace THIS_TEST {

using namespace test;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr filter_action permit = filter_action::permit;
constexpr filter_action drop = filter_action::drop;
constexpr port_range any_port{};

filter_rule rule_of(const std::string& name, const classifier_rule& match, filter_action action = drop) {
    return {.name = name, .match = match, .action = action};
}

filter_rule from_port(const std::string& name, const port_range& ports, ip_proto protocol = ip_proto::tcp) {
    return rule_of(name, {.protocol = protocol, .source_ports = ports});
}

filter_rule to_port(const std::string& name, const port_range& ports, ip_proto protocol = ip_proto::tcp) {
    return rule_of(name, {.protocol = protocol, .destination_ports = ports});
}

filter_rule between(const std::string& name, const char* a, std::uint16_t port_a, const char* b, std::uint16_t port_b,
                    filter_action action = drop) {
    return rule_of(name,
                   {.source = block4(a),
                    .destination = block4(b),
                    .protocol = ip_proto::udp,
                    .source_ports = {port_a, port_a},
                    .destination_ports = {port_b, port_b}},
                   action);
}

stateless_denies found_in(std::vector<filter_rule> rules, filter_action otherwise = permit,
                          const deny_room& room = {}) {
    const filter_policy policy({.rules = std::move(rules), .otherwise = otherwise});
    return find_stateless_denies(policy, room);
}

constexpr denied_port port(bool by_destination, std::uint16_t number, std::uint32_t rule,
                           ip_proto protocol = ip_proto::tcp) {
    return {by_destination, protocol, number, rule};
}

TEST(stateless_denies_of_ports, need_both_directions_closed) {
    const filter_rule to_mail = to_port("to", {25, 26});
    EXPECT_THAT(found_in({to_mail}).rules, IsEmpty()) << "a flow from port 25 may begin";
    EXPECT_THAT(found_in({to_mail, from_port("from", {25, 26}, ip_proto::udp)}).rules, IsEmpty());
    EXPECT_THAT(found_in({to_mail, from_port("from", {25, 25})}).rules, IsEmpty())
        << "a flow from port 26 may begin; and from port 25 to it both rules match";
    EXPECT_THAT(found_in({to_mail, from_port("from", {20, 30})}).sets.ports,
                ElementsAre(port(true, 25, 0), port(true, 26, 0)))
        << "what is to port 20 may begin, so that its replies are of the second rule";
    EXPECT_THAT(found_in({to_mail, from_port("from", {25, 26})}).sets.ports,
                ElementsAre(port(false, 25, 1), port(false, 26, 1), port(true, 25, 0), port(true, 26, 0)));
}

TEST(stateless_denies_of_ports, are_closed_where_no_rule_permits_anything) {
    const filter_rule web = rule_of("web", {.protocol = ip_proto::tcp, .destination_ports = {80, 80}}, permit);
    EXPECT_THAT(found_in({to_port("mail", {25, 25}), web}, drop).rules, IsEmpty())
        << "from port 25 to port 80 may begin";
    EXPECT_THAT(found_in({to_port("dns", {53, 53}, ip_proto::udp), web}, drop).rules, ElementsAre(0));
    filter_rule clients = web;
    clients.match.source_ports = {1024, 65535};
    EXPECT_THAT(found_in({to_port("mail", {25, 25}), clients}, drop).rules, ElementsAre(0));
}

TEST(stateless_denies_of_ports, come_before_all_that_matches_the_same) {
    const std::vector<filter_rule> both{to_port("to", {25, 25}), from_port("from", {25, 25})};
    const auto behind = [&both](const classifier_rule& first) {
        return found_in({rule_of("first", first, permit), both[0], both[1]}).rules;
    };
    EXPECT_THAT(behind({.source = block4("10.0.0.1")}), IsEmpty());
    EXPECT_THAT(behind({.protocol = ip_proto::udp}), ElementsAre(1, 2));
    EXPECT_THAT(behind({.protocol = ip_proto::tcp, .source_ports = {26, 99}, .destination_ports = {26, 99}}),
                ElementsAre(1, 2));
    EXPECT_THAT(behind({.protocol = ip_proto::tcp, .tcp_flags = {.value = 2, .mask = 2}}), IsEmpty());
}

TEST(stateless_denies_of_flows, are_whole_and_closed) {
    const filter_rule there = between("there", "10.0.0.1", 5, "10.0.0.2", 6);
    EXPECT_THAT(found_in({there}).rules, IsEmpty());
    EXPECT_THAT(found_in({there, between("back", "10.0.0.2", 6, "10.0.0.1", 7)}).rules, IsEmpty());
    const denied_flow flow{*parse_ip("10.0.0.1"), *parse_ip("10.0.0.2"), ip_proto::udp, 5, 6, 0};
    const denied_flow reply{*parse_ip("10.0.0.2"), *parse_ip("10.0.0.1"), ip_proto::udp, 6, 5, 1};
    EXPECT_THAT(found_in({there, between("back", "10.0.0.2", 6, "10.0.0.1", 5)}).sets.flows, ElementsAre(flow, reply));
    EXPECT_THAT(found_in({there}, drop).sets.flows, ElementsAre(flow));
    filter_rule part = there;
    part.match.source_ports = any_port;
    EXPECT_THAT(found_in({part}, drop).rules, IsEmpty()) << "three parts of a 5-tuple are in no set";
    part = there;
    part.match.source = block4("10.0.0.0", 24);
    EXPECT_THAT(found_in({part}, drop).rules, IsEmpty());
}

TEST(stateless_denies_of_flows, follow_sets) {
    filter_rule rule = between("set", "10.0.0.1", 5, "10.0.0.2", 6);
    rule.match.source = {};
    rule.from = set_name{"bad"};
    filter_policy policy({.rules = {rule}, .otherwise = drop, .sets = {{"bad", {block4("10.0.0.8")}}}});
    EXPECT_EQ(find_stateless_denies(policy).sets.flows.size(), 1U);
    policy.add_to_set("bad", std::array<address_block, 2>{block4("10.0.0.9"), block4("10.0.0.10")});
    EXPECT_EQ(find_stateless_denies(policy).sets.flows.size(), 3U);
    policy.add_to_set("bad", std::array<address_block, 1>{block6("2001:db8::1")});
    EXPECT_EQ(find_stateless_denies(policy).sets.flows.size(), 3U) << "none is between two IP versions";
    policy.add_to_set("bad", std::array<address_block, 1>{block4("10.0.1.0", 24)});
    EXPECT_THAT(find_stateless_denies(policy).rules, IsEmpty());
}

TEST(stateless_denies_of_ports, find_room_or_stay_away) {
    const std::vector<filter_rule> rules{to_port("a", {1, 100}), between("b", "10.0.0.1", 5, "10.0.0.2", 6)};
    EXPECT_THAT(found_in(rules, drop).rules, ElementsAre(0, 1));
    EXPECT_THAT(found_in(rules, drop, {.ports = 99}).rules, ElementsAre(1));
    EXPECT_THAT(found_in(rules, drop, {.flows = 0}).rules, ElementsAre(0));
}

} // namespace THIS_TEST
} // namespace xdpk
