// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "session.hpp"

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace xdpk {

/// What a port has carried and dropped, over all its queues.
struct port_totals {
    std::uint64_t rx_packets = 0;
    std::uint64_t rx_bytes = 0;
    std::uint64_t tx_packets = 0;
    std::uint64_t tx_bytes = 0;
    std::uint64_t drops = 0;
};

[[nodiscard]] port_totals sum_of(const session& s, port_id id);

/// Everything about a run that has ended.
[[nodiscard]] nlohmann::ordered_json final_report(const session& s, const std::string& program, double seconds);

/// The same in a few lines for people.
[[nodiscard]] std::string final_text(const session& s, double seconds);

/// True if every frame of every worker came back.
[[nodiscard]] bool all_frames_back(const session& s);

/// One line per second: rates since the call before.
class live_line {
public:
    [[nodiscard]] std::string next(const session& s, double seconds);

private:
    struct sample {
        std::uint64_t rx = 0;
        std::uint64_t tx = 0;
        std::uint64_t bytes = 0;
        std::uint64_t drops = 0;
    };
    std::vector<sample> before_;
    double at_ = 0;
};

} // namespace xdpk
