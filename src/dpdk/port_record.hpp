// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "eth_device.hpp"

#include <xdpk/dpdk/rte_spinlock.h>

#include <array>
#include <atomic>

namespace xdpk::dpdk {

/// What is left behind by one who uses an AF_XDP socket, for the next: perhaps another process.
struct socket_state {
    struct alignas(RTE_CACHE_LINE_SIZE) way {
        std::uint32_t frames; ///< lent to the kernel: in the rings, or between them
        queue_count count;
    };
    way rx;
    way tx;
    /// The kernel has not taken all that was sent; whoever comes next tells it.
    alignas(RTE_CACHE_LINE_SIZE) std::atomic<bool> unsent;
};

/// An AF_XDP socket that a primary process has opened.
struct socket_record {
    rte_mempool* pool;
    std::uint16_t mark; ///< of frames that the kernel has
    bool zero_copy;
    bool segments;
    bool two; ///< another one sends
    std::uint32_t queue;
    std::uint32_t rx_ring;
    std::uint32_t tx_ring;
    std::uint32_t busy_poll;
    socket_state state;
};

/// What secondary processes know of a port, in the arena. The primary writes it, but for states and counters.
struct port_record {
    std::array<char, 64> name;
    std::array<char, 512> arguments; ///< as given with the name
    bool started;
    rte_eth_conf conf;
    std::array<std::uint8_t, 64> rss_key;
    std::uint32_t rss_key_bytes;
    std::uint32_t ptypes;
    bool ptypes_refused;
    std::uint16_t rx_queues;
    std::uint16_t tx_queues;
    std::array<rx_setup, XDPK_ETH_MAX_QUEUES> rx;
    std::array<tx_setup, XDPK_ETH_MAX_QUEUES> tx;
    std::array<socket_record, XDPK_ETH_MAX_QUEUES> sockets;
    std::array<rte_spinlock_t, XDPK_ETH_MAX_QUEUES> tx_locks; ///< of the device's queues, if several share one
    rte_eth_stats past;                                       ///< of queues that are closed
    rte_eth_stats zero;                                       ///< what counted when the counters were reset
};

} // namespace xdpk::dpdk
