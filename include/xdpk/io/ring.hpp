// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>

namespace xdpk {

/// One of the four AF_XDP rings, seen from user space. The memory belongs to whoever mapped it.
///
/// Indices run freely and wrap at 2^32; a slot is an index masked. We keep our own index here and share it with the
/// kernel only in publish() and release(), once per burst.
template <class T>
class ring {
public:
    struct layout {
        std::uint32_t* producer = nullptr;
        std::uint32_t* consumer = nullptr;
        std::uint32_t* flags = nullptr;
        T* slots = nullptr;
        std::uint32_t size = 0; ///< a power of two
    };

    ring() noexcept = default;
    explicit ring(const layout& l) noexcept : at_(l), mask_(l.size - 1) {}

    [[nodiscard]] std::uint32_t size() const noexcept { return at_.size; }

    /// The slot `i` places after our index.
    [[nodiscard]] T& operator[](std::uint32_t i) const noexcept { return at_.slots[(index_ + i) & mask_]; }

    /// The `n` slots after our index as two straight runs: that costs less than masking the index of each.
    [[nodiscard]] std::array<std::span<T>, 2> runs(std::uint32_t n) const noexcept {
        const std::uint32_t first = index_ & mask_;
        const std::uint32_t straight = std::min(n, at_.size - first);
        return {std::span<T>(at_.slots + first, straight), std::span<T>(at_.slots, n - straight)};
    }

    /// Fill and tx ring: hands the next `n` slots to the kernel.
    void publish(std::uint32_t n) noexcept {
        index_ += n;
        std::atomic_ref(*at_.producer).store(index_, std::memory_order_release);
    }

    /// Rx and completion ring: how many slots, up to `wanted`, the kernel has for us.
    [[nodiscard]] std::uint32_t ready(std::uint32_t wanted) noexcept {
        if (cached_ - index_ < wanted)
            cached_ = std::atomic_ref(*at_.producer).load(std::memory_order_acquire);
        return std::min(cached_ - index_, wanted);
    }

    /// Rx and completion ring: gives the next `n` slots back to the kernel.
    void release(std::uint32_t n) noexcept {
        index_ += n;
        std::atomic_ref(*at_.consumer).store(index_, std::memory_order_release);
    }

    /// Fill and tx ring: goes on where another user of the ring, perhaps another process, has stopped.
    void follow_producer() noexcept { index_ = std::atomic_ref(*at_.producer).load(std::memory_order_acquire); }

    /// The same for the rx and completion ring.
    void follow_consumer() noexcept {
        const std::uint32_t there = std::atomic_ref(*at_.consumer).load(std::memory_order_acquire);
        if (there != index_)
            index_ = cached_ = there;
    }

    /// The kernel asks for a system call before it looks at this ring (XDP_RING_NEED_WAKEUP).
    [[nodiscard]] bool needs_wakeup() const noexcept {
        return (std::atomic_ref(*at_.flags).load(std::memory_order_relaxed) & 1U) != 0;
    }

    /// Calls `f(slot)` for each slot between consumer and producer at this moment. Cold path.
    template <class F>
    std::uint32_t for_each_queued(F f) const {
        const std::uint32_t first = std::atomic_ref(*at_.consumer).load(std::memory_order_acquire);
        const std::uint32_t last = std::atomic_ref(*at_.producer).load(std::memory_order_acquire);
        for (std::uint32_t i = first; i != last; ++i)
            f(at_.slots[i & mask_]);
        return last - first;
    }

private:
    layout at_;
    std::uint32_t mask_ = 0;
    std::uint32_t index_ = 0;
    std::uint32_t cached_ = 0;
};

} // namespace xdpk
