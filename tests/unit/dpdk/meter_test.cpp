// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <cerrno>
#include <cstdint>

#include <rte_cycles.h>
#include <rte_meter.h>

namespace THIS_TEST {

/// A rate is met to a hundredth, whatever it is.
TEST(dpdk_meter, profiles_keep_the_rate) {
    for (const std::uint64_t rate : {1ULL, 999ULL, 1'000'000ULL, 12'500'000'000ULL}) {
        rte_meter_srtcm_params params{.cir = rate, .cbs = 2048, .ebs = 0};
        rte_meter_srtcm_profile profile{};
        ASSERT_EQ(rte_meter_srtcm_profile_config(&profile, &params), 0);
        const double kept = static_cast<double>(profile.cir_bytes_per_period) * static_cast<double>(rte_get_tsc_hz()) /
                            static_cast<double>(profile.cir_period);
        EXPECT_NEAR(kept / static_cast<double>(rate), 1.0, 0.011) << rate;
    }
}

TEST(dpdk_meter, single_rate_fills_the_excess_bucket_when_the_committed_one_is_full) {
    rte_meter_srtcm_profile profile{.cbs = 1000, .ebs = 500, .cir_period = 100, .cir_bytes_per_period = 1};
    rte_meter_srtcm meter{.time = 0, .tc = 1000, .te = 500};
    EXPECT_EQ(rte_meter_srtcm_color_blind_check(&meter, &profile, 99, 1000), RTE_COLOR_GREEN);
    EXPECT_EQ(rte_meter_srtcm_color_blind_check(&meter, &profile, 99, 500), RTE_COLOR_YELLOW);
    EXPECT_EQ(rte_meter_srtcm_color_blind_check(&meter, &profile, 99, 1), RTE_COLOR_RED);
    EXPECT_EQ(rte_meter_srtcm_color_blind_check(&meter, &profile, 100, 1), RTE_COLOR_GREEN);
    EXPECT_EQ(rte_meter_srtcm_color_blind_check(&meter, &profile, 120'100, 1000), RTE_COLOR_GREEN);
    EXPECT_EQ(meter.te, 200U);
    EXPECT_EQ(rte_meter_srtcm_color_aware_check(&meter, &profile, 120'100, 1, RTE_COLOR_RED), RTE_COLOR_RED);
    EXPECT_EQ(rte_meter_srtcm_color_aware_check(&meter, &profile, 220'100, 1, RTE_COLOR_YELLOW), RTE_COLOR_YELLOW);
}

TEST(dpdk_meter, two_rates_are_red_above_the_peak) {
    rte_meter_trtcm_profile profile{.cbs = 100,
                                    .pbs = 300,
                                    .cir_period = 100,
                                    .cir_bytes_per_period = 1,
                                    .pir_period = 100,
                                    .pir_bytes_per_period = 2};
    rte_meter_trtcm meter{.time_tc = 0, .time_tp = 0, .tc = 100, .tp = 300};
    EXPECT_EQ(rte_meter_trtcm_color_blind_check(&meter, &profile, 0, 100), RTE_COLOR_GREEN);
    EXPECT_EQ(rte_meter_trtcm_color_blind_check(&meter, &profile, 0, 200), RTE_COLOR_YELLOW);
    EXPECT_EQ(rte_meter_trtcm_color_blind_check(&meter, &profile, 0, 1), RTE_COLOR_RED);
    EXPECT_EQ(rte_meter_trtcm_color_aware_check(&meter, &profile, 1000, 10, RTE_COLOR_YELLOW), RTE_COLOR_YELLOW);
    EXPECT_EQ(meter.tc, 10U);
    EXPECT_EQ(meter.tp, 10U);
}

TEST(dpdk_meter, refuses_what_cannot_be) {
    rte_meter_trtcm_params params{.cir = 10, .pir = 9, .cbs = 1, .pbs = 1};
    rte_meter_trtcm_profile profile{};
    EXPECT_EQ(rte_meter_trtcm_profile_config(&profile, &params), -EINVAL);
    params.pir = 10;
    EXPECT_EQ(rte_meter_trtcm_profile_config(&profile, &params), 0);
    EXPECT_EQ(rte_meter_trtcm_config(nullptr, &profile), -EINVAL);
}

} // namespace THIS_TEST
