// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/io/sink_program.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace xdpk::tool {

/// What stamps told.
struct stamp_result {
    sink_stamp_counts counts{};
    latency_histogram latencies{{}};
};

/// A run that has ended.
struct sink_result {
    std::string interface {};
    std::string hook{};
    double seconds = 0;
    std::vector<sink_queue_counts> queues{};
    std::vector<std::uint64_t> per_second{}; ///< packets of each whole second
    std::optional<stamp_result> stamps{};
};

/// The sum over all queues.
[[nodiscard]] sink_queue_counts sum_of(const std::vector<sink_queue_counts>& queues) noexcept;

[[nodiscard]] std::string as_json(const sink_result& result);
[[nodiscard]] std::string as_text(const sink_result& result);

} // namespace xdpk::tool
