// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/dpdk/rte_mempool.h>

#include <xdpk/io/umem.hpp>

#include <array>
#include <atomic>
#include <memory>
#include <mutex>

namespace xdpk::dpdk {

/// Where the objects of an rte_mempool are, and how many of them queues may hold. In the arena: all processes use it.
struct pool_memory {
    /// What a queue that wants `frames` may hold, so that none leaves the others without any.
    [[nodiscard]] std::uint32_t share(std::uint32_t frames) const noexcept {
        const std::uint32_t all = wanted.load(std::memory_order_relaxed);
        return all <= lendable ? frames : static_cast<std::uint32_t>(std::uint64_t{frames} * lendable / all);
    }

    std::atomic<std::uint32_t> wanted; ///< by all queues together
    std::uint32_t lendable;            ///< most frames that all queues may hold together
    std::uint32_t frames;
    std::uint32_t chunk; ///< bytes of a frame; 0: these are no frames, and no device can use them
    std::uint32_t reserved;
    char* start;
    std::array<bool, 4096> marks; ///< in use
};

/// Memory for objects that are no frames; `there`: on pages from the beginning, and not as it is used. Throws
/// xdpk::error.
[[nodiscard]] pool_memory& make_pool_memory(std::size_t bytes, bool there);
/// For frames, which devices can use. Throws xdpk::error.
[[nodiscard]] pool_memory& make_pool_memory(std::uint32_t frames, std::uint32_t chunk, std::uint32_t reserved);
void free_pool_memory(pool_memory* memory) noexcept;

/// What a queue writes into nb_segs of each frame that it holds, so that leave() finds them. From here on the queue
/// may want `frames` at a time. Throws xdpk::error.
[[nodiscard]] std::uint16_t enter(pool_memory& memory, std::uint32_t frames);
/// Returns all frames with this mark to the pool. No device uses them any more.
void leave(rte_mempool& pool, std::uint16_t mark, std::uint32_t frames) noexcept;

[[nodiscard]] inline pool_memory& memory_of(const rte_mempool& pool) noexcept {
    return *static_cast<pool_memory*>(pool.memory);
}

/// A pool's frames with the sockets that this process has opened on them.
struct pool_umem {
    explicit pool_umem(const pool_memory& of);

    std::mutex sockets; ///< held while one is opened or closed
    umem frames;
};

/// The one of this process, as long as somebody holds it.
[[nodiscard]] std::shared_ptr<pool_umem> umem_of(const rte_mempool& pool);

} // namespace xdpk::dpdk
