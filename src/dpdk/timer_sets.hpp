// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "dpdk/timer_list.hpp"

#include <array>
#include <cstdint>

#include <xdpk/dpdk/rte_config.h>

namespace xdpk::dpdk {

/// A list per lcore.
using timer_set = std::array<xdpk_timer_list, RTE_MAX_LCORE>;

/// The set with this number, or nullptr. Hot path, any thread.
[[nodiscard]] timer_set* timer_set_of(std::uint32_t id) noexcept;

} // namespace xdpk::dpdk
