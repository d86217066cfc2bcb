// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/fd.hpp>

#include <atomic>

namespace xdpk {

/// Wakes one thread that may sleep in poll(2), by others that have left something for it. Costs those a system call
/// only if it sleeps, or is about to.
///
/// The sleeper arms it, looks once more at what it waits for, and sleeps on wait_fd() if there is nothing. The others
/// first leave what they have, then ring. So either the sleeper sees it, or it is woken.
class doorbell {
public:
    /// Throws xdpk::error.
    doorbell();

    /// Any thread.
    void ring() noexcept {
        // An exchange by each side, not a load: what was written before the first of two is seen after the second.
        if (armed_.exchange(false, std::memory_order_acq_rel))
            wake();
    }

    /// Sleeper: from now on ring() makes wait_fd() readable.
    void arm() noexcept {
        asleep_ = true;
        armed_.exchange(true, std::memory_order_acq_rel);
    }

    /// Sleeper: is awake. Costs nothing if it was not armed.
    void disarm() noexcept {
        if (asleep_)
            get_up();
    }

    [[nodiscard]] int wait_fd() const noexcept { return event_.get(); }

private:
    void wake() const noexcept;
    void get_up() noexcept;

    fd event_;
    bool asleep_ = false; ///< the sleeper's own
    alignas(64) std::atomic<bool> armed_{false};
};

} // namespace xdpk
