// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "session.hpp"

#include <string>
#include <vector>

namespace xdpk {

/// What the control thread does besides looking after the ports, while a run lasts.
class run_service {
public:
    run_service() = default;
    run_service(const run_service&) = delete;
    run_service& operator=(const run_service&) = delete;
    virtual ~run_service() = default;

    /// Ports and workers are there; packets come from now on. Throws xdpk::error.
    virtual void start(session& s) = 0;
    /// One of them is readable when serve() has something to do.
    [[nodiscard]] virtual std::vector<int> wait_fds() const = 0;
    /// As soon as the workers run, and at least once a second, too.
    virtual void serve() = 0;
    /// SIGHUP came.
    virtual void hung_up() = 0;
    /// The session ends.
    virtual void stop() noexcept = 0;
};

/// Has log lines go to standard error, as "PROGRAM: LEVEL: text".
void log_as(const std::string& program);

/// Runs until SIGINT, SIGTERM, the end of the wished duration or of all that can come; prints the report. Gives the
/// exit status. Throws xdpk::error.
int run_session(const std::string& program, const run_options& options, const make_runner& make,
                run_service* service = nullptr);

} // namespace xdpk
