// SPDX-License-Identifier: BSD-3-Clause
/// Notices lcores that hang: each marks itself alive from its loop, and one thread, usually by a timer, looks.
/// An lcore that has not marked itself since the last look is missing, at the next dead, and then gone.
#ifndef RTE_KEEPALIVE_H_
#define RTE_KEEPALIVE_H_

#include <stdint.h>

#include "rte_common.h"
#include "rte_memory.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Lcores there can be.
#ifndef RTE_KEEPALIVE_MAXCORES
#define RTE_KEEPALIVE_MAXCORES RTE_MAX_LCORE
#endif

enum rte_keepalive_state {
    RTE_KA_STATE_UNUSED = 0,
    RTE_KA_STATE_ALIVE = 1,
    RTE_KA_STATE_MISSING = 4,
    RTE_KA_STATE_DEAD = 2,
    RTE_KA_STATE_GONE = 3,
    RTE_KA_STATE_DOZING = 5, ///< said that it goes to sleep
    RTE_KA_STATE_SLEEP = 6,
};

/// Called once for an lcore that is dead, by the thread that looks.
typedef void (*rte_keepalive_failure_callback_t)(void* data, const int id_core);

/// Called at each look for each registered lcore. `last_seen` is in cycles, 0 if it was never seen.
typedef void (*rte_keepalive_relay_callback_t)(void* data, const int id_core, enum rte_keepalive_state core_state,
                                               uint64_t last_seen);

struct rte_keepalive;

/// Memory for rte_free, or NULL. The callback may be NULL.
struct rte_keepalive* rte_keepalive_create(rte_keepalive_failure_callback_t callback, void* data);

/// Looks. Its parameters are those of a timer's function; the first is not used.
void rte_keepalive_dispatch_pings(void* ptr_timer, void* ptr_data);

/// Has the lcore watched from now on, as if it had just been seen. Lcores beyond the last are ignored.
void rte_keepalive_register_core(struct rte_keepalive* keepcfg, const int id_core);

/// Each lcore for itself.
void rte_keepalive_mark_alive(struct rte_keepalive* keepcfg);
/// It is not looked for until it marks itself alive again.
void rte_keepalive_mark_sleep(struct rte_keepalive* keepcfg);

void rte_keepalive_register_relay_callback(struct rte_keepalive* keepcfg, rte_keepalive_relay_callback_t callback,
                                           void* data);

#ifdef __cplusplus
}
#endif

#endif
