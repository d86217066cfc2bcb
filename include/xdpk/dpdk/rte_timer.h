// SPDX-License-Identifier: BSD-3-Clause
/// Functions called once or periodically on an lcore, from within its own loop: rte_timer_manage() calls those whose
/// time has come. Times are cycles of rte_get_timer_cycles().
///
/// Any thread may reset and stop any timer. A timer whose function runs, or that another thread is changing, is
/// refused with -1; its own function may change it, and may free it after stopping it.
#ifndef RTE_TIMER_H_
#define RTE_TIMER_H_

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "rte_common.h"
#include "rte_compat.h"
#include "rte_spinlock.h"

#ifdef __cplusplus
extern "C" {
#endif

/// States.
#define RTE_TIMER_STOP 0
#define RTE_TIMER_PENDING 1
#define RTE_TIMER_RUNNING 2
#define RTE_TIMER_CONFIG 3

/// The owner of a timer that is stopped.
#define RTE_TIMER_NO_OWNER -2

enum rte_timer_type {
    SINGLE,     ///< stopped when its function has run
    PERIODICAL, ///< due again a period after it was due, however late that was noticed
};

/// A timer's state and the lcore that it is pending or running on.
union rte_timer_status {
    __extension__ struct {
        uint16_t state;
        int16_t owner;
    };
    uint32_t u32; ///< both, for atomic changes
};

struct rte_timer;
struct xdpk_timer_list;
typedef void (*rte_timer_cb_t)(struct rte_timer* tim, void* arg);

/// The program's memory; the library holds on to it while the timer is pending or running. Only `expire`, `period`, `f`
/// and `arg` are for reading.
struct rte_timer {
    uint64_t expire;               ///< when it is due
    union rte_timer_status status; ///< changed atomically
    uint64_t period;               ///< 0 if it is single
    rte_timer_cb_t f;
    void* arg;
    struct xdpk_timer_list* list; ///< that it waits in, or NULL
    uint64_t order;               ///< among timers due at the same time
    struct rte_timer* links[3];   ///< its place in the list
};

#ifdef __cplusplus
#define RTE_TIMER_INITIALIZER                                                                                          \
    {                                                                                                                  \
        0, {{RTE_TIMER_STOP, RTE_TIMER_NO_OWNER}}, 0, NULL, NULL, NULL, 0, { NULL, NULL, NULL }                        \
    }
#else
#define RTE_TIMER_INITIALIZER                                                                                          \
    {                                                                                                                  \
        .status = {                                                                                                    \
            {                                                                                                          \
                .state = RTE_TIMER_STOP,                                                                               \
                .owner = RTE_TIMER_NO_OWNER,                                                                           \
            }                                                                                                          \
        }                                                                                                              \
    }
#endif

/// To be called once before all else. 0; -EALREADY if it was, which does no harm; -ENOMEM.
int rte_timer_subsystem_init(void);
/// Forgets all timers; those pending must have been stopped. Each call takes back one of init.
void rte_timer_subsystem_finalize(void);

/// Makes a stopped timer of the memory.
void rte_timer_init(struct rte_timer* tim);

/// Has `fct(tim, arg)` called on `tim_lcore` (LCORE_ID_ANY: each in turn) once `ticks` cycles have passed; a pending
/// timer is rescheduled. 0; -1 if it is running or being changed; -EINVAL: no such lcore, or no
/// rte_timer_subsystem_init.
int rte_timer_reset(struct rte_timer* tim, uint64_t ticks, enum rte_timer_type type, unsigned tim_lcore,
                    rte_timer_cb_t fct, void* arg);
/// The same, waiting while it is -1. Not for other timers from within a timer's function: two may wait for each other.
void rte_timer_reset_sync(struct rte_timer* tim, uint64_t ticks, enum rte_timer_type type, unsigned tim_lcore,
                          rte_timer_cb_t fct, void* arg);

/// Stops it, whether it was pending or not. 0, or -1 as above.
int rte_timer_stop(struct rte_timer* tim);
/// The same, waiting while it is -1; with the same restriction.
void rte_timer_stop_sync(struct rte_timer* tim);

/// 1 if it is scheduled and its function has not been called yet, else 0.
int rte_timer_pending(struct rte_timer* tim);

/// Cycles until a timer of the calling lcore is due, 0 if one is; -ENOENT: none is pending; -EINVAL.
__rte_experimental int64_t rte_timer_next_ticks(void);

/// Calls the functions of the calling lcore's timers that are due, in the order of their times. Timers that these
/// functions add wait for the next call. 0, or -EINVAL without rte_timer_subsystem_init or on a thread that is no
/// lcore.
int rte_timer_manage(void);

/// Writes how many timers were reset, stopped, run and are pending. 0 or -EINVAL.
int rte_timer_dump_stats(FILE* f);

/// Sets of lists of their own, by number; number 0 is what the functions above use. 0; -ENOSPC after 64 of them;
/// -EINVAL: no such set.
int rte_timer_data_alloc(uint32_t* id_ptr);
int rte_timer_data_dealloc(uint32_t id);

/// rte_timer_reset and rte_timer_stop in a set.
int rte_timer_alt_reset(uint32_t timer_data_id, struct rte_timer* tim, uint64_t ticks, enum rte_timer_type type,
                        unsigned int tim_lcore, rte_timer_cb_t fct, void* arg);
int rte_timer_alt_stop(uint32_t timer_data_id, struct rte_timer* tim);

/// rte_timer_manage for the given lcores' lists of a set (NULL: the calling one's), calling `f` instead of the timers'
/// functions.
typedef void (*rte_timer_alt_manage_cb_t)(struct rte_timer* tim);
int rte_timer_alt_manage(uint32_t timer_data_id, unsigned int* poll_lcores, int n_poll_lcores,
                         rte_timer_alt_manage_cb_t f);

/// Stops all timers in those lcores' lists and calls `f`, unless it is NULL, for each.
typedef void (*rte_timer_stop_all_cb_t)(struct rte_timer* tim, void* arg);
int rte_timer_stop_all(uint32_t timer_data_id, unsigned int* walk_lcores, int nb_walk_lcores, rte_timer_stop_all_cb_t f,
                       void* f_arg);

int rte_timer_alt_dump_stats(uint32_t timer_data_id, FILE* f);

#ifdef __cplusplus
}
#endif

#endif
