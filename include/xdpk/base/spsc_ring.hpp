// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstddef>
#include <memory>
#include <span>
#include <type_traits>

namespace xdpk {

/// Bounded queue from one producer thread to one consumer thread (Lamport's ring with cached indices).
/// T is copied bitwise. Capacity is rounded up to a power of two. No allocation after construction.
template <class T>
class spsc_ring {
    static_assert(std::is_trivially_copyable_v<T>);

public:
    explicit spsc_ring(std::size_t capacity)
        : mask_(std::bit_ceil(std::max<std::size_t>(capacity, 2)) - 1), slots_(std::make_unique<T[]>(mask_ + 1)) {}

    [[nodiscard]] std::size_t capacity() const noexcept { return mask_ + 1; }

    /// Either thread: how many elements are queued at this moment.
    [[nodiscard]] std::size_t size() const noexcept {
        return tail_.load(std::memory_order_acquire) - head_.load(std::memory_order_acquire);
    }

    /// Producer: appends as many of `items` as fit; returns how many.
    std::size_t push(std::span<const T> items) noexcept {
        const std::size_t tail = tail_.load(std::memory_order_relaxed);
        if (capacity() - (tail - cached_head_) < items.size())
            cached_head_ = head_.load(std::memory_order_acquire);
        const std::size_t n = std::min(items.size(), capacity() - (tail - cached_head_));
        for (std::size_t i = 0; i < n; ++i)
            slots_[(tail + i) & mask_] = items[i];
        tail_.store(tail + n, std::memory_order_release);
        return n;
    }

    /// Consumer: takes up to `room.size()` elements; returns how many.
    std::size_t pop(std::span<T> room) noexcept {
        const std::size_t head = head_.load(std::memory_order_relaxed);
        if (cached_tail_ - head < room.size())
            cached_tail_ = tail_.load(std::memory_order_acquire);
        const std::size_t n = std::min(room.size(), cached_tail_ - head);
        for (std::size_t i = 0; i < n; ++i)
            room[i] = slots_[(head + i) & mask_];
        head_.store(head + n, std::memory_order_release);
        return n;
    }

private:
    static constexpr std::size_t line = 64;

    const std::size_t mask_;
    const std::unique_ptr<T[]> slots_;
    alignas(line) std::atomic<std::size_t> head_{0};
    std::size_t cached_tail_ = 0;
    alignas(line) std::atomic<std::size_t> tail_{0};
    std::size_t cached_head_ = 0;
};

} // namespace xdpk
