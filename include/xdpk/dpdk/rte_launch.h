// SPDX-License-Identifier: BSD-3-Clause
/// Running functions on worker lcores. Main lcore only.
#ifndef RTE_LAUNCH_H_
#define RTE_LAUNCH_H_

#ifdef __cplusplus
extern "C" {
#endif

enum rte_lcore_state_t {
    WAIT,    ///< may be given a function
    RUNNING, ///< runs one
};

typedef int(lcore_function_t)(void*);

/// Starts f(arg) on a worker. -EBUSY: it has not finished the last; -EPIPE: it could not be told.
int rte_eal_remote_launch(lcore_function_t* f, void* arg, unsigned worker_id);

enum rte_rmt_call_main_t {
    SKIP_MAIN = 0,
    CALL_MAIN,
};
/// Starts f(arg) on all workers, then, with CALL_MAIN, runs it here. -EBUSY, and nothing started, if one is not
/// waiting.
int rte_eal_mp_remote_launch(lcore_function_t* f, void* arg, enum rte_rmt_call_main_t call_main);

enum rte_lcore_state_t rte_eal_get_lcore_state(unsigned int worker_id);
/// Waits until the worker is idle; what its last function returned, 0 if there was none.
int rte_eal_wait_lcore(unsigned worker_id);
void rte_eal_mp_wait_lcore(void);

#ifdef __cplusplus
}
#endif

#endif
