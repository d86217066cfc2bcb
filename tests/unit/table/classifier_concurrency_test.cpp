// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/table/classifier.hpp>

#include "table/classifier_lookup.hpp"
#include "table/rule_family.hpp"

#include "bench/tables/classifier_rules.hpp"
#include "support/grace_period.hpp"
#include "support/random_seed.hpp"

#include <algorithm>
#include <atomic>
#include <gtest/gtest.h>
#include <random>
#include <span>
#include <thread>
#include <utility>
#include <vector>

namespace xdpk {
namespace THIS_TEST {

constexpr std::size_t readers = 2;
constexpr std::size_t burst = 32;

/// A burst sees one set of rules: two packets that are alike never differ.
void read(const classifier& table, const std::vector<packet_fields>& headers, grace_period<readers>& grace,
          std::size_t self, const std::atomic<bool>& stop) {
    std::vector<packet_fields> packets(burst);
    std::vector<classifier_hit> hits(burst);
    for (std::size_t i = 0; !stop.load(std::memory_order_relaxed); i = (i + burst) % (headers.size() - burst)) {
        std::copy_n(headers.begin() + static_cast<std::ptrdiff_t>(i), burst, packets.begin());
        packets.back() = packets.front();
        table.lookup(packets, hits);
        for (const classifier_hit& hit : hits)
            EXPECT_NE(hit.rule, classifier_hit::no_rule);
        EXPECT_EQ(hits.front().rule, hits.back().rule);
        EXPECT_EQ(hits.front().action, hits.back().action);
        grace.quiescent(self);
    }
    grace.leave(self);
}

void write(classifier& table, const std::vector<classifier_rule>& rules, grace_period<readers>& grace,
           std::uint64_t seed) {
    std::mt19937_64 random(seed);
    for (int i = 0; i < 400; ++i) {
        if (i % 100 == 50)
            table.replace(rules);
        else if (random() % 2 == 0)
            table.add(rules[random() % rules.size()]);
        else
            table.erase(static_cast<std::uint32_t>(random() % (rules.size() - 1)));
        if (i % 8 != 0)
            continue;
        grace.wait();
        table.reclaim();
    }
}

TEST(classifier, is_read_while_it_is_written) {
    const random_seed seed;
    const std::vector<classifier_rule> rules = bench::make_rules(bench::rule_shape::access_list, 400, seed.value());
    const std::vector<packet_fields> headers = bench::make_headers(rules, 4096, seed.value());
    classifier table;
    table.replace(rules);
    grace_period<readers> grace;
    std::atomic<bool> stop{false};
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < readers; ++i)
        threads.emplace_back([&, i] { read(table, headers, grace, i, stop); });
    write(table, rules, grace, seed.value());
    stop = true;
    for (std::thread& t : threads)
        t.join();
}

TEST(classifier, looks_up_alike_with_and_without_vectors) {
    if (!detail::has_classify_avx512())
        GTEST_SKIP() << "this CPU has no AVX-512";
    const random_seed seed;
    // Linear, classes in parts of a chunk, one, two and several, tuples.
    for (const unsigned count : {20U, 100U, 200U, 400U, 800U, 5000U, 20000U}) {
        const auto rules = bench::make_rules(bench::rule_shape::access_list, count, seed.value());
        const auto headers = bench::make_headers(rules, 1000, seed.value());
        std::vector<detail::compiled_rule> compiled;
        for (std::uint32_t i = 0; i < rules.size(); ++i)
            compiled.push_back(detail::compile(rules[i], i));
        const detail::rule_family family(std::move(compiled));
        const detail::classifier_view view{{family.view(), {}}};
        std::vector<classifier_hit> plain(headers.size());
        std::vector<classifier_hit> vectors(headers.size());
        detail::classify_portable(view, headers.data(), plain.data(), headers.size());
        detail::classify_avx512(view, headers.data(), vectors.data(), headers.size());
        for (std::size_t i = 0; i < headers.size(); ++i)
            ASSERT_EQ(plain[i].rule, vectors[i].rule);
    }
}

} // namespace THIS_TEST
} // namespace xdpk
