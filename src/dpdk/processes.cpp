// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/rte_eal.h>

#include "dpdk/log_error.hpp"

#include <map>
#include <mutex>
#include <string>

namespace {

std::mutex actions_lock;

std::map<std::string, rte_mp_t>& actions() {
    static auto& only = *new std::map<std::string, rte_mp_t>;
    return only;
}

int name_refusal(const char* name) {
    if (name == nullptr || *name == '\0')
        return EINVAL;
    return strnlen(name, RTE_MP_MAX_NAME_LEN) == RTE_MP_MAX_NAME_LEN ? ENAMETOOLONG : 0;
}

int message_refusal(const rte_mp_msg* message) {
    if (message == nullptr || name_refusal(message->name) != 0 || message->len_param < 0 || message->num_fds < 0)
        return EINVAL;
    return message->len_param > RTE_MP_MAX_PARAM_LEN || message->num_fds > RTE_MP_MAX_FD_NUM ? E2BIG : 0;
}

int status(int reason) {
    if (reason != 0)
        rte_errno = reason;
    return reason == 0 ? 0 : -1;
}

} // namespace

bool rte_mp_disable(void) { return true; }

int rte_mp_action_register(const char* name, rte_mp_t action) {
    if (const int reason = name_refusal(name); reason != 0 || action == nullptr)
        return status(reason != 0 ? reason : EINVAL);
    const std::scoped_lock held(actions_lock);
    return status(actions().emplace(name, action).second ? 0 : EEXIST);
}

void rte_mp_action_unregister(const char* name) {
    if (name_refusal(name) != 0)
        return;
    const std::scoped_lock held(actions_lock);
    actions().erase(name);
}

int rte_mp_sendmsg(struct rte_mp_msg* msg) { return status(message_refusal(msg)); }

int rte_mp_request_sync(struct rte_mp_msg* req, struct rte_mp_reply* reply, const struct timespec*) {
    if (reply != nullptr)
        *reply = {};
    return status(message_refusal(req));
}

int rte_mp_request_async(struct rte_mp_msg* req, const struct timespec*, rte_mp_async_reply_t clb) {
    if (const int reason = message_refusal(req); reason != 0)
        return status(reason);
    // Nobody to wait for: what came back is known at once.
    const struct rte_mp_reply nothing {};
    return clb != nullptr ? clb(req, &nothing) : 0;
}

int rte_mp_reply(struct rte_mp_msg* msg, const char* peer) {
    return status(peer == nullptr ? EINVAL : message_refusal(msg));
}
