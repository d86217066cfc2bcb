// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/run/pacer.hpp>
#include <xdpk/run/privileges.hpp>

#include <atomic>
#include <cstdint>
#include <exception>
#include <memory>
#include <thread>
#include <vector>

namespace xdpk::tool {

/// What one sending thread has done. Times are CLOCK_MONOTONIC in nanoseconds, 0 if they have not come yet.
struct sender_progress {
    unsigned cpu = 0;
    std::uint64_t packets = 0;
    std::uint64_t bytes = 0; ///< without the frames' check sequence
    std::uint64_t started = 0;
    std::uint64_t ended = 0;
};

/// Threads that send, each pinned to a CPU. All but send() is the control thread's.
class sender {
public:
    explicit sender(const std::vector<unsigned>& cpus);
    sender(const sender&) = delete;
    sender& operator=(const sender&) = delete;
    /// The threads must have come to their end.
    virtual ~sender();

    void start();
    /// To be called every few milliseconds. True when every thread has come to its end, or one has failed.
    [[nodiscard]] bool look() noexcept;
    /// Has every thread come to its end. Throws what a thread threw.
    void finish();

    [[nodiscard]] std::vector<sender_progress> progress() const;
    /// What is left to do that needs privileges.
    [[nodiscard]] virtual privileged_uses uses() const { return {}; }

protected:
    /// A thread's work, until its share is sent or stopping() is true.
    virtual void send(unsigned thread) = 0;
    [[nodiscard]] virtual sender_progress progress_of(unsigned thread) const = 0;
    /// Helps a thread to notice that it has to come to its end.
    virtual void nudge(unsigned /*thread*/) noexcept {}
    /// Has a thread come to its end.
    virtual void stop(unsigned /*thread*/) noexcept {}

    [[nodiscard]] bool stopping() const noexcept { return stopping_.load(std::memory_order_relaxed); }
    [[nodiscard]] unsigned cpu(unsigned thread) const noexcept { return threads_[thread]->cpu; }
    [[nodiscard]] unsigned count() const noexcept { return static_cast<unsigned>(threads_.size()); }
    /// Sleeps until then, or until stopping() if that is sooner.
    void sleep_until(pacer::clock::time_point then) const;

private:
    struct thread_state {
        unsigned cpu = 0;
        std::thread thread{};
        std::atomic<bool> ended{false};
        std::exception_ptr failure{};
    };
    void run(unsigned thread);

    std::vector<std::unique_ptr<thread_state>> threads_;
    std::atomic<bool> stopping_{false};
};

/// CLOCK_MONOTONIC in nanoseconds.
[[nodiscard]] inline std::uint64_t now_ns() noexcept {
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::nanoseconds>(pacer::clock::now().time_since_epoch()).count());
}

} // namespace xdpk::tool
