// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <array>
#include <cerrno>
#include <cstdint>

#include <rte_errno.h>
#include <rte_metrics.h>
#include <rte_power_cpufreq.h>

namespace THIS_TEST {

TEST(metrics, are_there_between_init_and_deinit) {
    EXPECT_EQ(rte_metrics_reg_name("early"), -EIO);
    EXPECT_EQ(rte_metrics_init(0), 0);
    EXPECT_EQ(rte_metrics_get_names(nullptr, 0), 0);
    EXPECT_EQ(rte_metrics_deinit(), 0);
    EXPECT_EQ(rte_metrics_deinit(), -EIO);
    EXPECT_EQ(rte_metrics_update_value(0, 0, 1), -EIO);
}

TEST(metrics, have_a_value_per_port_and_one_of_none) {
    ASSERT_EQ(rte_metrics_init(0), 0);
    EXPECT_EQ(rte_metrics_reg_name("alone"), 0);
    const char* const set[] = {"low", "high"};
    EXPECT_EQ(rte_metrics_reg_names(set, 2), 1);
    const std::uint64_t both[] = {5, 6};
    EXPECT_EQ(rte_metrics_update_values(3, 1, both, 2), 0);
    EXPECT_EQ(rte_metrics_update_values(3, 2, both, 2), -ERANGE);
    EXPECT_EQ(rte_metrics_update_value(RTE_METRICS_GLOBAL, 0, 9), 0);
    EXPECT_EQ(rte_metrics_update_value(3, 3, 1), -EINVAL);
    EXPECT_EQ(rte_metrics_update_value(-2, 0, 1), -EINVAL);

    std::array<rte_metric_value, 3> values{};
    EXPECT_EQ(rte_metrics_get_values(3, values.data(), 2), 3);
    EXPECT_EQ(values[2].value, 0U);
    EXPECT_EQ(rte_metrics_get_values(3, values.data(), 3), 3);
    EXPECT_EQ(values[0].value, 0U);
    EXPECT_EQ(values[2].key, 2U);
    EXPECT_EQ(values[2].value, 6U);
    EXPECT_EQ(rte_metrics_get_values(RTE_METRICS_GLOBAL, values.data(), 3), 3);
    EXPECT_EQ(values[0].value, 9U);
    std::array<rte_metric_name, 3> names{};
    EXPECT_EQ(rte_metrics_get_names(names.data(), 3), 3);
    EXPECT_STREQ(names[1].name, "low");
    EXPECT_EQ(rte_metrics_deinit(), 0);
}

TEST(power, is_refused) {
    EXPECT_EQ(rte_power_init(1), -1);
    EXPECT_EQ(rte_errno, ENOTSUP);
    EXPECT_EQ(rte_power_get_env(), PM_ENV_NOT_SET);
    rte_power_core_capabilities known{};
    known.capabilities = 3;
    EXPECT_EQ(rte_power_get_capabilities(1, &known), -1);
    EXPECT_EQ(known.capabilities, 0U);
}

} // namespace THIS_TEST
