// SPDX-License-Identifier: BSD-3-Clause
#include "bench/tables/classifier_rules.hpp"
#include "filter_flows.hpp"
#include "support/random_seed.hpp"
#include "table/classifier_model.hpp"

#include <gtest/gtest.h>
#include <random>

namespace xdpk {
namespace THIS_TEST {

using namespace test;

constexpr std::size_t rule_count = 10'000;

/// A policy of many rules of all actions, and how they are found by looking at one after the other.
struct large_policy {
    explicit large_policy(std::uint64_t seed) {
        std::mt19937_64 random(seed);
        std::vector<classifier_rule> matches = bench::make_rules(bench::rule_shape::firewall, rule_count, seed);
        headers = bench::make_headers(matches, 4'001, seed + 1);
        matches.pop_back(); // It matches all: the default's turn comes too.
        for (std::uint32_t i = 0; i < matches.size(); ++i) {
            matches[i].priority = 0;
            matches[i].action = 0;
            model.add(i, matches[i]);
            config.rules.push_back({.name = "rule " + std::to_string(i),
                                    .match = matches[i],
                                    .action = static_cast<filter_action>(random() % 3)});
        }
    }

    filter_policy_config config;
    std::vector<packet_fields> headers;
    classifier_model model;
};

xdpk_verdict naive_verdict(const filter_policy_config& config, std::uint32_t rule) {
    const filter_action action = rule < config.rules.size() ? config.rules[rule].action : config.otherwise;
    return action == filter_action::permit ? XDPK_FORWARD : action == filter_action::reject ? XDPK_REJECT : XDPK_DROP;
}

void compare(filter& stage, const large_policy& with) {
    std::size_t defaults = 0;
    std::vector<std::uint32_t> foreseen(with.headers.size());
    stage.foresee(with.headers, foreseen);
    for (std::size_t i = 0; i < foreseen.size(); ++i) {
        const packet_fields& fields = with.headers[i];
        const std::uint32_t first = with.model.first(fields);
        const std::uint32_t rule = first == classifier_hit::no_rule ? stage.policy().size() : first;
        flow_decision d;
        d.fields = fields;
        stage.decide(d);
        ASSERT_EQ(d.account[0], rule + 1);
        ASSERT_EQ(foreseen[i], rule);
        ASSERT_EQ(d.verdict, naive_verdict(with.config, rule));
        defaults += rule == stage.policy().size() ? 1 : 0;
    }
    EXPECT_LT(defaults, with.headers.size() / 2);
    for (std::size_t i = 0; i < 20; ++i)
        EXPECT_EQ(stage.policy().explain(with.headers[i]), with.model.all(with.headers[i]));
}

TEST(filter_large, decides_as_the_rules_one_after_the_other) {
    const random_seed seed;
    const large_policy first(seed.value());
    filter stage = make_filter(first.config);
    compare(stage, first);
    const large_policy second(seed.value() + 100);
    (void)stage.replace(filter_share(make_policy(second.config)));
    compare(stage, second);
}

TEST(filter_large, finds_the_allowed_service_among_many_rules) {
    filter_policy_config config;
    for (std::uint32_t i = 0; i < rule_count; ++i) {
        filter_rule rule{.name = "deny " + std::to_string(i), .action = filter_action::drop};
        rule.match.source = ipv4_prefix{ipv4_address::from_integer(0x0a000000U + (i << 8U)), 24};
        config.rules.push_back(std::move(rule));
    }
    filter_rule service = permit_port("service", 443);
    service.from = label_selector{{"app=web"}};
    config.rules.insert(config.rules.begin() + 5000, service);
    for (std::uint32_t i = 0; i < rule_count; i += 10)
        config.endpoints.push_back({ipv4_prefix{ipv4_address::from_integer(0x0a000005U + (i << 8U)), 32}, {"app=web"}});
    filter stage = make_filter(config);
    for (std::uint32_t i = 0; i < rule_count; ++i) {
        flow_decision d = new_flow(to_string(ipv4_address::from_integer(0x0a000005U + (i << 8U))), "192.0.2.1", 443);
        stage.decide(d);
        const bool allowed = i >= 5000 && i % 10 == 0;
        ASSERT_EQ(d.verdict, allowed ? XDPK_FORWARD : XDPK_DROP) << i;
        ASSERT_EQ(stage.policy().name_of(d.account[0] - 1), allowed ? "service" : "deny " + std::to_string(i));
    }
}

} // namespace THIS_TEST
} // namespace xdpk
