// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "agent_clients.hpp"
#include "agent_session.hpp"

#include <chrono>
#include <memory>
#include <optional>

namespace xdpk {

/// One client's connection: reads requests and sends answers without ever waiting. While an answer is not taken,
/// nothing more is read.
class agent_connection {
public:
    using clock = std::chrono::steady_clock;

    agent_connection(fd socket, std::unique_ptr<client_grants> grants, const agent_config& config)
        : socket_(std::move(socket)), grants_(std::move(grants)), session_(*grants_), patience_(config.patience),
          idle_(config.idle), since_(clock::now()) {}

    /// The socket is ready. False if the connection is over.
    [[nodiscard]] bool serve();

    [[nodiscard]] int number() const noexcept { return socket_.get(); }
    /// An answer waits for room.
    [[nodiscard]] bool stuck() const noexcept { return held_.has_value(); }
    /// When its time is up; nothing if never.
    [[nodiscard]] std::optional<clock::time_point> deadline() const noexcept;
    [[nodiscard]] const agent_peer& peer() const noexcept { return grants_->peer(); }
    [[nodiscard]] const agent_device& listener() const noexcept { return grants_->listener(); }

private:
    [[nodiscard]] bool deliver();

    fd socket_;
    std::unique_ptr<client_grants> grants_;
    agent_session session_;
    std::chrono::milliseconds patience_;
    std::chrono::milliseconds idle_;
    clock::time_point since_; ///< the last request, or the beginning
    std::optional<agent_answer> held_{};
};

} // namespace xdpk
