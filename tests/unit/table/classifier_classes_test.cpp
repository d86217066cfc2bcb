// SPDX-License-Identifier: BSD-3-Clause
#include "classifier_and_model.hpp"

#include "support/random_seed.hpp"

#include <gtest/gtest.h>
#include <span>
#include <vector>

namespace xdpk {
namespace THIS_TEST {

using engine = classifier::engine;

class classifier_of_size : public testing::TestWithParam<std::size_t> {};

TEST_P(classifier_of_size, finds_by_classes_what_the_naive_one_finds) {
    const random_seed seed;
    for (const auto shape : {bench::rule_shape::access_list, bench::rule_shape::firewall, bench::rule_shape::ip_chain})
        for (const unsigned one_more_in : {0U, 7U, 1U}) {
            classifier_and_model b(shape, GetParam(), one_more_in, seed.value());
            ASSERT_EQ(b.table.engine_for(4), GetParam() <= 32 ? engine::linear : engine::classes);
            b.compare(2'000'000 / (GetParam() + 1000));
        }
}

// Around what one chunk of each width holds, and two, beyond which rules are not in their order.
INSTANTIATE_TEST_SUITE_P(sizes, classifier_of_size,
                         testing::Values(31, 32, 33, 34, 64, 65, 127, 128, 129, 255, 256, 257, 511, 512, 513, 1023,
                                         1024, 1025, 1537, 2000, 5000));

TEST(classifier_classes, keep_up_with_added_and_erased_rules) {
    const random_seed seed;
    for (const std::size_t count : {std::size_t{100}, std::size_t{600}, std::size_t{2000}}) {
        classifier_and_model b(bench::rule_shape::ip_chain, count, 5, seed.value());
        for (int i = 0; i < 600 && !testing::Test::HasFailure(); ++i) {
            if (b.size() < count / 2 || b.chance(2))
                b.add_one();
            else
                b.erase_one();
            EXPECT_EQ(b.table.engine_for(4), engine::classes);
            b.compare(130);
            b.table.reclaim();
        }
    }
}

TEST(classifier_classes, give_way_to_tuples_above_their_limit_and_return) {
    std::vector<classifier_rule> rules;
    for (std::uint32_t i = 0; i < 16385; ++i)
        rules.push_back({.source = ipv4_prefix{ipv4_address::from_integer(0x0A000000U + i), 32}, .action = i});
    classifier table;
    table.replace(std::span(rules).first(16384));
    EXPECT_EQ(table.engine_for(4), engine::classes);
    table.replace(rules);
    EXPECT_EQ(table.engine_for(4), engine::tuples);
    EXPECT_EQ(to_string(table.engine_for(4)), "tuples");
    for (std::uint32_t i = 0; i < 258; ++i)
        EXPECT_TRUE(table.erase(i));
    EXPECT_EQ(table.engine_for(4), engine::classes);
}

// One rule for all addresses makes the others superfluous, but not when it has gone.
TEST(classifier_classes, count_shadowed_rules_only_when_told) {
    std::vector<classifier_rule> rules{{.protocol = ip_proto::tcp, .action = 1000}};
    for (std::uint32_t i = 0; i < 1000; ++i)
        rules.push_back({.source = ipv4_prefix{ipv4_address::from_integer(0x0A000000U + i), 32},
                         .protocol = i % 50 == 49 ? ip_proto::udp : ip_proto::tcp,
                         .action = i});
    classifier table;
    table.replace(rules);
    EXPECT_LT(table.memory(), 8000U);
    packet_fields packet{.source = {10, 0, 0, 7}, .protocol = ip_proto::tcp, .ip_version = 4};
    const auto first = [&] {
        classifier_hit hit;
        table.lookup({&packet, 1}, {&hit, 1});
        return hit.rule;
    };
    EXPECT_EQ(first(), 0U);
    EXPECT_EQ(table.explain(packet), (std::vector<std::uint32_t>{0, 8}));
    EXPECT_TRUE(table.erase(9));
    EXPECT_FALSE(table.erase(9));
    EXPECT_TRUE(table.erase(0));
    EXPECT_EQ(first(), 8U);
    packet.source[3] = 8;
    EXPECT_EQ(first(), classifier_hit::no_rule);
    EXPECT_EQ(table.size(), 999U);
}

TEST(classifier_classes, do_without_any_restricted_field) {
    classifier table;
    table.replace(std::vector<classifier_rule>(40, classifier_rule{.action = 7}));
    const packet_fields packet{.ip_version = 4};
    classifier_hit hit;
    table.lookup({&packet, 1}, {&hit, 1});
    EXPECT_EQ(hit.rule, 0U);
    EXPECT_EQ(hit.action, 7U);
    EXPECT_EQ(to_string(table.engine_for(6)), "classes");
}

TEST(classifier_classes, rebuild_rarely) {
    const random_seed seed;
    classifier_and_model b(bench::rule_shape::ip_chain, 1000, 0, seed.value());
    EXPECT_EQ(b.table.tables_for(4), 1U);
    b.add_one();
    EXPECT_EQ(b.table.tables_for(4), 2U);
    for (int i = 0; i < 1000; ++i)
        b.add_one();
    EXPECT_LE(b.table.tables_for(4), 13U);
    b.compare(500);
}

} // namespace THIS_TEST
} // namespace xdpk
