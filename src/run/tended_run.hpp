// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "run_session.hpp"

#include <xdpk/run/live_workers.hpp>

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace xdpk {

/// A run whose control thread has something of the program's own to do for the workers.
class tended_run final : public run_service, public live_workers {
public:
    /// `tend` has to outlive the run.
    explicit tended_run(const std::function<void(live_workers&)>& tend) : tend_(tend) {}

    void start(session& s) override { session_ = &s; }
    [[nodiscard]] std::vector<int> wait_fds() const override { return wait_fds_; }
    void serve() override;
    void hung_up() override { hung_up_ = true; }
    void stop() noexcept override;

    [[nodiscard]] unsigned size() const noexcept override { return static_cast<unsigned>(session_->workers().size()); }
    void call(unsigned worker, const std::function<void(runner&)>& work) override;
    [[nodiscard]] bool ending() const noexcept override { return ending_; }
    [[nodiscard]] bool take_hangup() noexcept override { return std::exchange(hung_up_, false); }
    void wake_on(std::vector<int> fds) noexcept override { wait_fds_ = std::move(fds); }

private:
    const std::function<void(live_workers&)>& tend_;
    session* session_ = nullptr;
    std::vector<int> wait_fds_;
    bool hung_up_ = false;
    bool ending_ = false;
    std::string complaint_; ///< the last one, as long as there is one
};

} // namespace xdpk
