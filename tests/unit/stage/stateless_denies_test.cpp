// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/stateless_denies.hpp>

#include "filter_flows.hpp"
#include "support/random_seed.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace xdpk {
namespace THIS_TEST {

using namespace test;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr filter_action permit = filter_action::permit;
constexpr filter_action drop = filter_action::drop;

filter_rule from(const std::string& name, const address_match& block, filter_action action = drop) {
    return {.name = name, .match = {.source = block}, .action = action};
}

filter_rule to(const std::string& name, const address_match& block, filter_action action = drop) {
    return {.name = name, .match = {.destination = block}, .action = action};
}

std::vector<std::uint32_t> rules_of(std::vector<filter_rule> rules, filter_action otherwise = permit,
                                    const deny_room& room = {}) {
    const filter_policy policy({.rules = std::move(rules), .otherwise = otherwise});
    return find_stateless_denies(policy, room).rules;
}

const ipv4_prefix bad = block4("192.0.2.0", 24);
const ipv4_prefix half = block4("192.0.2.0", 25);
const ipv4_prefix good = block4("198.51.100.0", 24);

TEST(stateless_denies, need_both_directions_closed) {
    EXPECT_THAT(rules_of({from("a", bad)}), IsEmpty()) << "a reply from there may be of a permitted flow";
    EXPECT_THAT(rules_of({from("a", bad), to("b", bad)}), ElementsAre(0, 1));
    EXPECT_THAT(rules_of({from("a", bad), to("b", half)}), IsEmpty());
    EXPECT_THAT(rules_of({from("a", bad), to("b", bad, filter_action::reject)}), ElementsAre(0));
    filter_rule some = to("b", bad);
    some.match.protocol = ip_proto::tcp;
    EXPECT_THAT(rules_of({from("a", bad), some}), IsEmpty());
}

TEST(stateless_denies, are_closed_where_no_rule_permits_anything) {
    EXPECT_THAT(rules_of({from("a", bad), to("b", good, permit)}, drop), ElementsAre(0));
    EXPECT_THAT(rules_of({from("a", bad), to("b", half, permit)}, drop), IsEmpty());
    EXPECT_THAT(rules_of({from("a", bad), from("b", good, permit)}, drop), IsEmpty());
    EXPECT_THAT(rules_of({from("a", bad)}, filter_action::reject), ElementsAre(0));
}

TEST(stateless_denies, come_before_all_that_matches_the_same) {
    EXPECT_THAT(rules_of({from("p", half, permit), from("a", bad), to("b", bad)}), IsEmpty());
    EXPECT_THAT(rules_of({from("p", good, permit), from("a", bad), to("b", bad)}), IsEmpty())
        << "what is from the good to the bad is permitted";
    filter_rule among = from("p", good, permit);
    among.match.destination = good;
    EXPECT_THAT(rules_of({among, from("a", bad), to("b", bad)}), ElementsAre(1, 2));
    EXPECT_THAT(rules_of({permit_port("p", 80), from("a", bad), to("b", bad)}), IsEmpty());
    filter_rule logged = from("a", bad);
    logged.log = true;
    EXPECT_THAT(rules_of({logged, to("b", bad)}), IsEmpty()) << "it matches some of what the second does";
}

TEST(stateless_denies, find_room_or_stay_away) {
    const std::vector<filter_rule> rules{from("a", bad), to("b", bad)};
    EXPECT_THAT(rules_of(rules, permit, {.rules = 1}), ElementsAre(0));
    EXPECT_THAT(rules_of(rules, permit, {.prefixes = 1}), ElementsAre(0));
    EXPECT_THAT(rules_of(rules, permit, {.addresses = 0}), ElementsAre(0, 1));
}

TEST(stateless_denies, follow_sets_and_labels) {
    filter_policy policy({.rules = {{.name = "a", .from = set_name{"bad"}, .action = drop},
                                    {.name = "b", .to = label_selector{{"ill"}}, .action = drop}},
                          .otherwise = drop,
                          .sets = {{.name = "bad", .blocks = {bad}}},
                          .endpoints = {{.block = good, .labels = {"ill", "old"}}}});
    EXPECT_THAT(find_stateless_denies(policy).sets.blocks,
                ElementsAre(denied_block{false, bad, 0}, denied_block{true, good, 1}));
    policy.add_to_set("bad", std::array<address_block, 1>{block6("2001:db8::1")});
    policy.set_labels(good, {"old"});
    EXPECT_THAT(find_stateless_denies(policy).sets.blocks,
                ElementsAre(denied_block{false, bad, 0}, denied_block{false, block6("2001:db8::1"), 0}));
}

TEST(stateless_denies, give_a_block_the_first_rule_of_all_around_it) {
    const filter_policy policy(
        {.rules = {from("a", half), from("b", bad), from("c", block4("192.0.2.1"))}, .otherwise = drop});
    EXPECT_THAT(find_stateless_denies(policy).sets.blocks,
                ElementsAre(denied_block{false, bad, 1}, denied_block{false, half, 0},
                            denied_block{false, block4("192.0.2.1"), 0}));
}

/// What a packet by itself is denied by.
std::optional<std::uint32_t> denied_by(const stateless_denies& denies, const packet_fields& fields) {
    std::optional<std::uint32_t> rule;
    for (const denied_block& one : denies.sets.blocks) {
        const auto* const block = std::get_if<ipv4_prefix>(&one.block);
        ipv4_address address;
        std::ranges::copy_n((one.by_destination ? fields.destination : fields.source).begin(), 4,
                            address.bytes.begin());
        if (block != nullptr && block->contains(address))
            rule = std::min(rule.value_or(one.rule), one.rule);
    }
    return rule;
}

packet_fields fields_between(std::uint8_t a, std::uint8_t b, std::uint16_t port) {
    packet_fields fields{.source_port = be16{port},
                         .destination_port = be16{static_cast<std::uint16_t>(3 - port)},
                         .protocol = ip_proto::udp,
                         .ip_version = 4};
    fields.source[0] = fields.destination[0] = 10;
    fields.source[3] = a;
    fields.destination[3] = b;
    return fields;
}

TEST(stateless_denies, are_what_the_policy_says_of_every_packet_and_no_reply_is_among_them) {
    const random_seed seed;
    std::mt19937_64 random(seed.value());
    const auto below = [&random](std::uint64_t n) { return static_cast<std::uint8_t>(random() % n); };
    std::size_t found = 0;
    for (int round = 0; round < 300; ++round) {
        std::vector<filter_rule> rules;
        for (unsigned n = 1U + below(6); rules.size() < n;) {
            filter_rule& rule = rules.emplace_back();
            rule.name = std::to_string(rules.size());
            rule.action = std::array{permit, drop, drop, filter_action::reject}.at(below(4));
            const ipv4_prefix block{{{10, 0, 0, below(8)}}, static_cast<std::uint8_t>(29 + below(4))};
            if (below(2) == 0)
                rule.match.source = block.masked();
            if (below(2) == 0)
                rule.match.destination = block.masked();
            if (below(5) == 0)
                rule.match.destination_ports = {1, 1};
        }
        const filter_policy policy({.rules = rules, .otherwise = below(2) == 0 ? permit : drop});
        const stateless_denies denies = find_stateless_denies(policy);
        found += denies.rules.size();
        for (unsigned i = 0; i < 8U * 8U * 2U; ++i) {
            const auto a = static_cast<std::uint8_t>(i & 7U), b = static_cast<std::uint8_t>(i >> 3U & 7U);
            const auto port = static_cast<std::uint16_t>(1U + (i >> 6U));
            const auto rule = denied_by(denies, fields_between(a, b, port));
            if (!rule)
                continue;
            ASSERT_EQ(*rule, policy.decide(fields_between(a, b, port)));
            const std::uint32_t back = policy.decide(fields_between(b, a, static_cast<std::uint16_t>(3 - port)));
            ASSERT_NE(policy.step(back).verdict, XDPK_FORWARD) << "its packets may be replies";
        }
    }
    EXPECT_GT(found, 0U);
}

} // namespace THIS_TEST
} // namespace xdpk
