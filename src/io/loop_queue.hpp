// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/io/queue.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace xdpk {

/// A ring of frames in memory: what is sent is received again, in its order. Only its worker's thread touches it.
class loop_queue final : public queue {
public:
    /// `slots`, a power of two, is how many frames the ring holds. Receives nothing once `stopped` is true.
    loop_queue(port_id port, frame_pool& pool, holder_id holder, std::uint32_t slots, const std::atomic<bool>& stopped)
        : queue(port, pool, holder), pieces_(slots), mask_(slots - 1), stopped_(&stopped) {}

    /// Before the run: puts a copy of a packet into the ring. False if ring or pool have too little room for it.
    [[nodiscard]] bool load(std::span<const std::byte> bytes) noexcept;

    void receive(burst& b) noexcept override;
    void send(const burst& b, bool all) noexcept override;
    [[nodiscard]] bool exhausted() const noexcept override { return head_ == tail_; }
    [[nodiscard]] queue_frames frames(std::vector<std::uint8_t>& seen) const override;
    void close() noexcept override;

private:
    struct piece {
        std::byte* data;
        std::uint32_t length;
        std::uint32_t rest; ///< pieces of the same packet that follow; counted in its first piece only
    };

    [[nodiscard]] std::uint32_t room() const noexcept { return mask_ + 1 - (tail_ - head_); }
    [[nodiscard]] const piece& front() const noexcept { return pieces_[head_ & mask_]; }
    void put(std::byte* data, std::uint32_t length, std::uint32_t rest) noexcept;

    std::vector<piece> pieces_;
    std::uint32_t mask_;
    std::uint32_t head_ = 0; ///< runs freely, as does tail_; a slot is the index masked
    std::uint32_t tail_ = 0;
    const std::atomic<bool>* stopped_;
};

} // namespace xdpk
