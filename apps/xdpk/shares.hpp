// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/traffic.hpp>

#include <cstdint>
#include <limits>

namespace xdpk::tool {

/// What thread `thread` of `threads` is to send of `count` packets; without end if `count` is 0.
[[nodiscard]] constexpr std::uint64_t share_of(std::uint64_t count, unsigned thread, unsigned threads) noexcept {
    if (count == 0)
        return std::numeric_limits<std::uint64_t>::max();
    return count / threads + (thread < count % threads ? 1 : 0);
}

/// Where that thread starts in the traffic: the flows are spread over the threads, and each thread is a stream,
/// numbered from the random number `run`.
[[nodiscard]] inline traffic::position first_of(const traffic& all, std::uint16_t run, unsigned thread,
                                                unsigned threads) noexcept {
    const std::uint64_t flow = std::uint64_t{all.flows()} * thread / threads;
    return {.flow = static_cast<std::uint32_t>(flow), .stream = static_cast<std::uint16_t>(run + thread)};
}

} // namespace xdpk::tool
