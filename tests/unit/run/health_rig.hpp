// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/run/health_checker.hpp>

#include <chrono>
#include <condition_variable>
#include <gtest/gtest.h>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace xdpk::test {

using namespace std::chrono_literals;

/// What a checker says, for another thread to wait for.
class news {
public:
    [[nodiscard]] health_checker::listener listener() {
        return [this](std::size_t check, bool up) {
            const std::scoped_lock hold(lock_);
            heard_.emplace_back(check, up);
            changed_.notify_all();
        };
    }
    /// The next change, if one comes in time.
    std::optional<std::pair<std::size_t, bool>> next(std::chrono::milliseconds within = std::chrono::seconds{10}) {
        std::unique_lock hold(lock_);
        if (!changed_.wait_for(hold, within, [this] { return heard_.size() > told_; }))
            return std::nullopt;
        return heard_[told_++];
    }

private:
    std::mutex lock_;
    std::condition_variable changed_;
    std::vector<std::pair<std::size_t, bool>> heard_;
    std::size_t told_ = 0;
};

inline const std::pair<std::size_t, bool> goes_down{0, false};
inline const std::pair<std::size_t, bool> comes_up{0, true};

inline health_check quick(health_probe probe, std::uint16_t port, const char* address = "127.0.0.1") {
    return {.probe = probe, .address = *parse_ip(address), .port = port, .interval = 10ms, .timeout = 300ms};
}

/// Waits until so many probes have ended.
inline health_status after_probes(const health_checker& checker, std::uint64_t count) {
    for (int tries = 0; tries < 2000; ++tries) {
        const health_status status = checker.status().at(0);
        if (status.passed + status.failed >= count)
            return status;
        std::this_thread::sleep_for(5ms);
    }
    ADD_FAILURE() << "no " << count << " probes";
    return {};
}

} // namespace xdpk::test
