// SPDX-License-Identifier: BSD-3-Clause
#include "agent_log.hpp"

#include <spdlog/spdlog.h>
#include <utility>

namespace xdpk {

bool agent_log::room() {
    const auto now = std::chrono::steady_clock::now();
    if (now - since_ >= std::chrono::seconds(1)) {
        since_ = now;
        lines_ = 0;
        if (const auto missing = std::exchange(left_out_, 0); missing > 0)
            spdlog::warn("{} more lines about clients are left out", missing);
    }
    if (lines_ < lines_per_second)
        return ++lines_ > 0;
    ++left_out_;
    return false;
}

void agent_log::note(const std::string& line) {
    if (room())
        spdlog::info("{}", line);
}

void agent_log::warn(const std::string& line) {
    if (room())
        spdlog::warn("{}", line);
}

} // namespace xdpk
