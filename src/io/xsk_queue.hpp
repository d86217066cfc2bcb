// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/io/queue.hpp>
#include <xdpk/io/xsk.hpp>

#include <atomic>
#include <chrono>
#include <memory>

namespace xdpk {

/// A queue of a network device on an AF_XDP socket. Outlives its socket: while the device is gone it carries nothing.
///
/// Frames posted and not yet received never exceed the fill ring (in copy mode: the rx ring), frames sent and not yet
/// completed never exceed the tx ring, so neither ring can overflow and the kernel's indices into them need not be
/// read.
class xsk_queue final : public queue {
public:
    xsk_queue(port_id port, frame_pool& pool, holder_id holder) noexcept : queue(port, pool, holder) {}

    /// Worker: starts to use `socket`, with at most `receivable` frames waiting for packets.
    void attach(std::unique_ptr<xsk> socket, std::uint32_t receivable) noexcept;
    /// Worker: closes the socket and takes back every frame that was with it.
    void detach() noexcept;

    void receive(burst& b) noexcept override;
    void send(const burst& b, bool all) noexcept override;
    bool flush() noexcept override;
    [[nodiscard]] int wait_fd() const noexcept override { return socket_ ? socket_->number() : -1; }
    [[nodiscard]] queue_frames frames(std::vector<std::uint8_t>& seen) const override;
    void settle() noexcept override;
    void close() noexcept override { detach(); }

    /// XDP_STATISTICS over all sockets this queue has had.
    [[nodiscard]] xsk_statistics statistics() const noexcept;

private:
    using clock = std::chrono::steady_clock;

    void complete() noexcept;
    void refill() noexcept;
    void poll_busily(bool idle) noexcept;
    void wake_receive() noexcept;
    void send_stuck() noexcept;
    void receive_packets(burst& b, std::uint32_t n) noexcept;
    void receive_segments(burst& b, std::uint32_t n) noexcept;
    std::uint32_t put_all(const burst& b) noexcept;
    std::uint32_t put_chosen(const burst& b) noexcept;
    void put(xdp_desc& slot, const std::byte* data, std::uint32_t length, std::uint32_t options) noexcept;
    void drop_full(const burst& b, const packet& p) noexcept;

    std::unique_ptr<xsk> socket_;
    xsk_statistics past_{};        ///< of the sockets before this one
    std::uint32_t receivable_ = 0; ///< most frames to post
    std::uint32_t posted_ = 0;     ///< frames in the fill ring, with the kernel, or in the rx ring
    std::uint32_t sent_ = 0;       ///< frames in the tx ring, with the kernel, or in the completion ring
    bool waiting_ = false;         ///< something was sent since the kernel last took all
    bool stuck_ = false;           ///< the kernel refused to take it: the device is down
    clock::time_point next_try_{};
    std::uint32_t busy_poll_ = 0;
    clock::time_point last_entry_{};
};

} // namespace xdpk
