// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/fd.hpp>

#include <chrono>

namespace xdpk {

/// What wakes the control thread: SIGINT and SIGTERM, which it takes over from the process's default action, and
/// changes of network devices. Made before any thread is started, so that all of them leave these signals to it.
class control_events {
public:
    /// Throws xdpk::error.
    control_events();

    /// Sleeps until something happens or the time is up; true when a signal asks for the end.
    [[nodiscard]] bool wait(std::chrono::milliseconds most);

private:
    fd signals_;
    fd links_;
};

} // namespace xdpk
