// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace xdpk {

/// Offset of a byte in the worker's memory, as AF_XDP descriptors carry it.
using frame_address = std::uint64_t;

/// Who a frame is lent to: 0 is the worker itself (pool or burst), every queue has a number of its own.
// Not a byte: a store of one may alias anything, and the compiler would reload every pointer after it.
using holder_id = std::uint16_t;

/// The free frames of one worker: a stack, so that the frame used last, still in the cache, is used next.
/// One thread. No allocation after construction.
class frame_pool {
public:
    /// `memory` holds `count` frames of `chunk` bytes (a power of two) and outlives the pool. All frames start free.
    frame_pool(std::byte* memory, std::uint32_t count, std::uint32_t chunk);

    [[nodiscard]] std::uint32_t available() const noexcept { return free_; }
    [[nodiscard]] std::uint32_t total() const noexcept { return static_cast<std::uint32_t>(stack_.size()); }
    [[nodiscard]] std::uint32_t chunk() const noexcept { return chunk_; }

    /// Takes a free frame; there must be one.
    frame_address take() noexcept {
        assert(free_ > 0);
        return stack_[--free_];
    }

    /// Returns the frame that `address` points into.
    void give(frame_address address) noexcept {
        assert(free_ < total());
        stack_[free_++] = address & ~frame_address{chunk_ - 1};
    }
    void give(const std::byte* data) noexcept { give(address_of(data)); }

    /// Returns the frames that the addresses point into.
    void give(std::span<const frame_address> addresses) noexcept {
        assert(free_ + addresses.size() <= total());
        const frame_address mask = ~frame_address{chunk_ - 1};
        frame_address* top = stack_.data() + free_;
        for (const frame_address address : addresses)
            *top++ = address & mask;
        free_ += static_cast<std::uint32_t>(addresses.size());
    }

    /// Takes free frames, of which there must be enough, for a queue that will hold them.
    void lend(std::span<frame_address> into, holder_id to) noexcept {
        assert(free_ >= into.size());
        free_ -= static_cast<std::uint32_t>(into.size());
        const frame_address* next = stack_.data() + free_;
        holder_id* const holders = holder_.data();
        const unsigned shift = shift_;
        for (frame_address& slot : into) {
            slot = *next++;
            holders[slot >> shift] = to;
        }
    }

    /// Notes that a queue holds the frame from now on, so that reclaim() finds it if the queue dies.
    void lend(frame_address address, holder_id to) noexcept { holder_[address >> shift_] = to; }

    /// Returns to the pool every frame that `from` holds; gives their number. Cold path: looks at all frames.
    std::uint32_t reclaim(holder_id from) noexcept;

    /// For each frame, how many times it lies in the pool (0 or 1, or there is a bug).
    [[nodiscard]] std::vector<std::uint8_t> census() const;

    [[nodiscard]] std::byte* memory() const noexcept { return memory_; }
    [[nodiscard]] std::byte* at(frame_address address) const noexcept { return memory_ + address; }
    [[nodiscard]] frame_address address_of(const std::byte* data) const noexcept {
        return static_cast<frame_address>(data - memory_);
    }

private:
    std::byte* memory_;
    std::uint32_t chunk_;
    unsigned shift_;
    std::uint32_t free_;
    std::vector<frame_address> stack_;
    std::vector<holder_id> holder_;
};

/// Layout of a frame: bytes that native code leaves alone, then room for headers to grow into, then data.
inline constexpr std::uint32_t frame_reserved = 128;
inline constexpr std::uint32_t frame_headroom = 256;
inline constexpr std::uint32_t frame_data_offset = frame_reserved + frame_headroom;

} // namespace xdpk
