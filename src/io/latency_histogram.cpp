// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/io/sink_program.hpp>

#include <cmath>
#include <numeric>

#include "sink_abi.h"

namespace xdpk {

namespace {

// The highest value that falls into a bucket.
std::uint64_t top_of(std::uint64_t bucket) {
    const std::uint64_t shift = bucket / SINK_LATENCY_PARTS;
    const std::uint64_t part = bucket % SINK_LATENCY_PARTS;
    return shift == 0 ? part : ((part + SINK_LATENCY_PARTS + 1) << (shift - 1)) - 1;
}

} // namespace

std::uint64_t latency_histogram::count() const noexcept {
    return std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0});
}

std::uint64_t latency_histogram::quantile(double q) const noexcept {
    auto wanted = static_cast<std::uint64_t>(std::ceil(q * static_cast<double>(count())));
    for (std::size_t i = 0; i < counts_.size(); ++i) {
        if (counts_[i] >= wanted && counts_[i] != 0)
            return top_of(i);
        wanted -= counts_[i];
    }
    return 0;
}

} // namespace xdpk
