// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>

namespace xdpk::dpdk {

/// The system's clock, in nanoseconds since 1970.
[[nodiscard]] inline std::uint64_t system_time() noexcept {
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(since).count());
}

/// A port's own clock, in nanoseconds since 1970: the system's, moved and paced as the program asks. Any thread reads
/// it.
class port_clock {
public:
    [[nodiscard]] std::uint64_t now() const noexcept { return at(system_time()); }
    /// What it shows when the system's clock shows `system`.
    [[nodiscard]] std::uint64_t at(std::uint64_t system) const noexcept {
        for (;;) {
            const std::uint32_t before = changes_.load(std::memory_order_acquire);
            const std::uint64_t since = system - system_then_.load(std::memory_order_relaxed);
            const std::uint64_t shown = then_.load(std::memory_order_relaxed);
            const double gain = gain_.load(std::memory_order_relaxed);
            std::atomic_thread_fence(std::memory_order_acquire);
            if (before % 2 == 0 && before == changes_.load(std::memory_order_relaxed))
                return shown + since +
                       static_cast<std::uint64_t>(
                           static_cast<std::int64_t>(static_cast<double>(static_cast<std::int64_t>(since)) * gain));
        }
    }

    void move(std::int64_t by) noexcept {
        change([&] { then_ += static_cast<std::uint64_t>(by); });
    }
    void set(std::uint64_t time) noexcept {
        change([&] { then_ = time; });
    }
    /// Makes it run faster from now on, by this much for each nanosecond of the system's clock.
    void pace(double gain) noexcept {
        change([&] { gain_ = gain; });
    }

private:
    template <class F>
    void change(F what) noexcept {
        const std::scoped_lock hold(lock_);
        const std::uint64_t system = system_time();
        const std::uint64_t shown = at(system);
        changes_.fetch_add(1, std::memory_order_acq_rel);
        std::atomic_thread_fence(std::memory_order_release);
        system_then_.store(system, std::memory_order_relaxed);
        then_.store(shown, std::memory_order_relaxed);
        what();
        changes_.fetch_add(1, std::memory_order_release);
    }

    std::mutex lock_;
    std::atomic<std::uint32_t> changes_ = 0; ///< odd while one is made
    std::atomic<std::uint64_t> system_then_ = 0;
    std::atomic<std::uint64_t> then_ = 0; ///< what it showed when the system's clock showed `system_then_`
    std::atomic<double> gain_ = 0;
};

} // namespace xdpk::dpdk
