// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "eth_port.hpp"

namespace xdpk::dpdk {

/// What the port has carried since it was made.
[[nodiscard]] rte_eth_stats carried(const eth_port& port);

} // namespace xdpk::dpdk
