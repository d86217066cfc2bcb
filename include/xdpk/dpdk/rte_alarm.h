// SPDX-License-Identifier: BSD-3-Clause
/// Functions that a control thread runs once, after a time.
#ifndef RTE_ALARM_H_
#define RTE_ALARM_H_

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef void (*rte_eal_alarm_callback)(void* arg);

/// Runs cb(cb_arg) in `us` microseconds (at least 1). 0, or -EINVAL.
int rte_eal_alarm_set(uint64_t us, rte_eal_alarm_callback cb, void* cb_arg);
/// Takes back alarms of this function and argument ((void*)-1: any). Their number, with rte_errno ENOENT for none and
/// EINPROGRESS if the caller is one of them; one that runs in the other thread is waited for.
int rte_eal_alarm_cancel(rte_eal_alarm_callback cb_fn, void* cb_arg);

#ifdef __cplusplus
}
#endif

#endif
