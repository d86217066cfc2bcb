// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/rte_thread.h>

#include "dpdk/lcores.hpp"

#include <xdpk/dpdk/rte_errno.h>

#include <memory>
#include <new>
#include <string>

struct eal_tls_key {
    pthread_key_t key;
};

namespace {

struct start {
    rte_thread_func function;
    void* argument;
};

void* run(void* argument) {
    const std::unique_ptr<start> task(static_cast<start*>(argument));
    return reinterpret_cast<void*>(std::uintptr_t{task->function(task->argument)});
}

pthread_t thread_of(rte_thread_t id) { return static_cast<pthread_t>(id.opaque_id); }

int created(rte_thread_t* id, const pthread_attr_t* attributes, rte_thread_func function, void* argument) {
    auto task = std::make_unique<start>(start{.function = function, .argument = argument});
    pthread_t thread{};
    const int failed = pthread_create(&thread, attributes, run, task.get());
    if (failed != 0)
        return failed;
    static_cast<void>(task.release());
    id->opaque_id = thread;
    return 0;
}

} // namespace

int rte_thread_create(rte_thread_t* thread_id, const rte_thread_attr_t* thread_attr, rte_thread_func thread_func,
                      void* arg) {
    pthread_attr_t attributes{};
    pthread_attr_init(&attributes);
    const bool placed = thread_attr != nullptr && CPU_COUNT(&thread_attr->cpuset) > 0;
    int failed = placed ? pthread_attr_setaffinity_np(&attributes, sizeof(cpu_set_t), &thread_attr->cpuset) : 0;
    if (failed == 0)
        failed = created(thread_id, &attributes, thread_func, arg);
    pthread_attr_destroy(&attributes);
    return failed;
}

int rte_thread_create_control(rte_thread_t* thread, const char* name, rte_thread_func thread_func, void* arg) {
    rte_thread_attr_t attributes{};
    attributes.cpuset = xdpk::dpdk::control_cpus();
    const int failed = rte_thread_create(thread, &attributes, thread_func, arg);
    if (failed == 0 && name != nullptr)
        rte_thread_set_name(*thread, name);
    return failed;
}

int rte_thread_create_internal_control(rte_thread_t* id, const char* name, rte_thread_func func, void* arg) {
    return rte_thread_create_control(id, (std::string("dpdk-") + name).c_str(), func, arg);
}

int rte_ctrl_thread_create(pthread_t* thread, const char* name, const pthread_attr_t* attr,
                           void* (*start_routine)(void*), void* arg) {
    if (const int failed = pthread_create(thread, attr, start_routine, arg); failed != 0)
        return -failed;
    const cpu_set_t cpus = xdpk::dpdk::control_cpus();
    if (CPU_COUNT(&cpus) > 0)
        pthread_setaffinity_np(*thread, sizeof cpus, &cpus);
    return name != nullptr ? (rte_thread_setname(*thread, name), 0) : 0;
}

int rte_thread_join(rte_thread_t thread_id, uint32_t* value_ptr) {
    void* result = nullptr;
    const int failed = pthread_join(thread_of(thread_id), &result);
    if (failed == 0 && value_ptr != nullptr)
        *value_ptr = static_cast<uint32_t>(reinterpret_cast<std::uintptr_t>(result));
    return failed;
}

int rte_thread_detach(rte_thread_t thread_id) { return pthread_detach(thread_of(thread_id)); }
rte_thread_t rte_thread_self(void) { return {.opaque_id = pthread_self()}; }
int rte_thread_equal(rte_thread_t t1, rte_thread_t t2) { return pthread_equal(thread_of(t1), thread_of(t2)); }

int rte_thread_setname(pthread_t id, const char* name) {
    return -pthread_setname_np(id, std::string(name).substr(0, RTE_THREAD_NAME_SIZE - 1).c_str());
}
int rte_thread_getname(pthread_t id, char* name, size_t len) { return -pthread_getname_np(id, name, len); }
void rte_thread_set_name(rte_thread_t thread_id, const char* thread_name) {
    rte_thread_setname(thread_of(thread_id), thread_name);
}
void rte_thread_set_prefixed_name(rte_thread_t id, const char* name) {
    rte_thread_set_name(id, (std::string("dpdk-") + name).c_str());
}

int rte_thread_attr_init(rte_thread_attr_t* attr) {
    if (attr == nullptr)
        return EINVAL;
    *attr = {};
    return 0;
}
int rte_thread_attr_set_priority(rte_thread_attr_t* thread_attr, enum rte_thread_priority priority) {
    if (thread_attr == nullptr)
        return EINVAL;
    thread_attr->priority = priority;
    return 0;
}
int rte_thread_attr_set_affinity(rte_thread_attr_t* thread_attr, rte_cpuset_t* cpuset) {
    if (thread_attr == nullptr || cpuset == nullptr)
        return EINVAL;
    thread_attr->cpuset = *cpuset;
    return 0;
}
int rte_thread_attr_get_affinity(rte_thread_attr_t* thread_attr, rte_cpuset_t* cpuset) {
    if (thread_attr == nullptr || cpuset == nullptr)
        return EINVAL;
    *cpuset = thread_attr->cpuset;
    return 0;
}

int rte_thread_set_affinity_by_id(rte_thread_t thread_id, const rte_cpuset_t* cpuset) {
    return cpuset != nullptr ? pthread_setaffinity_np(thread_of(thread_id), sizeof *cpuset, cpuset) : EINVAL;
}
int rte_thread_get_affinity_by_id(rte_thread_t thread_id, rte_cpuset_t* cpuset) {
    return cpuset != nullptr ? pthread_getaffinity_np(thread_of(thread_id), sizeof *cpuset, cpuset) : EINVAL;
}
int rte_thread_set_affinity(rte_cpuset_t* cpusetp) {
    if (rte_thread_set_affinity_by_id(rte_thread_self(), cpusetp) != 0)
        return -1;
    if (rte_lcore_id() < RTE_MAX_LCORE)
        xdpk::dpdk::lcores().all[rte_lcore_id()].cpus = *cpusetp;
    return 0;
}
void rte_thread_get_affinity(rte_cpuset_t* cpusetp) { rte_thread_get_affinity_by_id(rte_thread_self(), cpusetp); }

int rte_thread_get_priority(rte_thread_t thread_id, enum rte_thread_priority* priority) {
    int policy = 0;
    sched_param parameters{};
    const int failed = pthread_getschedparam(thread_of(thread_id), &policy, &parameters);
    *priority = policy == SCHED_RR ? RTE_THREAD_PRIORITY_REALTIME_CRITICAL : RTE_THREAD_PRIORITY_NORMAL;
    return failed;
}
int rte_thread_set_priority(rte_thread_t thread_id, enum rte_thread_priority priority) {
    // A polling thread of real-time priority would leave its CPU to nobody; DPDK refuses it on Linux, too.
    if (priority != RTE_THREAD_PRIORITY_NORMAL)
        return ENOTSUP;
    const sched_param parameters{};
    return pthread_setschedparam(thread_of(thread_id), SCHED_OTHER, &parameters);
}

int rte_thread_key_create(rte_thread_key* key, void (*destructor)(void*)) {
    auto made = std::unique_ptr<eal_tls_key>(new (std::nothrow) eal_tls_key{});
    const int failed = made == nullptr ? ENOMEM : pthread_key_create(&made->key, destructor);
    if (failed != 0) {
        rte_errno = failed;
        return -1;
    }
    *key = made.release();
    return 0;
}
int rte_thread_key_delete(rte_thread_key key) {
    const std::unique_ptr<eal_tls_key> gone(key);
    rte_errno = gone == nullptr ? EINVAL : pthread_key_delete(gone->key);
    return rte_errno == 0 ? 0 : -1;
}
int rte_thread_value_set(rte_thread_key key, const void* value) {
    rte_errno = key == nullptr ? EINVAL : pthread_setspecific(key->key, value);
    return rte_errno == 0 ? 0 : -1;
}
void* rte_thread_value_get(rte_thread_key key) {
    if (key != nullptr)
        return pthread_getspecific(key->key);
    rte_errno = EINVAL;
    return nullptr;
}
