// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/dpdk/rte_mbuf.h>

#include <xdpk/core/frame_pool.hpp>

#include <cstdint>

namespace xdpk::dpdk {

static_assert(sizeof(rte_mbuf) == frame_reserved);

/// A flag of rte_mempool: the objects are packets. rte_pktmbuf_pool_init() sets it.
inline constexpr unsigned packets_flag = 1U << 31;

[[nodiscard]] inline bool is_packet_pool(const rte_mempool& mp) noexcept { return (mp.flags & packets_flag) != 0; }

/// Bytes at the start of a frame that are the packet's and its user's: the kernel leaves them alone.
[[nodiscard]] std::uint32_t reserved_bytes(const rte_mempool& mp) noexcept;

/// Smallest frame that holds what the pool's packets are to hold; 0 if they are no use to a device: too large for a
/// page, or without room for data.
[[nodiscard]] std::uint32_t chunk_for(const rte_mempool& mp) noexcept;

/// Lets a packet have its own buffer again.
void restore_buffer(rte_mbuf& m) noexcept;

} // namespace xdpk::dpdk
