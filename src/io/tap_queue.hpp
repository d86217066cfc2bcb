// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/io/queue.hpp>

#include <atomic>
#include <cstdint>
#include <sys/uio.h>
#include <vector>

namespace xdpk {

/// A queue of a tap device: one system call per packet each way. Keeps the frames for the next packet at hand; while
/// its device is gone it carries nothing.
class tap_queue final : public queue {
public:
    /// Frames for packets of up to `longest` bytes. Receives nothing once `stopped` is true.
    tap_queue(port_id port, frame_pool& pool, holder_id holder, std::uint32_t longest,
              const std::atomic<bool>& stopped);

    /// Worker: starts to use a descriptor, which stays its owner's; -1: stops to use the one it has.
    void use(int number) noexcept { number_ = number; }

    void receive(burst& b) noexcept override;
    void send(const burst& b, bool all) noexcept override;
    [[nodiscard]] int wait_fd() const noexcept override { return number_; }
    [[nodiscard]] queue_frames frames(std::vector<std::uint8_t>& seen) const override;
    void close() noexcept override;

private:
    [[nodiscard]] bool refill() noexcept;
    [[nodiscard]] bool read(burst& b) noexcept;
    void accept(burst& b, std::uint32_t length) noexcept;
    [[nodiscard]] bool write(const burst& b, const packet& p) noexcept;

    int number_ = -1;
    const std::atomic<bool>* stopped_;
    std::uint32_t held_ = 0;
    char overflow_ = 0;         ///< where the byte goes that tells a packet which is too long
    std::vector<iovec> frames_; ///< the first held_ are frames of ours; the one after the last is overflow_
};

} // namespace xdpk
