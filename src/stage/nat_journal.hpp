// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/counter.hpp>
#include <xdpk/stage/nat_log.hpp>

#include <ctime>
#include <memory>
#include <utility>

namespace xdpk::detail {

/// A worker's end of the log.
class nat_journal {
public:
    explicit nat_journal(std::shared_ptr<nat_log> log) noexcept : log_(std::move(log)) {}

    void write(nat_event event) noexcept {
        if (!log_)
            return;
        constexpr std::uint64_t second = 1'000'000'000;
        timespec now{};
        ::clock_gettime(CLOCK_REALTIME_COARSE, &now);
        event.time = static_cast<std::uint64_t>(now.tv_sec) * second + static_cast<std::uint64_t>(now.tv_nsec);
        if (log_->push({&event, 1}) == 0)
            lost_.add(1);
    }

    void swap(std::shared_ptr<nat_log>& log) noexcept { log_.swap(log); }

    [[nodiscard]] const counter& lost() const noexcept { return lost_; }

private:
    std::shared_ptr<nat_log> log_;
    counter lost_;
};

} // namespace xdpk::detail
