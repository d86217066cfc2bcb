// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace xdpk {

/// What an interface has sent since it exists (rtnl_link_stats64). A veth counts a redirected frame as sent when the
/// peer's queue has taken it, and as dropped when that was full; other drivers may not count redirected frames.
struct link_counters {
    std::uint64_t tx_packets = 0;
    std::uint64_t tx_dropped = 0; ///< with tx_errors
};

/// Nothing if there is no such interface. Throws xdpk::error.
[[nodiscard]] std::optional<link_counters> read_link_counters(const std::string& ifname);

} // namespace xdpk
