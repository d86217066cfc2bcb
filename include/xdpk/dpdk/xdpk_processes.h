// SPDX-License-Identifier: BSD-3-Clause
/// Messages between a primary process and its secondaries. Part of rte_eal.h.
#ifndef XDPK_PROCESSES_H_
#define XDPK_PROCESSES_H_

#include <stdint.h>
#include <time.h>

#ifdef __cplusplus
extern "C" {
#endif

#define RTE_MP_MAX_FD_NUM 8
#define RTE_MP_MAX_NAME_LEN 64
#define RTE_MP_MAX_PARAM_LEN 256

/// A named message with up to 256 bytes and 8 file descriptors.
struct rte_mp_msg {
    char name[RTE_MP_MAX_NAME_LEN];
    int len_param;
    int num_fds;
    uint8_t param[RTE_MP_MAX_PARAM_LEN];
    int fds[RTE_MP_MAX_FD_NUM];
};

/// What came back: `msgs` is for the receiver to free().
struct rte_mp_reply {
    int nb_sent;
    int nb_received;
    struct rte_mp_msg* msgs;
};

typedef int (*rte_mp_t)(const struct rte_mp_msg* msg, const void* peer);
typedef int (*rte_mp_async_reply_t)(const struct rte_mp_msg* request, const struct rte_mp_reply* reply);

/// Who answers messages of this name. 0, or -1 with rte_errno (EEXIST, EINVAL, ENAMETOOLONG).
int rte_mp_action_register(const char* name, rte_mp_t action);
void rte_mp_action_unregister(const char* name);
/// To all secondary processes, or to the primary. With none there a primary's succeeds, and nothing comes back; where
/// the primary has ended, a secondary's fails with ECONNREFUSED.
int rte_mp_sendmsg(struct rte_mp_msg* msg);
/// The same, and waits up to `ts` for the replies of those who have an action of that name; -1 and ETIMEDOUT if not all
/// came. Not from within an action.
int rte_mp_request_sync(struct rte_mp_msg* req, struct rte_mp_reply* reply, const struct timespec* ts);
/// Does not wait: `clb` is called in a thread of the library's.
int rte_mp_request_async(struct rte_mp_msg* req, const struct timespec* ts, rte_mp_async_reply_t clb);
/// Within an action or after it, to the `peer` that it was called with.
int rte_mp_reply(struct rte_mp_msg* msg, const char* peer);

#ifdef __cplusplus
}
#endif

#endif
