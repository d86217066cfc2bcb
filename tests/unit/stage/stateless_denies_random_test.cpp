// SPDX-License-Identifier: BSD-3-Clause
// Random policies: what they say of every packet is what the rules about ports and 5-tuples say by themselves.
#include <xdpk/stage/stateless_denies.hpp>

#include "support/random_seed.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <gtest/gtest.h>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace xdpk {
namespace THIS_TEST {

constexpr filter_action permit = filter_action::permit;
constexpr filter_action drop = filter_action::drop;

/// What a packet by itself is denied by.
std::optional<std::uint32_t> denied_by(const deny_sets& sets, const packet_fields& p) {
    std::optional<std::uint32_t> rule;
    const auto by = [&rule](std::uint32_t one) { rule = std::min(rule.value_or(one), one); };
    for (const denied_port& one : sets.ports)
        if (one.protocol == p.protocol && one.port == (one.by_destination ? p.destination_port : p.source_port).host())
            by(one.rule);
    for (const denied_flow& one : sets.flows)
        if (one.protocol == p.protocol && one.source_port == p.source_port.host() &&
            one.destination_port == p.destination_port.host() &&
            std::get<ipv4_address>(one.source).bytes[3] == p.source[3] &&
            std::get<ipv4_address>(one.destination).bytes[3] == p.destination[3])
            by(one.rule);
    return rule;
}

using draw = std::function<std::uint8_t(std::uint64_t)>;

constexpr std::array protocols{ip_proto::tcp, ip_proto::udp};

filter_rule random_rule(const std::string& name, const draw& below) {
    filter_rule rule{.name = name, .action = std::array{permit, drop, drop, drop, filter_action::reject}.at(below(5))};
    const bool whole = below(3) == 0;
    const auto some = [&] { return whole || below(3) == 0; };
    const auto range = [&] { return port_range{std::uint16_t(1U + below(2)), std::uint16_t(2U + below(2))}; };
    if (whole || below(3) != 0)
        rule.match.protocol = protocols.at(below(2));
    if (some() && rule.match.protocol)
        rule.match.source_ports = range();
    if (some() && rule.match.protocol)
        rule.match.destination_ports = range();
    if (some())
        rule.match.source = ipv4_prefix{{{10, 0, 0, below(2)}}, 32};
    if (some())
        rule.match.destination = ipv4_prefix{{{10, 0, 0, below(2)}}, 32};
    return rule;
}

/// All packets that the random rules tell apart.
std::vector<packet_fields> every_packet() {
    std::vector<packet_fields> all;
    for (unsigned i = 0; i < 2U * 2U * 2U * 3U * 3U; ++i)
        all.push_back({.source = {10, 0, 0, std::uint8_t(i & 1U)},
                       .destination = {10, 0, 0, std::uint8_t(i >> 1U & 1U)},
                       .source_port = be16{std::uint16_t(1U + i / 8 % 3)},
                       .destination_port = be16{std::uint16_t(1U + i / 24)},
                       .protocol = protocols.at(i >> 2U & 1U),
                       .ip_version = 4});
    return all;
}

TEST(stateless_denies_at_random, are_what_the_policy_says_of_every_packet_and_no_reply_is_among_them) {
    const random_seed seed;
    std::mt19937_64 random(seed.value());
    const draw below = [&random](std::uint64_t n) { return static_cast<std::uint8_t>(random() % n); };
    std::size_t ports = 0, flows = 0;
    for (int round = 0; round < 2000; ++round) {
        std::vector<filter_rule> rules;
        for (unsigned n = 1U + below(6); rules.size() < n;)
            rules.push_back(random_rule(std::to_string(rules.size()), below));
        const filter_policy policy({.rules = rules, .otherwise = below(2) == 0 ? permit : drop});
        const deny_sets sets = find_stateless_denies(policy).sets;
        if (!sets.blocks.empty())
            continue;
        ports += sets.ports.size();
        flows += sets.flows.size();
        for (packet_fields p : every_packet()) {
            const auto rule = denied_by(sets, p);
            if (!rule)
                continue;
            ASSERT_EQ(*rule, policy.decide(p));
            std::swap(p.source, p.destination);
            std::swap(p.source_port, p.destination_port);
            ASSERT_NE(policy.step(policy.decide(p)).verdict, XDPK_FORWARD) << "its packets may be replies";
        }
    }
    EXPECT_GT(ports, 0U);
    EXPECT_GT(flows, 0U);
}

} // namespace THIS_TEST
} // namespace xdpk
