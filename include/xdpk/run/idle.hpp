// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <chrono>
#include <cstdint>

namespace xdpk {

/// What a worker does when nothing arrives.
enum class idle_mode : std::uint8_t {
    adaptive,  ///< spins for a moment, then sleeps until something arrives
    poll,      ///< spins: least latency, a whole core
    interrupt, ///< sleeps at once
};

/// Decides in each empty round whether it is time to sleep.
class idle {
public:
    explicit idle(idle_mode mode) noexcept : mode_(mode) {}

    /// After a round that received something.
    void reset() noexcept { rounds_ = 0; }

    /// After an empty round: true if the worker may sleep now.
    [[nodiscard]] bool sleep_now() noexcept {
        if (mode_ != idle_mode::adaptive)
            return mode_ == idle_mode::interrupt;
        if (rounds_++ == 0)
            since_ = clock::now();
        // The clock is read only now and then: it costs more than a look at a ring.
        return rounds_ % clock_every == 0 && clock::now() - since_ > spin;
    }

private:
    using clock = std::chrono::steady_clock;
    static constexpr std::uint32_t clock_every = 16;
    static constexpr std::chrono::microseconds spin{50};

    idle_mode mode_;
    std::uint32_t rounds_ = 0;
    clock::time_point since_{};
};

} // namespace xdpk
