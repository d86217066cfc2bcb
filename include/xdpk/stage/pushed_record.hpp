// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/pushed_flow.h>
#include <xdpk/net/flow_key.hpp>
#include <xdpk/stage/flow_hop.hpp>
#include <xdpk/stage/tunnel.hpp>

#include <array>
#include <optional>

namespace xdpk {

/// The key of a flow's direction in the fast path's map.
[[nodiscard]] xdpk_pushed_key push_key(const flow_key& key) noexcept;

/// What the XDP program does with packets of a flow cache's record: the same as the cache, byte by byte. `hop` is the
/// record's, resolved; of a record without one, the way out that packets get behind the cache, whose Ethernet addresses
/// are not used. Nothing for records that stay in user space: packets that are rejected or for the kernel, that become
/// packets of the other IP version, or whose way is not known; protocols other than TCP, UDP and ICMP.
/// Epoch, policer and cookie are left for the caller; the counters are 0.
[[nodiscard]] std::optional<xdpk_pushed_flow> push_record(const flow_key& key, const xdpk_flow_record& record,
                                                          const flow_hop& hop) noexcept;

/// The headers of a tunnel for IPv4 and IPv6 packets; nothing if it is none.
[[nodiscard]] std::optional<std::array<xdpk_pushed_tunnel, 2>> push_tunnel(const tunnel_header& tunnel) noexcept;

} // namespace xdpk
