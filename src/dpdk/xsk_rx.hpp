// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "bound_socket.hpp"
#include "eth_queue.hpp"

#include <chrono>

namespace xdpk::dpdk {

/// Receives packets from a socket, into frames of its pool: nothing is copied.
class xsk_rx final : public eth_queue {
public:
    /// Keeps up to `descriptors` frames posted. `busy`: polls the device preferred and busily.
    xsk_rx(std::shared_ptr<bound_socket> on, std::uint16_t port, std::uint32_t descriptors);

    [[nodiscard]] std::uint32_t waiting() noexcept override;
    [[nodiscard]] int wait_fd() const noexcept override { return bound_->socket->number(); }
    [[nodiscard]] std::optional<xsk_statistics> kernel_statistics() const noexcept override {
        return bound_->socket->statistics();
    }
    void share() noexcept override;

private:
    static std::uint16_t receive_after_others(xdpk_eth_queue* self, rte_mbuf** out, std::uint16_t n) noexcept;
    static std::uint16_t receive(xdpk_eth_queue* self, rte_mbuf** out, std::uint16_t n) noexcept;
    static std::uint16_t receive_segments(xdpk_eth_queue* self, rte_mbuf** out, std::uint16_t n) noexcept;
    /// What a descriptor is made a packet by. A copy of its own: what is written into packets cannot change it.
    struct unpacker {
        [[nodiscard]] rte_mbuf* operator()(const xdp_desc& d) const noexcept;

        char* start;         ///< of the frames
        std::uint64_t mask;  ///< of an offset in a frame
        std::uint64_t blank; ///< rearm_data of a packet that begins at offset 0
    };

    rte_mbuf* chain(std::uint32_t first, std::uint32_t last) const noexcept;
    void follow_others() const noexcept;
    void take(std::uint32_t slots) noexcept;
    void tend(bool idle) noexcept;
    void refill(std::uint32_t missing) noexcept;
    std::uint32_t post(std::uint32_t n) noexcept;
    void wake(bool idle) noexcept;

    std::shared_ptr<bound_socket> bound_;
    xsk* socket_;
    socket_state* state_;
    unpacker unpack_;
    std::uint32_t wanted_; ///< most frames to post
    std::chrono::steady_clock::time_point last_entry_{};
};

} // namespace xdpk::dpdk
