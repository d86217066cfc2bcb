// SPDX-License-Identifier: BSD-3-Clause
/// Threads, their CPUs and their own variables. Functions return 0 or a positive errno, unless said otherwise.
#ifndef RTE_THREAD_H_
#define RTE_THREAD_H_

#include <stdint.h>

#include "rte_common.h"
#include "rte_os.h"

#ifdef __cplusplus
extern "C" {
#endif

#define RTE_THREAD_NAME_SIZE 16

typedef struct {
    uintptr_t opaque_id;
} rte_thread_t;

typedef uint32_t (*rte_thread_func)(void* arg);

enum rte_thread_priority {
    RTE_THREAD_PRIORITY_NORMAL = 0,
    RTE_THREAD_PRIORITY_REALTIME_CRITICAL = 1,
};

#ifdef RTE_HAS_CPUSET
/// An empty set leaves the thread where its creator may run.
typedef struct {
    enum rte_thread_priority priority;
    rte_cpuset_t cpuset;
} rte_thread_attr_t;
#else
typedef struct rte_thread_attr rte_thread_attr_t;
#endif

typedef struct eal_tls_key* rte_thread_key;

int rte_thread_create(rte_thread_t* thread_id, const rte_thread_attr_t* thread_attr, rte_thread_func thread_func,
                      void* arg);
/// A control thread: it keeps off the lcores' CPUs.
int rte_thread_create_control(rte_thread_t* thread, const char* name, rte_thread_func thread_func, void* arg);
int rte_thread_create_internal_control(rte_thread_t* id, const char* name, rte_thread_func func, void* arg);
int rte_thread_join(rte_thread_t thread_id, uint32_t* value_ptr);
int rte_thread_detach(rte_thread_t thread_id);
rte_thread_t rte_thread_self(void);
/// Nonzero if both are one thread.
int rte_thread_equal(rte_thread_t t1, rte_thread_t t2);
/// Cut to 15 characters; a failure is not worth telling.
void rte_thread_set_name(rte_thread_t thread_id, const char* thread_name);
void rte_thread_set_prefixed_name(rte_thread_t id, const char* name);

int rte_thread_attr_init(rte_thread_attr_t* attr);
int rte_thread_attr_set_priority(rte_thread_attr_t* thread_attr, enum rte_thread_priority priority);
int rte_thread_get_priority(rte_thread_t thread_id, enum rte_thread_priority* priority);
int rte_thread_set_priority(rte_thread_t thread_id, enum rte_thread_priority priority);

#ifdef RTE_HAS_CPUSET
int rte_thread_attr_set_affinity(rte_thread_attr_t* thread_attr, rte_cpuset_t* cpuset);
int rte_thread_attr_get_affinity(rte_thread_attr_t* thread_attr, rte_cpuset_t* cpuset);
int rte_thread_set_affinity_by_id(rte_thread_t thread_id, const rte_cpuset_t* cpuset);
int rte_thread_get_affinity_by_id(rte_thread_t thread_id, rte_cpuset_t* cpuset);
/// Of the calling thread; 0 or -1.
int rte_thread_set_affinity(rte_cpuset_t* cpusetp);
void rte_thread_get_affinity(rte_cpuset_t* cpusetp);
#endif

/// Variables of which each thread has its own, made at run time; negative with rte_errno on failure.
int rte_thread_key_create(rte_thread_key* key, void (*destructor)(void*));
int rte_thread_key_delete(rte_thread_key key);
int rte_thread_value_set(rte_thread_key key, const void* value);
void* rte_thread_value_get(rte_thread_key key);

#ifdef __cplusplus
}
#endif

#endif
