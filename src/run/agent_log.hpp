// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace xdpk {

/// Lines that clients cause: so many a second and no more, or one of them could fill the disk. One thread.
class agent_log {
public:
    static constexpr unsigned lines_per_second = 20;

    void note(const std::string& line);
    void warn(const std::string& line);

private:
    [[nodiscard]] bool room();

    std::chrono::steady_clock::time_point since_{};
    unsigned lines_ = 0;
    std::uint64_t left_out_ = 0;
};

} // namespace xdpk
