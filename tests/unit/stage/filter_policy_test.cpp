// SPDX-License-Identifier: BSD-3-Clause
#include "filter_flows.hpp"

#include <gtest/gtest.h>

namespace xdpk {
namespace THIS_TEST {

using namespace test;
using testing::Test;

std::string refusal_of(filter_rule rule) {
    return error_of([&] { filter_policy({.rules = {permit_port("first", 1), std::move(rule)}}); });
}

TEST(filter_policy_errors, name_the_rule_and_its_position) {
    EXPECT_EQ(refusal_of({}), "filter rule 1 '': it has no name; give it one: its counters are shown by it");
    EXPECT_EQ(refusal_of({.name = "first"}),
              "filter rule 1 'first': there is another rule of this name; rename one of them");
    filter_rule ports{.name = "ports"};
    ports.match.source_ports = {9, 3};
    EXPECT_EQ(refusal_of(ports), "filter rule 1 'ports': ports 9 to 3; it could not match anything");
    filter_rule families{.name = "families"};
    families.match.source = block4("10.0.0.0", 8);
    families.match.destination = block6("2001:db8::", 32);
    EXPECT_EQ(refusal_of(families),
              "filter rule 1 'families': IPv4 and IPv6 addresses together; it could not match anything");
    filter_rule length{.name = "length"};
    length.match.source = block4("10.0.0.0", 33);
    EXPECT_EQ(refusal_of(length), "filter rule 1 'length': prefix length 33; it could not match anything");
}

TEST(filter_policy_errors, of_what_rules_do) {
    EXPECT_EQ(refusal_of({.name = "r", .action = filter_action::drop, .rate = filter_rate{1, 1}}),
              "filter rule 1 'r': it drops, and has a rate of flows that it does not drop; leave the rate out");
    for (const filter_rate rate : {filter_rate{0, 1}, filter_rate{1, 0}})
        EXPECT_EQ(refusal_of({.name = "r", .rate = rate}),
                  "filter rule 1 'r': a rate or burst of 0 flows lets none pass; use the action drop");
    EXPECT_EQ(refusal_of({.name = "r", .action = filter_action::reject, .mark = 0}),
              "filter rule 1 'r': it marks packets that go nowhere; leave the mark out");
    filter_rule priority{.name = "r"};
    priority.match.priority = 1;
    EXPECT_EQ(refusal_of(priority), "filter rule 1 'r': its match has a priority or an action; leave them 0: rules "
                                    "are asked in order");
}

TEST(filter_policy_errors, of_groups) {
    EXPECT_EQ(refusal_of({.name = "r", .from = set_name{"office"}}),
              "filter rule 1 'r': there is no set 'office'; define it or correct the name");
    EXPECT_EQ(refusal_of({.name = "r", .to = label_selector{}}),
              "filter rule 1 'r': a group of labels names none; name one, or leave the group out");
    EXPECT_EQ(refusal_of({.name = "r", .to = label_selector{{"a", ""}}}),
              "filter rule 1 'r': a label is empty; name one, or leave the group out");
    filter_rule both{.name = "r", .to = label_selector{{"a"}}};
    both.match.destination = block4("10.0.0.0", 8);
    EXPECT_EQ(refusal_of(both), "filter rule 1 'r': 'to' has addresses and a group; leave one of them out");
    filter_rule number{.name = "r"};
    number.match.source = named_set{0};
    EXPECT_EQ(refusal_of(number), "filter rule 1 'r': its match names a set by a number; name the set in 'from'");
    EXPECT_EQ(error_of([] {
                  filter_policy({.sets = {{"a"}, {"a"}}});
              }),
              "filter set 'a': there are two of this name; rename one or put them together");
    EXPECT_EQ(error_of([] { filter_policy({.sets = {{""}}}); }), "filter: a set has no name; give it one");
    EXPECT_EQ(error_of([] {
                  filter_policy({.sets = {{"a", {block4("10.0.0.0", 40)}}}});
              }),
              "filter set 'a': classifier: prefix length 40 in a named set; use at most 32");
}

TEST(filter_policy, explains_which_rules_match) {
    filter_rule network{.name = "network"};
    network.match.destination = block4("10.0.0.0", 8);
    const auto policy = make_policy({.rules = {permit_port("web", 80), network, {.name = "rest"}}});
    const auto explain = [&](const std::string& to, std::uint16_t port) {
        return policy->explain(new_flow("192.0.2.1", to, port).fields);
    };
    EXPECT_EQ(explain("10.0.0.1", 80), (std::vector<std::uint32_t>{0, 1, 2}));
    EXPECT_EQ(explain("10.0.0.1", 81), (std::vector<std::uint32_t>{1, 2}));
    EXPECT_EQ(explain("11.0.0.1", 81), (std::vector<std::uint32_t>{2}));
    EXPECT_EQ(make_policy({})->explain(new_flow("10.0.0.1", "10.0.0.1").fields), std::vector<std::uint32_t>{});
    EXPECT_EQ(policy->name_of(1), "network");
    EXPECT_EQ(policy->name_of(3), "default");
}

TEST(filter_policy, reports_rules_without_effect) {
    using enum superfluous_rule::reason;
    filter_rule denied = permit_port("denied", 80);
    denied.action = filter_action::drop;
    filter_rule marked = permit_port("marked", 80);
    marked.mark = 1;
    filter_rule rated = permit_port("rated", 80);
    rated.rate = filter_rate{1, 1};
    filter_rule logged = permit_port("logged", 80);
    logged.log = true;
    const auto policy =
        make_policy({.rules = {permit_port("web", 80), denied, permit_port("again", 80), marked, rated, logged}});
    EXPECT_EQ(policy->find_superfluous(),
              (std::vector<superfluous_rule>{
                  {1, 0, shadowed}, {2, 0, redundant}, {3, 0, shadowed}, {4, 0, shadowed}, {5, 0, shadowed}}));
    EXPECT_TRUE(make_policy({.rules = {permit_port("web", 80), permit_port("ssh", 22)}})->find_superfluous().empty());
}

} // namespace THIS_TEST
} // namespace xdpk
