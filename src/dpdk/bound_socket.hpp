// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "pool_memory.hpp"
#include "port_record.hpp"

#include <xdpk/dpdk/rte_mbuf.h>

#include <xdpk/io/xsk.hpp>

#include <memory>

namespace xdpk::dpdk {

/// An AF_XDP socket on the frames of a pool of packets, of which each is at the start of its frame. A receive queue
/// uses its fill and rx ring, a transmit queue its tx and completion ring, perhaps in another thread.
class bound_socket {
public:
    /// `open` makes the socket in the pool's memory; its queues may hold `frames` at a time. Throws xdpk::error.
    template <class F>
    bound_socket(rte_mempool& frames_of, std::uint32_t frames, socket_record& record, F open)
        : bound_socket(frames_of, enter(memory_of(frames_of), frames), record.state) {
        wanted_ = frames;
        umem_ = umem_of(frames_of);
        {
            const std::scoped_lock hold(umem_->sockets);
            socket = open(umem_->frames);
        }
        write_down(record);
    }
    /// One that the primary process has opened.
    bound_socket(socket_record& record, std::unique_ptr<xsk> opened)
        : bound_socket(*record.pool, record.mark, record.state) {
        socket = std::move(opened);
    }
    bound_socket(const bound_socket&) = delete;
    bound_socket& operator=(const bound_socket&) = delete;
    ~bound_socket() {
        if (!is_own())
            return;
        {
            const std::scoped_lock hold(umem_->sockets);
            socket.reset();
        }
        leave(*pool, mark, wanted_);
    }

    /// Whether this process has opened it.
    [[nodiscard]] bool is_own() const noexcept { return umem_ != nullptr; }
    /// The packet whose frame an address points into.
    [[nodiscard]] rte_mbuf* packet_at(std::uint64_t address) const noexcept {
        return reinterpret_cast<rte_mbuf*>(start + (address & ~std::uint64_t{mask}));
    }
    /// Tells the kernel to look at the tx ring. True if it has to be told again.
    [[nodiscard]] bool kick() const noexcept;

    rte_mempool* pool;
    pool_memory* memory;
    socket_state* state;
    std::unique_ptr<xsk> socket;
    char* start;
    std::uint32_t mask;
    std::uint32_t reserved;
    std::uint16_t mark; ///< of frames that the kernel has

private:
    bound_socket(rte_mempool& frames_of, std::uint16_t own_mark, socket_state& shared) noexcept
        : pool(&frames_of), memory(&memory_of(frames_of)), state(&shared), start(memory->start),
          mask(memory->chunk - 1), reserved(memory->reserved), mark(own_mark) {}
    void write_down(socket_record& record) const noexcept;

    std::shared_ptr<pool_umem> umem_;
    std::uint32_t wanted_ = 0;
};

/// Its rings, in a process that has got its files.
[[nodiscard]] std::unique_ptr<xsk> borrow_socket(const socket_record& record, const std::string& interface, fd socket,
                                                 fd sender);

} // namespace xdpk::dpdk
