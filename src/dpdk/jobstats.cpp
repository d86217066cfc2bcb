// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/rte_jobstats.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <utility>

#include <xdpk/dpdk/rte_cycles.h>

namespace {

constexpr std::uint64_t lengthen_step = 1;
constexpr std::uint64_t shorten_step = 8;

void update_period(rte_jobstats* job, std::int64_t result) {
    const std::uint64_t period = job->period;
    if (result < job->target)
        rte_jobstats_set_period(job, period + lengthen_step, 1);
    else
        rte_jobstats_set_period(job, period - std::min(period, shorten_step), 1);
}

/// The time since the context's last call.
std::uint64_t lap(rte_jobstats_context& context) {
    const std::uint64_t now = rte_get_timer_cycles();
    return now - std::exchange(context.state_time, now);
}

void count_management(rte_jobstats_context& context) {
    const std::uint64_t time = lap(context);
    context.management_time += time;
    context.min_management_time = std::min(context.min_management_time, time);
    context.max_management_time = std::max(context.max_management_time, time);
}

template <class Counted>
void count_execution(Counted& counted, std::uint64_t time) {
    counted.exec_time += time;
    counted.min_exec_time = std::min(counted.min_exec_time, time);
    counted.max_exec_time = std::max(counted.max_exec_time, time);
}

} // namespace

int rte_jobstats_context_init(struct rte_jobstats_context* ctx) {
    if (ctx == nullptr)
        return -EINVAL;
    *ctx = {};
    rte_jobstats_context_reset(ctx);
    return 0;
}

void rte_jobstats_context_start(struct rte_jobstats_context* ctx) {
    ctx->loop_executed_jobs = 0;
    count_management(*ctx);
}

void rte_jobstats_context_finish(struct rte_jobstats_context* ctx) {
    if (ctx->loop_executed_jobs > 0)
        ++ctx->loop_cnt;
    count_management(*ctx);
}

void rte_jobstats_context_reset(struct rte_jobstats_context* ctx) {
    ctx->exec_time = ctx->max_exec_time = 0;
    ctx->management_time = ctx->max_management_time = 0;
    ctx->min_exec_time = ctx->min_management_time = UINT64_MAX;
    ctx->start_time = ctx->state_time = rte_get_timer_cycles();
    ctx->job_exec_cnt = ctx->loop_cnt = 0;
}

int rte_jobstats_init(struct rte_jobstats* job, const char* name, uint64_t min_period, uint64_t max_period,
                      uint64_t initial_period, int64_t target) {
    if (job == nullptr)
        return -EINVAL;
    *job = {};
    job->min_period = min_period;
    job->max_period = max_period;
    job->target = target;
    job->update_period_cb = update_period;
    rte_jobstats_set_period(job, initial_period, 1);
    rte_jobstats_reset(job);
    std::snprintf(job->name, sizeof(job->name), "%s", name == nullptr ? "" : name);
    return 0;
}

void rte_jobstats_set_target(struct rte_jobstats* job, int64_t target) { job->target = target; }

int rte_jobstats_start(struct rte_jobstats_context* ctx, struct rte_jobstats* job) {
    if (ctx == nullptr || job == nullptr || job->context != nullptr)
        return -EINVAL;
    count_management(*ctx);
    job->context = ctx;
    return 0;
}

int rte_jobstats_abort(struct rte_jobstats* job) {
    if (job == nullptr || job->context == nullptr)
        return -EINVAL;
    count_management(*std::exchange(job->context, nullptr));
    return 0;
}

int rte_jobstats_finish(struct rte_jobstats* job, int64_t job_value) {
    if (job == nullptr || job->context == nullptr)
        return -EINVAL;
    const bool missed = job_value != job->target;
    if (missed)
        job->update_period_cb(job, job_value);
    rte_jobstats_context& context = *std::exchange(job->context, nullptr);
    const std::uint64_t time = lap(context);
    count_execution(*job, time);
    count_execution(context, time);
    ++job->exec_cnt;
    ++context.job_exec_cnt;
    ++context.loop_executed_jobs;
    return missed ? 1 : 0;
}

void rte_jobstats_set_period(struct rte_jobstats* job, uint64_t period, uint8_t saturate) {
    job->period = saturate != 0 ? std::min(std::max(period, job->min_period), job->max_period) : period;
}

void rte_jobstats_set_min(struct rte_jobstats* job, uint64_t period) {
    job->min_period = period;
    job->period = std::max(job->period, period);
}

void rte_jobstats_set_max(struct rte_jobstats* job, uint64_t period) {
    job->max_period = period;
    job->period = std::min(job->period, period);
}

void rte_jobstats_set_update_period_function(struct rte_jobstats* job, rte_job_update_period_cb_t update_period_cb) {
    job->update_period_cb = update_period_cb == nullptr ? update_period : update_period_cb;
}

void rte_jobstats_reset(struct rte_jobstats* job) {
    job->exec_time = job->max_exec_time = job->exec_cnt = 0;
    job->min_exec_time = UINT64_MAX;
}
