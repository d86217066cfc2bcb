// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

namespace xdpk::bench {

inline constexpr const char* timer_name = "timers, 64k armed and expired";
inline constexpr std::size_t timer_count = 65'536;
inline constexpr std::uint32_t timer_spread = 10'000; ///< ticks of a microsecond until the last one is due

/// Timeouts in ticks, in no order.
inline std::vector<std::uint32_t> timeouts() {
    std::mt19937 random(1);
    std::vector<std::uint32_t> ticks(timer_count);
    std::ranges::generate(ticks, [&] { return static_cast<std::uint32_t>(random() % timer_spread); });
    return ticks;
}

/// Nanoseconds per timer of `arm()`, which arms all, and `expire()`, which sees all off; `wait()` is not counted.
template <class Arm, class Wait, class Expire>
double ns_per_timer(double seconds, Arm&& arm, Wait&& wait, Expire&& expire) {
    using clock = std::chrono::steady_clock;
    std::chrono::duration<double> passed{};
    std::size_t rounds = 0;
    for (; passed.count() < seconds; ++rounds) {
        const clock::time_point start = clock::now();
        arm();
        passed += clock::now() - start;
        wait();
        const clock::time_point due = clock::now();
        expire();
        passed += clock::now() - due;
    }
    return passed.count() * 1e9 / static_cast<double>(rounds * timer_count);
}

} // namespace xdpk::bench
