// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "eth_port.hpp"

#include <chrono>

namespace xdpk::dpdk {

/// The system's clock, in nanoseconds since 1970.
[[nodiscard]] inline std::uint64_t system_time() noexcept {
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(since).count());
}

/// The port's own clock: the system's, with what the program added to it.
[[nodiscard]] inline std::uint64_t port_time(const eth_port& port) noexcept {
    return system_time() + static_cast<std::uint64_t>(port.clock_offset.load(std::memory_order_relaxed));
}

} // namespace xdpk::dpdk
