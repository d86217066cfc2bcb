// SPDX-License-Identifier: BSD-3-Clause
/// The program's polling threads. An lcore is one of them, by number; it is pinned to the CPUs that -l or --lcores
/// says.
#ifndef RTE_LCORE_H_
#define RTE_LCORE_H_

#include "rte_config.h"
#include "rte_eal.h"
#include "rte_launch.h"
#include "rte_per_lcore.h"
#include "rte_thread.h"

#ifdef __cplusplus
extern "C" {
#endif

/// The number of a thread that is no lcore.
#define LCORE_ID_ANY UINT32_MAX

RTE_DECLARE_PER_LCORE(unsigned, _lcore_id);

enum rte_lcore_role_t {
    ROLE_RTE,     ///< runs what the program launches
    ROLE_OFF,     ///< is none
    ROLE_SERVICE, ///< runs services
    ROLE_NON_EAL, ///< a thread of the program's own that called rte_thread_register
};

enum rte_lcore_role_t rte_eal_lcore_role(unsigned int lcore_id);
int rte_lcore_has_role(unsigned int lcore_id, enum rte_lcore_role_t role);

/// The calling thread's number, or LCORE_ID_ANY.
static inline unsigned rte_lcore_id(void) { return RTE_PER_LCORE(_lcore_id); }

/// The lcore that called rte_eal_init.
unsigned int rte_get_main_lcore(void);
unsigned int rte_lcore_count(void);
/// The lcore's place among the enabled ones, counted from 0; of the calling thread if it is -1. -1: it is not enabled.
int rte_lcore_index(int lcore_id);

/// NUMA nodes: the calling thread's, their number, the idx-th one (or -1), an lcore's.
unsigned int rte_socket_id(void);
unsigned int rte_socket_count(void);
int rte_socket_id_by_idx(unsigned int idx);
unsigned int rte_lcore_to_socket_id(unsigned int lcore_id);

/// The first CPU that the lcore may run on (-1: of the calling thread), or -1.
int rte_lcore_to_cpu_id(int lcore_id);
#ifdef RTE_HAS_CPUSET
rte_cpuset_t rte_lcore_cpuset(unsigned int lcore_id);
#endif

int rte_lcore_is_enabled(unsigned int lcore_id);
/// The enabled lcore after `i` (-1: the first); RTE_MAX_LCORE after the last, unless `wrap`.
unsigned int rte_get_next_lcore(unsigned int i, int skip_main, int wrap);

#define RTE_LCORE_FOREACH(i)                                                                                           \
    for (i = rte_get_next_lcore((unsigned int)-1, 0, 0); i < RTE_MAX_LCORE; i = rte_get_next_lcore(i, 0, 0))
#define RTE_LCORE_FOREACH_WORKER(i)                                                                                    \
    for (i = rte_get_next_lcore((unsigned int)-1, 1, 0); i < RTE_MAX_LCORE; i = rte_get_next_lcore(i, 1, 0))

/// Told of lcores that come (a negative result refuses them) and go. The handle is for unregister; NULL: rte_errno says
/// why.
typedef int (*rte_lcore_init_cb)(unsigned int lcore_id, void* arg);
typedef void (*rte_lcore_uninit_cb)(unsigned int lcore_id, void* arg);
void* rte_lcore_callback_register(const char* name, rte_lcore_init_cb init, rte_lcore_uninit_cb uninit, void* arg);
void rte_lcore_callback_unregister(void* handle);

/// For each lcore that is not off, until one gives something else than 0; returns that.
typedef int (*rte_lcore_iterate_cb)(unsigned int lcore_id, void* arg);
int rte_lcore_iterate(rte_lcore_iterate_cb cb, void* arg);
void rte_lcore_dump(FILE* f);

/// CPU cycles in which the lcore did something and in which it could have; a program tells them through its callback.
struct rte_lcore_usage {
    uint64_t total_cycles;
    uint64_t busy_cycles;
};
typedef int (*rte_lcore_usage_cb)(unsigned int lcore_id, struct rte_lcore_usage* usage);
void rte_lcore_register_usage_cb(rte_lcore_usage_cb cb);

/// Gives the calling thread, one of the program's own, an lcore number until it unregisters. Negative: rte_errno says
/// why.
int rte_thread_register(void);
void rte_thread_unregister(void);

/// A thread for control work: it keeps off the lcores' CPUs. 0, or a negative errno.
int rte_ctrl_thread_create(pthread_t* thread, const char* name, const pthread_attr_t* attr,
                           void* (*start_routine)(void*), void* arg);
int rte_thread_setname(pthread_t id, const char* name);
int rte_thread_getname(pthread_t id, char* name, size_t len);

#ifdef __cplusplus
}
#endif

#endif
