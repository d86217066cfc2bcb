// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/fd.hpp>
#include <xdpk/run/health_checker.hpp>

#include <cstdint>
#include <memory>
#include <string>

namespace xdpk::detail {

/// One probe of a backend, from its start to its outcome.
class probe {
public:
    enum class outcome : std::uint8_t { pending, passed, failed };

    explicit probe(fd socket) noexcept : socket_(std::move(socket)) {}
    probe(const probe&) = delete;
    probe& operator=(const probe&) = delete;
    virtual ~probe() = default;

    /// Sends the first thing.
    virtual outcome begin() = 0;
    /// Goes on, when the socket is ready for events().
    virtual outcome advance() = 0;

    [[nodiscard]] int socket() const noexcept { return socket_.get(); }
    [[nodiscard]] short events() const noexcept { return events_; }
    /// How it ended.
    [[nodiscard]] const std::string& result() const noexcept { return result_; }

protected:
    outcome wait_for(short events) noexcept {
        events_ = events;
        return outcome::pending;
    }
    outcome pass(std::string how) {
        result_ = std::move(how);
        return outcome::passed;
    }
    outcome fail(std::string how) {
        result_ = std::move(how);
        return outcome::failed;
    }

private:
    fd socket_;
    short events_ = 0;
    std::string result_;
};

/// A probe that has not begun. `number` tells probes apart whose answers may arrive at the same time. Throws
/// xdpk::error.
[[nodiscard]] std::unique_ptr<probe> make_probe(const health_check& check, std::uint16_t number);

/// "health check of 198.18.0.1 port 80".
[[nodiscard]] std::string describe(const health_check& check);

} // namespace xdpk::detail
