// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "named_things.hpp"

#include <xdpk/dpdk/rte_mempool.h>

namespace xdpk::dpdk {

/// All pools of the process.
[[nodiscard]] named_things<rte_mempool>& mempools();

} // namespace xdpk::dpdk
