// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <ctime>

namespace xdpk {

/// Seconds of CLOCK_MONOTONIC, modulo 2^32, as of the last timer tick: a few nanoseconds per call.
[[nodiscard]] inline std::uint32_t now_in_seconds() noexcept {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return static_cast<std::uint32_t>(now.tv_sec);
}

/// Nanoseconds of CLOCK_MONOTONIC: for once a burst.
[[nodiscard]] inline std::uint64_t now_in_nanoseconds() noexcept {
    constexpr std::uint64_t second = 1'000'000'000;
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<std::uint64_t>(now.tv_sec) * second + static_cast<std::uint64_t>(now.tv_nsec);
}

} // namespace xdpk
