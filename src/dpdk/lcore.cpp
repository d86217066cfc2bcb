// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/rte_lcore.h>

#include "dpdk/lcores.hpp"

#include <xdpk/dpdk/rte_debug.h>

#include <algorithm>
#include <set>

namespace {

using xdpk::dpdk::lcore;
using xdpk::dpdk::lcores;

std::set<unsigned> sockets() {
    std::set<unsigned> nodes;
    for (const lcore& each : lcores().all)
        if (each.role != ROLE_OFF)
            nodes.insert(each.socket);
    return nodes;
}

rte_lcore_usage_cb usage_of = nullptr;

const char* name_of(rte_lcore_role_t role) {
    switch (role) {
    case ROLE_RTE:
        return "RTE";
    case ROLE_SERVICE:
        return "SERVICE";
    case ROLE_NON_EAL:
        return "NON_EAL";
    default:
        return "OFF";
    }
}

int dump_one(unsigned int id, void* out) {
    const lcore& each = lcores().all[id];
    std::fprintf(static_cast<FILE*>(out), "lcore %u, socket %u, role %s, cpuset", id, each.socket, name_of(each.role));
    for (unsigned cpu = 0; cpu < CPU_SETSIZE; ++cpu)
        if (CPU_ISSET(cpu, &each.cpus))
            std::fprintf(static_cast<FILE*>(out), " %u", cpu);
    rte_lcore_usage usage{};
    if (usage_of != nullptr && usage_of(id, &usage) == 0)
        std::fprintf(static_cast<FILE*>(out), ", busy cycles %lu/%lu", usage.busy_cycles, usage.total_cycles);
    std::fputc('\n', static_cast<FILE*>(out));
    return 0;
}

} // namespace

enum rte_lcore_role_t rte_eal_lcore_role(unsigned int lcore_id) {
    return lcore_id < RTE_MAX_LCORE ? lcores().all[lcore_id].role.load() : ROLE_OFF;
}

int rte_lcore_has_role(unsigned int lcore_id, enum rte_lcore_role_t role) {
    return lcore_id < RTE_MAX_LCORE && lcores().all[lcore_id].role == role;
}

unsigned int rte_get_main_lcore(void) { return lcores().main; }
unsigned int rte_lcore_count(void) { return lcores().count; }

int rte_lcore_index(int lcore_id) {
    const unsigned id = lcore_id < 0 ? rte_lcore_id() : static_cast<unsigned>(lcore_id);
    return id < RTE_MAX_LCORE ? lcores().all[id].index : -1;
}

unsigned int rte_lcore_to_socket_id(unsigned int lcore_id) {
    return lcore_id < RTE_MAX_LCORE ? lcores().all[lcore_id].socket : 0;
}
unsigned int rte_socket_id(void) { return rte_lcore_to_socket_id(rte_lcore_id()); }
unsigned int rte_socket_count(void) { return static_cast<unsigned>(sockets().size()); }
int rte_socket_id_by_idx(unsigned int idx) {
    const auto nodes = sockets();
    return idx < nodes.size() ? static_cast<int>(*std::next(nodes.begin(), idx)) : -1;
}

rte_cpuset_t rte_lcore_cpuset(unsigned int lcore_id) {
    return lcore_id < RTE_MAX_LCORE ? lcores().all[lcore_id].cpus : rte_cpuset_t{};
}

int rte_lcore_to_cpu_id(int lcore_id) {
    const unsigned id = lcore_id < 0 ? rte_lcore_id() : static_cast<unsigned>(lcore_id);
    const rte_cpuset_t cpus = rte_lcore_cpuset(id);
    for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu)
        if (CPU_ISSET(static_cast<unsigned>(cpu), &cpus))
            return cpu;
    return -1;
}

int rte_lcore_is_enabled(unsigned int lcore_id) { return rte_lcore_has_role(lcore_id, ROLE_RTE); }

unsigned int rte_get_next_lcore(unsigned int i, int skip_main, int wrap) {
    for (unsigned next = i + 1;; ++next) {
        if (wrap != 0)
            next %= RTE_MAX_LCORE;
        else if (next >= RTE_MAX_LCORE)
            return RTE_MAX_LCORE;
        const bool skipped = skip_main != 0 && next == rte_get_main_lcore();
        if (rte_lcore_is_enabled(next) != 0 && !skipped)
            return next;
        if (next == i)
            return RTE_MAX_LCORE; // around, and there was none
    }
}

int rte_lcore_iterate(rte_lcore_iterate_cb cb, void* arg) {
    int stop = 0;
    for (unsigned id = 0; id < RTE_MAX_LCORE && stop == 0; ++id)
        if (lcores().all[id].role != ROLE_OFF)
            stop = cb(id, arg);
    return stop;
}

void rte_lcore_dump(FILE* f) { rte_lcore_iterate(dump_one, f); }

void rte_lcore_register_usage_cb(rte_lcore_usage_cb cb) { usage_of = cb; }
