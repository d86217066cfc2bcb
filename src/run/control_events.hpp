// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/fd.hpp>

#include <chrono>
#include <utility>
#include <vector>

namespace xdpk {

/// What wakes the control thread: SIGINT and SIGTERM, which it takes over from the process's default action, and
/// changes of network devices. Made before any thread is started, so that all of them leave these signals to it.
class control_events {
public:
    /// `hangup`: takes SIGHUP over, too. Throws xdpk::error.
    explicit control_events(bool hangup = false);

    /// Sleeps until something happens, one of the descriptors is readable or the time is up; true when a signal asks
    /// for the end.
    [[nodiscard]] bool wait(std::chrono::milliseconds most, const std::vector<int>& fds = {});

    /// True if SIGHUP came since this was asked last.
    [[nodiscard]] bool hung_up() noexcept { return std::exchange(hung_up_, false); }

private:
    void take_signals() noexcept;

    fd signals_;
    fd links_;
    bool end_ = false;
    bool hung_up_ = false;
};

} // namespace xdpk
