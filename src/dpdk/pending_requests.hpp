// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/dpdk/rte_eal.h>

#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <vector>

namespace xdpk::dpdk {

/// Requests of this process to others that are not all answered yet.
class pending_requests {
public:
    [[nodiscard]] static pending_requests& all();

    /// A number for a request that is about to be sent.
    [[nodiscard]] std::uint64_t open();
    /// An answer has come; nullptr: there is nobody who gives one.
    void take(std::uint64_t number, const rte_mp_msg* answer);
    /// Waits for the answers of reply.nb_sent processes, and closes the request. False: not all came in time; those
    /// that did are in `reply`.
    [[nodiscard]] bool wait(std::uint64_t number, struct rte_mp_reply& reply, const timespec& time);
    /// The same by a thread, which tells `function` at the end. Throws xdpk::error.
    void wait_in_thread(std::uint64_t number, const rte_mp_msg& request, int sent, const timespec& time,
                        rte_mp_async_reply_t function);

private:
    struct request {
        std::vector<rte_mp_msg> answers{};
        int missed = 0; ///< processes where nobody answers
    };

    std::mutex lock_;
    std::condition_variable changed_;
    std::uint64_t last_ = 0;
    std::map<std::uint64_t, request> open_;
};

} // namespace xdpk::dpdk
