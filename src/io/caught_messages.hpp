// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <mutex>
#include <string>

namespace xdpk::detail {

/// Catches the warnings of libbpf and libxdp while it lives; one at a time in the process, a second one waits.
class caught_messages {
public:
    caught_messages();
    caught_messages(const caught_messages&) = delete;
    caught_messages& operator=(const caught_messages&) = delete;
    ~caught_messages();

    /// All so far, in lines.
    [[nodiscard]] static std::string text();

private:
    std::unique_lock<std::mutex> one_at_a_time_;
};

} // namespace xdpk::detail
