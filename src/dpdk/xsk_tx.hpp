// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "bound_socket.hpp"
#include "eth_queue.hpp"

#include <span>

namespace xdpk::dpdk {

/// Sends packets through a socket. Those in frames of its pool, used by nobody else, go out as they are; all others
/// are copied into such frames.
class xsk_tx final : public eth_queue {
public:
    /// At most `descriptors` frames wait to be sent.
    xsk_tx(std::shared_ptr<bound_socket> on, std::uint32_t descriptors);

    [[nodiscard]] std::uint32_t waiting() noexcept override { return state_->tx.frames; }
    std::uint32_t clean() noexcept override;
    void share() noexcept override;

private:
    /// Slots that a packet took: none if there is no room for it.
    struct taken {
        std::uint32_t slots = 0;
        bool dropped = false; ///< it cannot be sent at all
    };

    /// Of a burst.
    struct placed {
        std::uint64_t bytes = 0;
        std::uint32_t packets = 0; ///< that are no longer the caller's
        std::uint32_t slots = 0;
        std::uint32_t dropped = 0;
    };

    static std::uint16_t send_after_others(xdpk_eth_queue* self, rte_mbuf** packets, std::uint16_t n) noexcept;
    static std::uint16_t send(xdpk_eth_queue* self, rte_mbuf** packets, std::uint16_t n) noexcept;
    [[nodiscard]] bool all_ours(const rte_mbuf& m) const noexcept;
    std::uint32_t complete() noexcept;
    void give_back(std::span<const std::uint64_t> addresses) noexcept;
    std::uint32_t put_ours(rte_mbuf* const* packets, std::uint32_t n, std::uint64_t& bytes) noexcept;
    void put_rest(std::span<rte_mbuf* const> packets, std::uint32_t room, placed& all) noexcept;
    void put(std::uint32_t slot, rte_mbuf& m, bool more) noexcept;
    taken put_any(std::uint32_t slot, std::uint32_t room, rte_mbuf* m) noexcept;
    taken put_chain(std::uint32_t slot, std::uint32_t room, rte_mbuf* m) noexcept;
    taken put_copy(std::uint32_t slot, std::uint32_t room, rte_mbuf* m) noexcept;
    void kick() noexcept;

    std::shared_ptr<bound_socket> bound_;
    xsk* socket_;
    socket_state* state_;
    std::uint32_t wanted_;
};

} // namespace xdpk::dpdk
