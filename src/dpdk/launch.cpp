// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/rte_launch.h>

#include "dpdk/lcores.hpp"

#include <cerrno>

using xdpk::dpdk::lcore;
using xdpk::dpdk::lcores;

int rte_eal_remote_launch(lcore_function_t* f, void* arg, unsigned worker_id) {
    if (worker_id >= RTE_MAX_LCORE || f == nullptr)
        return -EINVAL;
    lcore& worker = lcores().all[worker_id];
    const bool has_thread = worker.role == ROLE_RTE || worker.role == ROLE_SERVICE;
    if (!has_thread || worker_id == rte_get_main_lcore())
        return -EPIPE;
    if (worker.state.load(std::memory_order_acquire) != WAIT)
        return -EBUSY;
    worker.argument = arg;
    worker.state.store(RUNNING, std::memory_order_relaxed);
    worker.work.store(f, std::memory_order_release);
    worker.work.notify_one();
    return 0;
}

int rte_eal_mp_remote_launch(lcore_function_t* f, void* arg, enum rte_rmt_call_main_t call_main) {
    unsigned id = 0;
    RTE_LCORE_FOREACH_WORKER(id) {
        if (rte_eal_get_lcore_state(id) != WAIT)
            return -EBUSY;
    }
    RTE_LCORE_FOREACH_WORKER(id) { rte_eal_remote_launch(f, arg, id); }
    if (call_main == CALL_MAIN) {
        lcore& self = lcores().all[rte_get_main_lcore()];
        self.result = f(arg);
    }
    return 0;
}

enum rte_lcore_state_t rte_eal_get_lcore_state(unsigned int worker_id) {
    return static_cast<rte_lcore_state_t>(lcores().all[worker_id].state.load(std::memory_order_acquire));
}

int rte_eal_wait_lcore(unsigned worker_id) {
    lcore& worker = lcores().all[worker_id];
    worker.state.wait(RUNNING, std::memory_order_acquire);
    return worker.result;
}

void rte_eal_mp_wait_lcore(void) {
    unsigned id = 0;
    RTE_LCORE_FOREACH_WORKER(id) { rte_eal_wait_lcore(id); }
}
