// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <cerrno>
#include <cstdint>

#include <rte_jobstats.h>

namespace THIS_TEST {

struct jobs : testing::Test {
    jobs() {
        EXPECT_EQ(rte_jobstats_context_init(&context), 0);
        EXPECT_EQ(rte_jobstats_init(&job, "forward", 10, 1000, 5000, 32), 0);
    }
    rte_jobstats_context context{};
    rte_jobstats job{};
};

TEST_F(jobs, begin_between_their_least_and_greatest_period) {
    EXPECT_EQ(job.period, 1000U);
    EXPECT_STREQ(job.name, "forward");
    EXPECT_EQ(job.min_exec_time, UINT64_MAX);
    EXPECT_EQ(rte_jobstats_init(nullptr, "", 0, 0, 0, 0), -EINVAL);
}

TEST_F(jobs, run_in_one_context_at_a_time_and_are_counted) {
    rte_jobstats_context_start(&context);
    EXPECT_EQ(rte_jobstats_start(&context, &job), 0);
    EXPECT_EQ(rte_jobstats_start(&context, &job), -EINVAL);
    EXPECT_EQ(rte_jobstats_finish(&job, 32), 0);
    EXPECT_EQ(rte_jobstats_finish(&job, 32), -EINVAL);
    rte_jobstats_context_finish(&context);
    EXPECT_EQ(job.exec_cnt, 1U);
    EXPECT_EQ(context.job_exec_cnt, 1U);
    EXPECT_EQ(context.loop_cnt, 1U);
    EXPECT_EQ(job.exec_time, context.exec_time);
    EXPECT_EQ(job.min_exec_time, job.max_exec_time);
    EXPECT_EQ(context.exec_time + context.management_time, context.state_time - context.start_time);
}

TEST_F(jobs, that_are_aborted_count_as_management) {
    rte_jobstats_context_start(&context);
    EXPECT_EQ(rte_jobstats_start(&context, &job), 0);
    EXPECT_EQ(rte_jobstats_abort(&job), 0);
    EXPECT_EQ(rte_jobstats_abort(&job), -EINVAL);
    rte_jobstats_context_finish(&context);
    EXPECT_EQ(context.exec_time, 0U);
    EXPECT_EQ(context.loop_cnt, 0U);
    EXPECT_EQ(context.management_time, context.state_time - context.start_time);
}

TEST_F(jobs, that_miss_their_target_have_their_period_updated) {
    rte_jobstats_set_period(&job, 100, 1);
    rte_jobstats_start(&context, &job);
    EXPECT_EQ(rte_jobstats_finish(&job, 64), 1);
    EXPECT_LT(job.period, 100U);
    const std::uint64_t shorter = job.period;
    rte_jobstats_start(&context, &job);
    EXPECT_EQ(rte_jobstats_finish(&job, 0), 1);
    EXPECT_GT(job.period, shorter);
    rte_jobstats_set_update_period_function(&job, [](rte_jobstats* one, std::int64_t result) {
        rte_jobstats_set_period(one, static_cast<std::uint64_t>(result), 0);
    });
    rte_jobstats_start(&context, &job);
    EXPECT_EQ(rte_jobstats_finish(&job, 7), 1);
    EXPECT_EQ(job.period, 7U);
    rte_jobstats_set_min(&job, 20);
    EXPECT_EQ(job.period, 20U);
    rte_jobstats_set_max(&job, 15);
    EXPECT_EQ(job.period, 15U);
}

} // namespace THIS_TEST
