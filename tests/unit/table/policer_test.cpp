// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/base/error.hpp>
#include <xdpk/table/policer.hpp>

#include <gtest/gtest.h>
#include <limits>

namespace xdpk {
namespace THIS_TEST {

constexpr std::uint64_t second = 1'000'000'000;
constexpr std::uint64_t limit = std::numeric_limits<std::uint64_t>::max();

TEST(TokenBucket, IsFullAtFirstAndEarnsItsRate) {
    token_bucket bucket(1000, 1500, 0);
    EXPECT_TRUE(bucket.take(1500, 0));
    EXPECT_FALSE(bucket.take(1, 0));
    EXPECT_FALSE(bucket.take(1, second / 1000 - 1));
    EXPECT_TRUE(bucket.take(1, second / 1000));
    EXPECT_FALSE(bucket.take(501, second / 2));
    EXPECT_TRUE(bucket.take(499, second / 2));
}

TEST(TokenBucket, LosesNoFractionHoweverOftenItIsAsked) {
    token_bucket bucket(3, 1, 0);
    std::uint32_t passed = 0;
    for (std::uint64_t now = 0; now <= 100 * second; now += 7'000'003)
        passed += bucket.take(1, now) ? 1 : 0;
    EXPECT_GE(passed, 294U); // one at first, 3 a second; each may come a question (7 ms) late
    EXPECT_LE(passed, 301U);
}

TEST(TokenBucket, NeverHoldsMoreThanItsSize) {
    token_bucket bucket(limit, 10, 0);
    EXPECT_FALSE(bucket.take(11, limit));
    EXPECT_TRUE(bucket.take(10, limit));
    EXPECT_FALSE(bucket.take(1, limit));
}

TEST(TokenBucket, AClockThatGoesBackEarnsNothing) {
    token_bucket bucket(1000, 10, second);
    EXPECT_TRUE(bucket.take(10, second));
    EXPECT_FALSE(bucket.take(1, 0));
    EXPECT_FALSE(bucket.take(1, second));
    EXPECT_TRUE(bucket.take(1, second + second / 1000));
}

TEST(TokenBucket, TakesTheLargestBurstAndNoLarger) {
    token_bucket bucket(0, token_bucket::max_burst, 0);
    EXPECT_TRUE(bucket.take(0xFFFFFFFF, limit));
    EXPECT_THROW(token_bucket(1, token_bucket::max_burst + 1, 0), error);
    EXPECT_THROW(token_bucket(1, 0, 0), error);
}

TEST(Srtcm, FillsTheExcessBucketOnlyWhenTheCommittedOneIsFull) {
    srtcm marker({.committed_rate = 1000, .committed_burst = 100, .excess_burst = 50}, 0);
    EXPECT_EQ(marker.mark(100, 0), color::green);
    EXPECT_EQ(marker.mark(50, 0), color::yellow);
    EXPECT_EQ(marker.mark(1, 0), color::red);
    const std::uint64_t later = second * 120 / 1000; // 100 committed, 20 excess
    EXPECT_EQ(marker.mark(101, later), color::red);
    EXPECT_EQ(marker.mark(100, later), color::green);
    EXPECT_EQ(marker.mark(21, later), color::red);
    EXPECT_EQ(marker.mark(20, later), color::yellow);
}

TEST(Srtcm, NeverImprovesAColor) {
    srtcm marker({.committed_rate = 0, .committed_burst = 100, .excess_burst = 100}, 0);
    EXPECT_EQ(marker.mark(60, 0, color::red), color::red);
    EXPECT_EQ(marker.mark(60, 0, color::yellow), color::yellow);
    EXPECT_EQ(marker.mark(60, 0, color::yellow), color::red); // the committed bucket is not for yellow packets
    EXPECT_EQ(marker.mark(100, 0, color::green), color::green);
}

TEST(Srtcm, WorksWithOneBucketOnly) {
    srtcm committed({.committed_rate = 1, .committed_burst = 10, .excess_burst = 0}, 0);
    EXPECT_EQ(committed.mark(10, 0), color::green);
    EXPECT_EQ(committed.mark(1, 0), color::red);
    srtcm excess({.committed_rate = 1, .committed_burst = 0, .excess_burst = 10}, 0);
    EXPECT_EQ(excess.mark(10, 0), color::yellow);
    EXPECT_EQ(excess.mark(1, 0), color::red);
    EXPECT_THROW(srtcm({.committed_rate = 1, .committed_burst = 0, .excess_burst = 0}, 0), error);
    EXPECT_THROW(srtcm({.committed_rate = 1, .committed_burst = 10, .excess_burst = token_bucket::max_burst}, 0),
                 error);
}

TEST(Trtcm, MarksByBothRates) {
    trtcm marker({.committed_rate = 1000, .committed_burst = 100, .peak_rate = 2000, .peak_burst = 150}, 0);
    EXPECT_EQ(marker.mark(100, 0), color::green);
    EXPECT_EQ(marker.mark(50, 0), color::yellow);
    EXPECT_EQ(marker.mark(1, 0), color::red);
    const std::uint64_t later = second * 30 / 1000; // 30 committed, 60 peak
    EXPECT_EQ(marker.mark(61, later), color::red);
    EXPECT_EQ(marker.mark(31, later), color::yellow); // takes of the peak bucket only
    EXPECT_EQ(marker.mark(29, later), color::green);
}

TEST(Trtcm, NeverImprovesAColor) {
    trtcm marker({.committed_rate = 0, .committed_burst = 100, .peak_rate = 0, .peak_burst = 100}, 0);
    EXPECT_EQ(marker.mark(50, 0, color::red), color::red);
    EXPECT_EQ(marker.mark(50, 0, color::yellow), color::yellow);
    EXPECT_EQ(marker.mark(50, 0, color::green), color::green);
    EXPECT_EQ(marker.mark(1, 0, color::green), color::red);
}

TEST(Trtcm, RefusesWhatTheRfcForbids) {
    EXPECT_THROW(trtcm({.committed_rate = 2, .committed_burst = 1, .peak_rate = 1, .peak_burst = 1}, 0), error);
    EXPECT_THROW(trtcm({.committed_rate = 1, .committed_burst = 0, .peak_rate = 1, .peak_burst = 1}, 0), error);
    EXPECT_THROW(trtcm({.committed_rate = 1, .committed_burst = 1, .peak_rate = 1, .peak_burst = 0}, 0), error);
}

} // namespace THIS_TEST
} // namespace xdpk
