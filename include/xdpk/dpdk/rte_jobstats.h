// SPDX-License-Identifier: BSD-3-Clause
/// How long the jobs of one lcore's loop take, and how often each should run. Times are cycles of
/// rte_get_timer_cycles(). The memory is the program's; a context and its jobs are for one thread at a time.
///
/// A loop: context_start; for each job that is due: start, the work, finish (or abort); context_finish.
#ifndef RTE_JOBSTATS_H_
#define RTE_JOBSTATS_H_

#include <stdint.h>

#include "rte_common.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Room for a job's name, with its end.
#define RTE_JOBSTATS_NAMESIZE 32

struct rte_jobstats_context;
struct rte_jobstats;

/// Sets a new period after a job whose result was not its target. Its time counts as the job's.
typedef void (*rte_job_update_period_cb_t)(struct rte_jobstats* job, int64_t job_result);

struct rte_jobstats {
    uint64_t period; ///< to run it at
    uint64_t min_period;
    uint64_t max_period;
    int64_t target; ///< the result it should have
    rte_job_update_period_cb_t update_period_cb;
    uint64_t exec_time;     ///< of all runs
    uint64_t min_exec_time; ///< UINT64_MAX before the first
    uint64_t max_exec_time;
    uint64_t exec_cnt; ///< runs
    char name[RTE_JOBSTATS_NAMESIZE];
    struct rte_jobstats_context* context; ///< that it runs in now, or NULL
} __rte_cache_aligned;

struct rte_jobstats_context {
    uint64_t state_time;         ///< when the last of the calls below was made
    uint64_t loop_executed_jobs; ///< in this loop
    uint64_t exec_time;          ///< of all jobs
    uint64_t min_exec_time;
    uint64_t max_exec_time;
    uint64_t management_time; ///< between jobs
    uint64_t min_management_time;
    uint64_t max_management_time;
    uint64_t start_time;   ///< when all this began to be counted
    uint64_t job_exec_cnt; ///< jobs
    uint64_t loop_cnt;     ///< loops with a job at least
} __rte_cache_aligned;

/// 0, or -EINVAL if it is NULL.
int rte_jobstats_context_init(struct rte_jobstats_context* ctx);
void rte_jobstats_context_start(struct rte_jobstats_context* ctx);
void rte_jobstats_context_finish(struct rte_jobstats_context* ctx);
/// Counts from now.
void rte_jobstats_context_reset(struct rte_jobstats_context* ctx);

/// The initial period is brought between the two others; `name` may be NULL. 0, or -EINVAL if the job is NULL.
int rte_jobstats_init(struct rte_jobstats* job, const char* name, uint64_t min_period, uint64_t max_period,
                      uint64_t initial_period, int64_t target);
void rte_jobstats_set_target(struct rte_jobstats* job, int64_t target);

/// 0, or -EINVAL: one is NULL, or the job runs already.
int rte_jobstats_start(struct rte_jobstats_context* ctx, struct rte_jobstats* job);
/// Ends the run as if it were none: its time counts as between jobs. 0, or -EINVAL: NULL, or it does not run.
int rte_jobstats_abort(struct rte_jobstats* job);
/// Ends the run. 1 if the result was not the target, so that the period was updated; 0; -EINVAL as above.
int rte_jobstats_finish(struct rte_jobstats* job, int64_t job_value);

/// `saturate`: brought between the least and the greatest.
void rte_jobstats_set_period(struct rte_jobstats* job, uint64_t period, uint8_t saturate);
/// The period follows.
void rte_jobstats_set_min(struct rte_jobstats* job, uint64_t period);
void rte_jobstats_set_max(struct rte_jobstats* job, uint64_t period);
/// NULL: the built-in one, which lengthens the period slowly while results are too small and shortens it fast.
void rte_jobstats_set_update_period_function(struct rte_jobstats* job, rte_job_update_period_cb_t update_period_cb);
/// Counts the job from now.
void rte_jobstats_reset(struct rte_jobstats* job);

#ifdef __cplusplus
}
#endif

#endif
