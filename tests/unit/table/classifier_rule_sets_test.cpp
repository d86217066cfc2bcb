// SPDX-License-Identifier: BSD-3-Clause
#include "bench/tables/classifier_rules.hpp"
#include "classifier_model.hpp"

#include "support/random_seed.hpp"

#include <gtest/gtest.h>
#include <tuple>
#include <vector>

namespace xdpk {
namespace THIS_TEST {

using set = std::tuple<bench::rule_shape, std::size_t>;

class classifier_with_rules : public testing::TestWithParam<set> {};

TEST_P(classifier_with_rules, agrees_with_linear_search) {
    const random_seed seed;
    const auto [shape, count] = GetParam();
    const std::vector<classifier_rule> rules = bench::make_rules(shape, count, seed.value());
    // The model takes a millisecond per packet and 10,000 rules.
    const std::vector<packet_fields> headers = bench::make_headers(rules, 20'000'000 / (count + 2000), seed.value());
    classifier table;
    table.replace(rules);
    classifier_model model;
    for (std::uint32_t i = 0; i < rules.size(); ++i)
        model.add(i, rules[i]);
    std::vector<classifier_hit> hits(headers.size());
    table.lookup(headers, hits);
    for (std::size_t i = 0; i < headers.size() && !HasFailure(); ++i) {
        EXPECT_EQ(hits[i].rule, model.first(headers[i])) << "packet " << i;
        EXPECT_EQ(hits[i].action, rules[hits[i].rule].action) << "packet " << i;
    }
}

INSTANTIATE_TEST_SUITE_P(sets, classifier_with_rules,
                         testing::Combine(testing::Values(bench::rule_shape::access_list, bench::rule_shape::firewall,
                                                          bench::rule_shape::ip_chain),
                                          testing::Values(100, 1'000, 10'000, 100'000)));

} // namespace THIS_TEST
} // namespace xdpk
