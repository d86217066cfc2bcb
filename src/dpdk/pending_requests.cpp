// SPDX-License-Identifier: BSD-3-Clause
#include "pending_requests.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <thread>

namespace xdpk::dpdk {

pending_requests& pending_requests::all() {
    // Never destroyed: threads wait in it until the process ends.
    static auto& only = *new pending_requests;
    return only;
}

std::uint64_t pending_requests::open() {
    const std::scoped_lock held(lock_);
    open_.emplace(++last_, request{});
    return last_;
}

void pending_requests::take(std::uint64_t number, const rte_mp_msg* answer) {
    const std::scoped_lock held(lock_);
    const auto found = open_.find(number);
    if (found == open_.end()) // too late
        return;
    if (answer != nullptr)
        found->second.answers.push_back(*answer);
    else
        ++found->second.missed;
    changed_.notify_all();
}

bool pending_requests::wait(std::uint64_t number, struct rte_mp_reply& reply, const timespec& time) {
    const auto longest = std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
    std::unique_lock held(lock_);
    request& mine = open_.at(number);
    const bool complete = changed_.wait_for(
        held, longest, [&] { return static_cast<int>(mine.answers.size()) + mine.missed >= reply.nb_sent; });
    reply.nb_sent -= mine.missed;
    reply.nb_received = static_cast<int>(mine.answers.size());
    if (!mine.answers.empty()) {
        // The program frees it.
        reply.msgs = static_cast<rte_mp_msg*>(std::calloc(mine.answers.size(), sizeof(rte_mp_msg)));
        std::ranges::copy(mine.answers, reply.msgs);
    }
    open_.erase(number);
    return complete;
}

void pending_requests::wait_in_thread(std::uint64_t number, const rte_mp_msg& asked, int sent, const timespec& time,
                                      rte_mp_async_reply_t function) {
    std::thread([=, this] {
        struct rte_mp_reply reply {};
        reply.nb_sent = sent;
        static_cast<void>(wait(number, reply, time));
        function(&asked, &reply);
        std::free(reply.msgs);
    }).detach();
}

} // namespace xdpk::dpdk
