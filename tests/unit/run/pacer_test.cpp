// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/run/pacer.hpp>

#include <gtest/gtest.h>

namespace THIS_TEST {

using namespace xdpk;
using namespace std::chrono_literals;

const pacer::clock::time_point start{1h};

TEST(pacer, without_a_rate_everything_is_due) {
    pacer p(0, start);
    EXPECT_LE(p.next(), start);
    EXPECT_EQ(p.take(start, 64), 64U);
    EXPECT_EQ(p.take(start, 64), 64U);
}

TEST(pacer, one_frame_per_interval) {
    pacer p(1000, start);
    EXPECT_EQ(p.next(), start);
    EXPECT_EQ(p.take(start - 1us, 64), 0U);
    EXPECT_EQ(p.take(start, 64), 1U);
    EXPECT_EQ(p.take(start, 64), 0U);
    EXPECT_EQ(p.next(), start + 1ms);
    EXPECT_EQ(p.take(start + 999us, 64), 0U);
    EXPECT_EQ(p.take(start + 1ms, 64), 1U);
}

TEST(pacer, no_error_adds_up) {
    pacer p(3, start);
    std::uint64_t taken = 0;
    for (auto now = start; now < start + 24h; now += 100ms)
        taken += p.take(now, 64);
    EXPECT_EQ(taken, 3U * 24 * 3600);
}

TEST(pacer, makes_up_for_a_short_delay_in_bursts) {
    pacer p(1000, start);
    EXPECT_EQ(p.take(start + 99ms, 64), 64U);
    EXPECT_EQ(p.take(start + 99ms, 64), 36U);
    EXPECT_EQ(p.next(), start + 100ms);
}

TEST(pacer, does_not_make_up_for_a_long_one) {
    pacer p(1000, start);
    EXPECT_EQ(p.take(start, 64), 1U);
    EXPECT_EQ(p.take(start + 1min, 10000), 1U);
    EXPECT_EQ(p.next(), start + 1min + 1ms);
}

TEST(pacer, high_rates) {
    pacer p(1'500'000, start);
    std::uint64_t taken = 0;
    for (auto now = start; now < start + 1s; now += 10us)
        taken += p.take(now, 1000);
    EXPECT_NEAR(static_cast<double>(taken), 1'500'000, 16);
}

} // namespace THIS_TEST
