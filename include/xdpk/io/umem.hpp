// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/mapping.hpp>
#include <xdpk/core/frame_pool.hpp>

#include <cstdint>
#include <vector>

namespace xdpk {

class xsk;

/// How an AF_XDP socket moves frames: by the driver itself, or by copying.
enum class bind_mode : std::uint8_t { zero_copy, copy };

/// The memory of one worker: frames, the pool of the free ones, and the sockets that share it.
///
/// The first socket registers the memory with the kernel; later ones of the same mode join it (XDP_SHARED_UMEM), so a
/// packet goes from port to port without a copy. A socket of another mode registers the same memory once more: the
/// kernel wants one mode per registration, frames do not care.
class umem {
public:
    /// `frames` frames of `chunk` bytes (2048 or 4096), where the queues could keep `wanted` busy, the first `reserved`
    /// bytes of each left alone by the kernel. Throws xdpk::error.
    umem(std::uint32_t frames, std::uint32_t chunk, std::uint32_t wanted = 0, std::uint32_t reserved = frame_reserved);

    /// The same of memory that is somebody else's, who keeps it until the sockets are closed.
    umem(std::byte* memory, std::uint32_t frames, std::uint32_t chunk, std::uint32_t reserved);

    /// What a queue that wants `frames` may hold, so that no queue leaves the others without any: at least one.
    [[nodiscard]] std::uint32_t share(std::uint32_t frames) const noexcept;

    [[nodiscard]] frame_pool& pool() noexcept { return pool_; }
    [[nodiscard]] const frame_pool& pool() const noexcept { return pool_; }
    [[nodiscard]] std::uint32_t reserved() const noexcept { return reserved_; }
    [[nodiscard]] const mapping& memory() const noexcept { return memory_; }

    /// A bound socket that a new one of this mode can join; nullptr if it has to register the memory itself.
    [[nodiscard]] const xsk* partner(bind_mode mode, bool segments) const noexcept;
    void join(const xsk& socket) { sockets_.push_back(&socket); }
    void leave(const xsk& socket) noexcept { std::erase(sockets_, &socket); }

private:
    mapping memory_;
    frame_pool pool_;
    std::uint32_t wanted_;
    std::uint32_t reserved_;
    std::vector<const xsk*> sockets_;
};

} // namespace xdpk
