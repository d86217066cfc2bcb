// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/counter.hpp>
#include <xdpk/core/burst.hpp>

#include <cstdint>
#include <vector>

namespace xdpk {

/// What one queue has carried. Written by its worker, read by anybody.
struct queue_counters {
    counter rx_packets;
    counter rx_bytes;
    counter tx_packets;
    counter tx_bytes;
    counter tx_full;    ///< packets dropped because the queue could take no more
    counter tx_invalid; ///< packets dropped because this kind of queue cannot send them
    counter rx_invalid; ///< packets dropped because they do not fit the frames
    counter starved;    ///< times the pool had too few frames to receive into
    counter wakeups;    ///< system calls made to wake the kernel
};

/// Frames that a queue holds, by place. `kernel` are those in neither ring: in a driver's ring or on their way.
struct queue_frames {
    std::uint64_t fill = 0;
    std::uint64_t rx = 0;
    std::uint64_t tx = 0;
    std::uint64_t completion = 0;
    std::uint64_t kernel = 0;
};

/// One receive and transmit queue of a port, as one worker sees it. All but counters() is for that worker's thread.
class queue {
public:
    queue(port_id port, frame_pool& pool, holder_id holder) noexcept : port_(port), holder_(holder), pool_(&pool) {}
    queue(const queue&) = delete;
    queue& operator=(const queue&) = delete;
    virtual ~queue() = default;

    /// Appends packets to an empty burst, which then owns their frames. Also does the queue's house-keeping, so it is
    /// called all the time, even when nothing is expected.
    virtual void receive(burst& b) noexcept = 0;

    /// Takes every packet of the burst whose way out is this queue's port: sends it, or returns its frames to the pool
    /// and counts why. `all`: that is every packet of the burst. Sent packets leave at the latest with the next
    /// flush().
    virtual void send(const burst& b, bool all) noexcept = 0;

    /// Wakes the kernel for what was sent, if it has to be woken. True if packets still wait and flush() must come
    /// again.
    virtual bool flush() noexcept { return false; }

    /// Descriptor for poll(2) that is readable when there is something to receive; -1 if nothing can come now.
    [[nodiscard]] virtual int wait_fd() const noexcept { return -1; }
    /// False if wait_fd() does not tell and receive() has to be called to know.
    [[nodiscard]] virtual bool can_wait() const noexcept { return true; }

    /// True when no packet will ever be received again, such as at the end of a file.
    [[nodiscard]] virtual bool exhausted() const noexcept { return false; }

    /// Frames that this queue holds now; `seen[frame]` is raised once for each one that lies in a ring.
    [[nodiscard]] virtual queue_frames frames(std::vector<std::uint8_t>& seen) const = 0;

    /// Waits a moment until what was sent has left.
    virtual void settle() noexcept {}

    /// Gives back every frame; after that the queue carries nothing.
    virtual void close() noexcept = 0;

    [[nodiscard]] const queue_counters& counters() const noexcept { return counters_; }
    [[nodiscard]] port_id port() const noexcept { return port_; }

protected:
    [[nodiscard]] frame_pool& pool() const noexcept { return *pool_; }
    [[nodiscard]] holder_id holder() const noexcept { return holder_; }
    queue_counters counters_;

private:
    port_id port_;
    holder_id holder_;
    frame_pool* pool_;
};

} // namespace xdpk
