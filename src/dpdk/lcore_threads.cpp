// SPDX-License-Identifier: BSD-3-Clause
#include "dpdk/lcores.hpp"

#include <xdpk/dpdk/rte_errno.h>

#include <algorithm>
#include <list>
#include <mutex>
#include <string>

namespace {

using xdpk::dpdk::lcore;
using xdpk::dpdk::lcores;

// Who wants to know of lcores that come and go.
struct listener {
    std::string name;
    rte_lcore_init_cb init;
    rte_lcore_uninit_cb uninit;
    void* argument;
};

std::mutex listeners_lock;

std::list<listener>& listeners() {
    static auto& only = *new std::list<listener>;
    return only;
}

// Tells all listeners of a new lcore. One that refuses: those before it are told that it has gone.
bool told_of(unsigned id) {
    for (auto each = listeners().begin(); each != listeners().end(); ++each) {
        if (each->init == nullptr || each->init(id, each->argument) >= 0)
            continue;
        while (each != listeners().begin())
            if (--each; each->uninit != nullptr)
                each->uninit(id, each->argument);
        return false;
    }
    return true;
}

// Tells one new listener of all lcores; in the same way.
bool knows_all(const listener& fresh) {
    std::list<unsigned> told;
    for (unsigned id = 0; id < RTE_MAX_LCORE; ++id) {
        if (lcores().all[id].role == ROLE_OFF || fresh.init == nullptr)
            continue;
        if (fresh.init(id, fresh.argument) < 0) {
            for (const unsigned each : told)
                if (fresh.uninit != nullptr)
                    fresh.uninit(each, fresh.argument);
            return false;
        }
        told.push_back(id);
    }
    return true;
}

} // namespace

void* rte_lcore_callback_register(const char* name, rte_lcore_init_cb init, rte_lcore_uninit_cb uninit, void* arg) {
    if (name == nullptr) {
        rte_errno = EINVAL;
        return nullptr;
    }
    const std::scoped_lock held(listeners_lock);
    const listener fresh{.name = name, .init = init, .uninit = uninit, .argument = arg};
    if (!knows_all(fresh)) {
        rte_errno = ENOMEM;
        return nullptr;
    }
    return &listeners().emplace_back(fresh);
}

void rte_lcore_callback_unregister(void* handle) {
    const std::scoped_lock held(listeners_lock);
    const auto found = std::ranges::find_if(listeners(), [&](listener& each) { return &each == handle; });
    if (found == listeners().end())
        return;
    for (unsigned id = 0; id < RTE_MAX_LCORE; ++id)
        if (lcores().all[id].role != ROLE_OFF && found->uninit != nullptr)
            found->uninit(id, found->argument);
    listeners().erase(found);
}

int rte_thread_register(void) {
    if (rte_lcore_id() != LCORE_ID_ANY)
        return 0;
    const std::scoped_lock held(listeners_lock);
    auto& all = lcores().all;
    const auto place = std::ranges::find_if(all, [](const lcore& each) { return each.role == ROLE_OFF; });
    if (place == all.end() || lcores().count == 0) {
        rte_errno = lcores().count == 0 ? EINVAL : ENOMEM;
        return -1;
    }
    rte_thread_get_affinity(&place->cpus);
    const auto id = static_cast<unsigned>(place - all.begin());
    if (!told_of(id)) {
        rte_errno = ENOMEM;
        return -1;
    }
    place->thread = pthread_self();
    place->tid = rte_gettid();
    place->role = ROLE_NON_EAL;
    RTE_PER_LCORE(_lcore_id) = id;
    return 0;
}

void rte_thread_unregister(void) {
    const unsigned id = rte_lcore_id();
    if (rte_eal_lcore_role(id) != ROLE_NON_EAL)
        return;
    const std::scoped_lock held(listeners_lock);
    for (const listener& each : listeners())
        if (each.uninit != nullptr)
            each.uninit(id, each.argument);
    lcores().all[id].role = ROLE_OFF;
    RTE_PER_LCORE(_lcore_id) = LCORE_ID_ANY;
}
