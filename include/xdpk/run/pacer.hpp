// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <chrono>
#include <cstdint>

namespace xdpk {

/// Says when frames are due at a given rate. Reckons from the start, so that no error adds up: after a delay the frames
/// missed are due at once, but what a delay of more than a second took is not made up for. One thread.
class pacer {
public:
    using clock = std::chrono::steady_clock;

    /// `rate` in frames per second; 0: always due.
    pacer(double rate, clock::time_point start) noexcept : rate_(rate), start_(start) {}

    /// When the next frame is due; the first one is at the start.
    [[nodiscard]] clock::time_point next() const noexcept {
        if (rate_ == 0)
            return start_;
        return start_ + std::chrono::duration_cast<clock::duration>(
                            std::chrono::duration<double>(static_cast<double>(taken_) / rate_));
    }

    /// How many of `most` frames are due; they count as sent.
    [[nodiscard]] std::uint32_t take(clock::time_point now, std::uint32_t most) noexcept {
        using namespace std::chrono_literals;
        if (rate_ == 0)
            return most;
        if (now - next() > 1s)
            restart(now);
        const double due = std::chrono::duration<double>(now - start_).count() * rate_ + 1;
        const auto all = due > 0 ? static_cast<std::uint64_t>(due) : 0;
        const std::uint64_t n = all > taken_ ? all - taken_ : 0;
        const auto now_due = static_cast<std::uint32_t>(n < most ? n : most);
        taken_ += now_due;
        return now_due;
    }

private:
    void restart(clock::time_point now) noexcept {
        start_ = now;
        taken_ = 0;
    }

    double rate_;
    clock::time_point start_;
    std::uint64_t taken_ = 0;
};

} // namespace xdpk
