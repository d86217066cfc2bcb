// SPDX-License-Identifier: BSD-3-Clause
/// Sleeping until one of several things happens: epoll(7) with a callback per descriptor.
#ifndef RTE_EPOLL_H_
#define RTE_EPOLL_H_

#include <stdbool.h>
#include <stdint.h>

#include "rte_stdatomic.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Instead of a descriptor: the calling thread's own set.
#define RTE_EPOLL_PER_THREAD -1

enum {
    RTE_EPOLL_INVALID = 0,
    RTE_EPOLL_VALID,
    RTE_EPOLL_EXEC,
};

/// Runs in rte_epoll_wait, before it returns.
typedef void (*rte_intr_event_cb_t)(int fd, void* arg);

struct rte_epoll_data {
    uint32_t event; ///< EPOLLIN and so on
    void* data;
    rte_intr_event_cb_t cb_fun;
    void* cb_arg;
};

/// One descriptor in a set. It stays the caller's, at the same place, while it is there.
struct rte_epoll_event {
    RTE_ATOMIC(uint32_t) status;
    int fd;
    int epfd;
    struct rte_epoll_data epdata;
};

/// The number of events, 0 after `timeout` ms (-1: never), or -1 with errno.
int rte_epoll_wait(int epfd, struct rte_epoll_event* events, int maxevents, int timeout);
/// The same, but a signal ends it with -1.
int rte_epoll_wait_interruptible(int epfd, struct rte_epoll_event* events, int maxevents, int timeout);
/// op: EPOLL_CTL_ADD, MOD or DEL. 0, or a negative errno.
int rte_epoll_ctl(int epfd, int op, int fd, struct rte_epoll_event* event);

#ifdef __cplusplus
}
#endif

#endif
