// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/dpdk/rte_mempool.h>

#include <xdpk/base/mapping.hpp>
#include <xdpk/io/umem.hpp>

#include <atomic>
#include <mutex>
#include <optional>
#include <vector>

namespace xdpk::dpdk {

/// Where the objects of an rte_mempool are: plain memory, or the frames of a umem.
class pool_memory {
public:
    explicit pool_memory(mapping plain) : plain_(std::move(plain)) {}
    pool_memory(std::uint32_t frames, std::uint32_t chunk, std::uint32_t reserved);

    /// nullptr: these are no frames, and no device can use them.
    [[nodiscard]] umem* frames() noexcept { return frames_ ? &*frames_ : nullptr; }
    [[nodiscard]] char* start() noexcept;

    /// What a queue writes into nb_segs of each frame that it holds, so that leave() finds them. From here on the queue
    /// may want `frames` at a time.
    [[nodiscard]] std::uint16_t enter(std::uint32_t frames);
    /// Returns all frames with this mark to the pool. No device uses them any more.
    void leave(std::uint16_t mark, std::uint32_t frames, rte_mempool& pool);

    /// What a queue that wants `frames` may hold, so that none leaves the others without any.
    [[nodiscard]] std::uint32_t share(std::uint32_t frames) const noexcept {
        const std::uint32_t wanted = wanted_.load(std::memory_order_relaxed);
        return wanted <= lendable_ ? frames : static_cast<std::uint32_t>(std::uint64_t{frames} * lendable_ / wanted);
    }

    /// Guards the list of the umem's sockets: held while one is opened or closed.
    std::mutex sockets;

private:
    mapping plain_;
    std::optional<umem> frames_;
    std::mutex marks_lock_;
    std::vector<bool> marks_; ///< in use
    std::atomic<std::uint32_t> wanted_ = 0;
    std::uint32_t lendable_ = 0; ///< most frames that all queues may hold together
};

[[nodiscard]] inline pool_memory& memory_of(const rte_mempool& pool) noexcept {
    return *static_cast<pool_memory*>(pool.memory);
}

} // namespace xdpk::dpdk
