// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/fd.hpp>

#include <atomic>
#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <vector>

namespace xdpk {

/// How other threads reach a worker. The worker looks at one flag per round and at the rest only when it is raised.
class mailbox {
public:
    mailbox();

    /// Other threads: asks the worker to end.
    void stop() noexcept;
    /// Other threads: has `work` run by the worker and waits; after the worker's end, runs it at once.
    void call(std::function<void()> work);

    /// Worker: something is there.
    [[nodiscard]] bool raised() const noexcept { return raised_.load(std::memory_order_relaxed); }
    /// Worker: runs what was asked for.
    void serve() noexcept;
    [[nodiscard]] bool stopping() const noexcept { return stopping_.load(std::memory_order_relaxed); }
    /// Worker: readable when something is there, to be slept on.
    [[nodiscard]] int wait_fd() const noexcept { return event_.get(); }
    /// Worker: from now on nobody serves.
    void retire() noexcept;

private:
    /// Lives in call(); the worker lets go of it before it says that it is done.
    struct request {
        std::function<void()> work;
        std::exception_ptr failure{};
        bool done = false;
    };

    void raise() noexcept;
    void answer() noexcept;

    fd event_;
    std::atomic<bool> raised_{false};
    std::atomic<bool> stopping_{false};
    std::mutex lock_;
    std::condition_variable answered_;
    std::vector<request*> requests_;
    bool retired_ = false;
};

} // namespace xdpk
