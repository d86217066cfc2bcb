// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/rte_alarm.h>

#include "dpdk/log_error.hpp"

#include <xdpk/dpdk/rte_thread.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>

namespace {

using clock_type = std::chrono::steady_clock;

struct alarm_t {
    rte_eal_alarm_callback function;
    void* argument;

    [[nodiscard]] bool is(rte_eal_alarm_callback f, const void* a) const {
        return function == f && (a == reinterpret_cast<void*>(-1) || argument == a);
    }
};

/// The alarms by time, and the thread that runs them, which the first alarm starts.
class alarms {
public:
    void add(clock_type::time_point when, const alarm_t& alarm) {
        const std::scoped_lock held(lock_);
        if (!started_)
            start();
        due_.emplace(when, alarm);
        changed_.notify_all();
    }

    int cancel(rte_eal_alarm_callback function, const void* argument) {
        std::unique_lock held(lock_);
        auto count =
            static_cast<int>(std::erase_if(due_, [&](const auto& e) { return e.second.is(function, argument); }));
        const bool runs = running_.function != nullptr && running_.is(function, argument);
        if (runs && pthread_equal(pthread_self(), thread_) != 0)
            rte_errno = EINPROGRESS;
        else if (runs)
            changed_.wait(held, [this, now = turn_] { return running_.function == nullptr || turn_ != now; });
        // One that ran meanwhile may have set itself again.
        count += static_cast<int>(std::erase_if(due_, [&](const auto& e) { return e.second.is(function, argument); }));
        if (count == 0 && !runs)
            rte_errno = ENOENT;
        return count;
    }

private:
    void start() {
        rte_thread_t thread{};
        const int failed = rte_thread_create_internal_control(
            &thread, "alarm",
            [](void* self) {
                static_cast<alarms*>(self)->run();
                return 0U;
            },
            this);
        if (failed != 0)
            throw xdpk::error({.where = "alarm", .what = "start its thread", .code = failed});
        started_ = true;
        rte_thread_detach(thread);
    }

    [[noreturn]] void run() {
        std::unique_lock held(lock_);
        thread_ = pthread_self();
        for (;;) {
            if (due_.empty())
                changed_.wait(held);
            else if (const auto when = due_.begin()->first; when > clock_type::now())
                changed_.wait_until(held, when);
            else
                run_first(held);
        }
    }

    void run_first(std::unique_lock<std::mutex>& held) {
        running_ = due_.begin()->second;
        due_.erase(due_.begin());
        held.unlock();
        running_.function(running_.argument);
        held.lock();
        running_ = {};
        ++turn_;
        changed_.notify_all();
    }

    std::mutex lock_;
    std::condition_variable changed_;
    std::multimap<clock_type::time_point, alarm_t> due_;
    alarm_t running_{};
    unsigned turn_ = 0;
    bool started_ = false;
    pthread_t thread_{};
};

// Never destroyed: its thread runs until the process ends.
alarms& all_alarms() {
    static alarms& only = *new alarms;
    return only;
}

} // namespace

int rte_eal_alarm_set(uint64_t us, rte_eal_alarm_callback cb, void* cb_arg) {
    constexpr uint64_t ten_years = 10ULL * 366 * 24 * 3600 * 1'000'000;
    if (us < 1 || us > ten_years || cb == nullptr)
        return -EINVAL;
    return xdpk::dpdk::guarded([&] {
        all_alarms().add(clock_type::now() + std::chrono::microseconds(us), {.function = cb, .argument = cb_arg});
        return 0;
    });
}

int rte_eal_alarm_cancel(rte_eal_alarm_callback cb_fn, void* cb_arg) {
    if (cb_fn == nullptr) {
        rte_errno = EINVAL;
        return -1;
    }
    rte_errno = 0;
    return all_alarms().cancel(cb_fn, cb_arg);
}
