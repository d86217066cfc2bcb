// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/dpdk/rte_ethdev.h>

#include <xdpk/base/counter.hpp>
#include <xdpk/io/xsk.hpp>

#include <cstdint>
#include <optional>

namespace xdpk::dpdk {

/// What one queue has carried: written by the thread that uses it, read by anybody.
struct queue_count {
    counter packets;
    counter bytes;
    counter errors;  ///< packets dropped
    counter starved; ///< times the pool had too few frames
};

/// A queue of a device in one direction. What a program calls is its `burst`, or that of a layer around it.
struct eth_queue : xdpk_eth_queue {
    explicit eth_queue(xdpk_eth_burst_fn fn) noexcept : xdpk_eth_queue{fn}, count(own_count_) {}
    /// Counts where several processes do.
    eth_queue(xdpk_eth_burst_fn fn, queue_count& shared) noexcept : xdpk_eth_queue{fn}, count(shared) {}
    eth_queue(const eth_queue&) = delete;
    eth_queue& operator=(const eth_queue&) = delete;
    virtual ~eth_queue() = default;

    /// Packets that wait: received and not fetched, or sent and not completed. The queue's thread.
    [[nodiscard]] virtual std::uint32_t waiting() noexcept { return 0; }
    /// Frees packets whose sending is complete; gives their number. The queue's thread.
    virtual std::uint32_t clean() noexcept { return 0; }
    /// A descriptor that is readable while packets wait; -1 if there is none.
    [[nodiscard]] virtual int wait_fd() const noexcept { return -1; }
    /// XDP_STATISTICS, of a queue with a socket of its own. Any thread.
    [[nodiscard]] virtual std::optional<xsk_statistics> kernel_statistics() const noexcept { return std::nullopt; }
    /// From now on other processes may use it between two of our bursts. Any thread.
    virtual void share() noexcept {}

    queue_count& count;

private:
    queue_count own_count_{};
};

} // namespace xdpk::dpdk
