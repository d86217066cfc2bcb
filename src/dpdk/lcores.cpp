// SPDX-License-Identifier: BSD-3-Clause
#include "dpdk/lcores.hpp"

#include <xdpk/base/error.hpp>
#include <xdpk/run/topology.hpp>

#include <cerrno>
#include <string>
#include <sys/syscall.h>
#include <unistd.h>

__thread unsigned per_lcore__lcore_id = LCORE_ID_ANY;
__thread int per_lcore__thread_id = -1;

namespace xdpk::dpdk {

namespace {

cpu_set_t control_set{};

// A function's address that no program can have given.
int end_of_thread(void*) { return 0; }

// Sleeps in the kernel until there is work: an idle worker leaves its CPU to others.
void* run_worker(void* argument) {
    const auto id = static_cast<unsigned>(reinterpret_cast<std::uintptr_t>(argument));
    lcore& self = lcores().all[id];
    per_lcore__lcore_id = id;
    self.tid = rte_gettid();
    for (;;) {
        self.work.wait(nullptr, std::memory_order_acquire);
        lcore_function_t* const work = self.work.load(std::memory_order_acquire);
        if (work == &end_of_thread)
            return nullptr;
        self.result = work(self.argument);
        self.work.store(nullptr, std::memory_order_relaxed);
        self.state.store(WAIT, std::memory_order_release);
        self.state.notify_all();
    }
}

void pin(pthread_t thread, unsigned id, const cpu_set_t& cpus) {
    const int failed = pthread_setaffinity_np(thread, sizeof cpus, &cpus);
    if (failed != 0)
        throw error({.where = "lcore " + std::to_string(id),
                     .what = "pin it to its CPUs",
                     .code = failed,
                     .hint = "choose CPUs that this process may use (taskset -p shows which), for example --lcores '" +
                             std::to_string(id) + "@0'"});
}

void start_worker(unsigned id) {
    lcore& worker = lcores().all[id];
    void* const argument = reinterpret_cast<void*>(std::uintptr_t{id});
    if (const int failed = pthread_create(&worker.thread, nullptr, run_worker, argument); failed != 0)
        throw error({.where = "lcore " + std::to_string(id), .what = "start its thread", .code = failed});
    rte_thread_setname(worker.thread, ("dpdk-worker" + std::to_string(id)).c_str());
    pin(worker.thread, id, worker.cpus);
}

unsigned first_cpu(const cpu_set_t& cpus) {
    unsigned cpu = 0;
    while (cpu + 1 < CPU_SETSIZE && !CPU_ISSET(cpu, &cpus))
        ++cpu;
    return cpu;
}

} // namespace

lcore_table& lcores() {
    static lcore_table& only = *new lcore_table;
    return only;
}

void start_lcores(const lcore_map& wanted, unsigned main) {
    const topology machine;
    lcore_table& table = lcores();
    for (const auto& [id, cpus] : wanted) {
        lcore& each = table.all[id];
        each.role = ROLE_RTE;
        each.index = static_cast<int>(table.count++);
        each.cpus = cpus;
        each.socket = machine.node_of(first_cpu(cpus));
    }
    table.main = main;
    lcore& self = table.all[main];
    self.thread = pthread_self();
    self.tid = rte_gettid();
    pin(self.thread, main, self.cpus);
    per_lcore__lcore_id = main;
    for (const auto& [id, cpus] : wanted)
        if (id != main)
            start_worker(id);
}

bool stop_lcores() noexcept {
    bool all_waited = true;
    for (unsigned id = 0; id < RTE_MAX_LCORE; ++id) {
        lcore& worker = lcores().all[id];
        const bool has_thread = worker.role == ROLE_RTE || worker.role == ROLE_SERVICE;
        if (!has_thread || id == lcores().main)
            continue;
        if (worker.state == RUNNING) {
            all_waited = false;
            continue;
        }
        worker.role = ROLE_OFF;
        worker.work.store(&end_of_thread, std::memory_order_release);
        worker.work.notify_one();
        pthread_join(worker.thread, nullptr);
        worker.work = nullptr;
    }
    return all_waited;
}

cpu_set_t control_cpus() { return control_set; }

void set_control_cpus(const cpu_set_t& cpus) { control_set = cpus; }

} // namespace xdpk::dpdk

int rte_sys_gettid(void) { return static_cast<int>(syscall(SYS_gettid)); }
