// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "named_things.hpp"

#include <xdpk/dpdk/rte_mempool.h>

namespace xdpk::dpdk {

/// All pools of the processes that share an arena.
inline constexpr named_things<rte_mempool> mempools(shared_kind::mempool);

} // namespace xdpk::dpdk
