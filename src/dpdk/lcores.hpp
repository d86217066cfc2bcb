// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/dpdk/rte_lcore.h>

#include <array>
#include <atomic>
#include <map>
#include <pthread.h>
#include <sched.h>

namespace xdpk::dpdk {

/// One lcore: where it runs and what it has to do. The main lcore's thread is the program's own.
struct lcore {
    std::atomic<rte_lcore_role_t> role = ROLE_OFF;
    int index = -1;
    unsigned socket = 0;
    cpu_set_t cpus{};
    pthread_t thread{};
    int tid = 0;

    std::atomic<lcore_function_t*> work = nullptr; ///< set by the main lcore, taken back by the worker
    void* argument = nullptr;
    int result = 0;
    std::atomic<int> state = WAIT;
};

struct lcore_table {
    std::array<lcore, RTE_MAX_LCORE> all;
    unsigned main = 0;
    unsigned count = 0; ///< those that run what the program launches, the main one too
};

/// Never destroyed: threads use it until the process ends.
[[nodiscard]] lcore_table& lcores();

/// Which lcores there are and on which CPUs each may run.
using lcore_map = std::map<unsigned, cpu_set_t>;

/// Pins the calling thread as lcore `main` and starts the others. Throws xdpk::error.
void start_lcores(const lcore_map& wanted, unsigned main);

/// Ends the threads of workers that wait. False: one of them is still busy, and stays.
[[nodiscard]] bool stop_lcores() noexcept;

/// CPUs that no lcore runs on, or all that the process may use: where control threads run.
[[nodiscard]] cpu_set_t control_cpus();
void set_control_cpus(const cpu_set_t& cpus);

} // namespace xdpk::dpdk
