// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "pool_memory.hpp"

#include <xdpk/dpdk/rte_mbuf.h>

#include <xdpk/io/xsk.hpp>

#include <atomic>
#include <memory>

namespace xdpk::dpdk {

/// An AF_XDP socket on the frames of a pool of packets, of which each is at the start of its frame. A receive queue
/// uses its fill and rx ring, a transmit queue its tx and completion ring, perhaps in another thread.
class bound_socket {
public:
    using opener = std::unique_ptr<xsk> (*)(void* argument, umem& memory);

    /// `open` makes the socket in the pool's memory; its queues may hold `frames` at a time. Throws xdpk::error.
    template <class F>
    bound_socket(rte_mempool& frames_of, std::uint32_t frames, F open)
        : pool(&frames_of), memory(&memory_of(frames_of)), wanted_(frames) {
        const std::lock_guard hold(memory->sockets);
        socket = open(*memory->frames());
        mark = memory->enter(frames);
        start = memory->start();
        mask = memory->frames()->pool().chunk() - 1;
        reserved = memory->frames()->reserved();
    }
    bound_socket(const bound_socket&) = delete;
    bound_socket& operator=(const bound_socket&) = delete;
    ~bound_socket() {
        {
            const std::lock_guard hold(memory->sockets);
            socket.reset();
        }
        memory->leave(mark, wanted_, *pool);
    }

    /// The packet whose frame an address points into.
    [[nodiscard]] rte_mbuf* packet_at(std::uint64_t address) const noexcept {
        return reinterpret_cast<rte_mbuf*>(start + (address & ~std::uint64_t{mask}));
    }
    /// Tells the kernel to look at the tx ring. True if it has to be told again.
    [[nodiscard]] bool kick() const noexcept;

    rte_mempool* pool;
    pool_memory* memory;
    std::unique_ptr<xsk> socket;
    char* start = nullptr;
    std::uint32_t mask = 0;
    std::uint32_t reserved = 0;
    std::uint16_t mark = 0; ///< of frames that the kernel has
    /// The kernel has not taken all that was sent; whoever comes next tells it.
    std::atomic<bool> unsent = false;

private:
    std::uint32_t wanted_;
};

} // namespace xdpk::dpdk
