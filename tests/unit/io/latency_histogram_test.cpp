// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/io/sink_program.hpp>

#include <gtest/gtest.h>

namespace THIS_TEST {

using namespace xdpk;

// Bucket 16 n + p holds values of 2^(n + 3) times 1 + p / 16, from n = 1; below are single values.
TEST(latency_histogram, quantiles_are_the_tops_of_buckets) {
    std::vector<std::uint64_t> counts(100);
    counts[5] = 50;
    counts[16 * 2 + 3] = 49;
    counts[16 * 4 + 15] = 1;
    const latency_histogram h(counts);
    EXPECT_EQ(h.count(), 100U);
    EXPECT_EQ(h.quantile(0.01), 5U);
    EXPECT_EQ(h.quantile(0.5), 5U);
    EXPECT_EQ(h.quantile(0.51), 39U); // 38 and 39 share a bucket
    EXPECT_EQ(h.quantile(0.99), 39U);
    EXPECT_EQ(h.quantile(1), 255U); // 248 to 255
}

TEST(latency_histogram, is_empty_without_frames) {
    EXPECT_EQ(latency_histogram({}).quantile(0.5), 0U);
    EXPECT_EQ(latency_histogram(std::vector<std::uint64_t>(10)).quantile(1), 0U);
}

} // namespace THIS_TEST
