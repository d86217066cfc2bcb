// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <thread>

namespace xdpk {

/// Lets a writer wait until each of `Readers` readers has passed a point where it looks at nothing.
template <std::size_t Readers>
class grace_period {
public:
    /// Called by a reader between bursts.
    void quiescent(std::size_t reader) noexcept { passed_[reader].fetch_add(1, std::memory_order_acq_rel); }

    /// Called by a reader that ends.
    void leave(std::size_t reader) noexcept { left_[reader].store(true, std::memory_order_release); }

    /// Returns when every reader has passed at least one such point since the call.
    void wait() noexcept {
        std::array<std::uint64_t, Readers> before;
        for (std::size_t i = 0; i < Readers; ++i)
            before[i] = passed_[i].load(std::memory_order_acquire);
        for (std::size_t i = 0; i < Readers; ++i)
            while (!left_[i].load(std::memory_order_acquire) && passed_[i].load(std::memory_order_acquire) == before[i])
                std::this_thread::yield();
    }

private:
    std::array<std::atomic<std::uint64_t>, Readers> passed_{};
    std::array<std::atomic<bool>, Readers> left_{};
};

} // namespace xdpk
