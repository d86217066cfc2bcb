// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "traffic.hpp"

#include <xdpk/stage/filter.hpp>
#include <xdpk/stage/flow_cache.hpp>
#include <xdpk/stage/load_balancer.hpp>
#include <xdpk/stage/nat.hpp>

#include <array>
#include <cstdint>

namespace xdpk::bench {

/// The flow with this number: clients of 16 flows each, all to one VIP.
[[nodiscard]] ends flow_number(std::uint32_t n) noexcept;

/// Permits the service, and nothing else.
[[nodiscard]] filter make_filter();
/// 16 backends behind the VIP, by address and port translation.
[[nodiscard]] load_balancer make_load_balancer();
inline constexpr std::size_t backend_accounts = 17;
/// All clients behind 64 addresses, endpoint-independent, with room for so many flows.
[[nodiscard]] nat make_nat(std::uint32_t flows);

/// With room for so many flows.
[[nodiscard]] flow_cache_config cache_config(std::uint32_t flows);

} // namespace xdpk::bench
