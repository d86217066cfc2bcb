// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/rte_eal.h>

#include "dpdk/log_error.hpp"
#include "dpdk/pending_requests.hpp"
#include "dpdk/process_group.hpp"

#include <cstdio>
#include <cstring>
#include <map>
#include <mutex>
#include <string>

namespace xdpk::dpdk {

namespace {

std::mutex actions_lock;

std::map<std::string, rte_mp_t>& actions() {
    static auto& only = *new std::map<std::string, rte_mp_t>;
    return only;
}

rte_mp_t action_of(const char* name) {
    const std::scoped_lock held(actions_lock);
    const auto found = actions().find(name);
    return found == actions().end() ? nullptr : found->second;
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

process_message wrapped(message_kind kind, const rte_mp_msg& content, std::uint64_t number = 0) {
    process_message message{.kind = kind};
    message.number = number;
    message.mp = content;
    return message;
}

std::span<const int> files_of(const process_message& message) {
    return {&message.mp.fds[0], static_cast<std::size_t>(message.mp.num_fds)};
}

/// To all secondaries, or to the primary: to how many it went.
int send(const process_message& message) {
    if (is_secondary())
        return send_to_primary(message, files_of(message)) ? 1 : 0;
    return send_to_secondaries(message, files_of(message));
}

bool answer(std::uint64_t who, const process_message& message) {
    return is_secondary() ? send_to_primary(message, files_of(message))
                          : send_to_secondary(who, message, files_of(message));
}

// Where an action finds whom to reply to, and what.
std::string peer_name(std::uint64_t who, std::uint64_t request) {
    return std::to_string(who) + ":" + std::to_string(request);
}

} // namespace

void take_program_message(std::uint64_t who, const process_message& message, std::vector<fd> files) {
    rte_mp_msg content = message.mp;
    content.num_fds = static_cast<int>(std::min<std::size_t>(files.size(), RTE_MP_MAX_FD_NUM));
    for (int i = 0; i < content.num_fds; ++i)
        content.fds[i] = ::dup(files[static_cast<std::size_t>(i)].get());
    content.name[RTE_MP_MAX_NAME_LEN - 1] = '\0';
    if (message.kind == message_kind::mp_reply)
        return pending_requests::all().take(message.number, message.status == 0 ? &content : nullptr);
    const bool to_answer = message.kind == message_kind::mp_request;
    if (const rte_mp_t action = action_of(&content.name[0]); action != nullptr) {
        action(&content, peer_name(who, message.number).c_str());
    } else if (to_answer) {
        process_message nobody = wrapped(message_kind::mp_reply, rte_mp_msg{}, message.number);
        nobody.status = -ENOENT;
        answer(who, nobody);
    }
}

} // namespace xdpk::dpdk

using namespace xdpk::dpdk;

bool rte_mp_disable(void) { return is_secondary() || refuse_secondaries(); }

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

int rte_mp_sendmsg(struct rte_mp_msg* msg) {
    if (const int reason = message_refusal(msg); reason != 0)
        return status(reason);
    const int reached = send(wrapped(message_kind::mp, *msg));
    return status(is_secondary() && reached == 0 ? ECONNREFUSED : 0);
}

int rte_mp_request_sync(struct rte_mp_msg* req, struct rte_mp_reply* reply, const struct timespec* ts) {
    if (reply != nullptr)
        *reply = {};
    const int reason = ts == nullptr || reply == nullptr ? EINVAL : message_refusal(req);
    if (reason != 0)
        return status(reason);
    pending_requests& pending = pending_requests::all();
    const std::uint64_t number = pending.open();
    reply->nb_sent = send(wrapped(message_kind::mp_request, *req, number));
    return status(pending.wait(number, *reply, *ts) ? 0 : ETIMEDOUT);
}

int rte_mp_request_async(struct rte_mp_msg* req, const struct timespec* ts, rte_mp_async_reply_t clb) {
    const int reason = ts == nullptr || clb == nullptr ? EINVAL : message_refusal(req);
    if (reason != 0)
        return status(reason);
    return guarded([&] {
        pending_requests& pending = pending_requests::all();
        const std::uint64_t number = pending.open();
        const int sent = send(wrapped(message_kind::mp_request, *req, number));
        pending.wait_in_thread(number, *req, sent, *ts, clb);
        return 0;
    });
}

int rte_mp_reply(struct rte_mp_msg* msg, const char* peer) {
    if (const int reason = peer == nullptr ? EINVAL : message_refusal(msg); reason != 0)
        return status(reason);
    std::uint64_t who = 0;
    std::uint64_t request = 0;
    if (std::sscanf(peer, "%lu:%lu", &who, &request) != 2)
        return status(EINVAL);
    return status(answer(who, wrapped(message_kind::mp_reply, *msg, request)) ? 0 : ECONNREFUSED);
}
