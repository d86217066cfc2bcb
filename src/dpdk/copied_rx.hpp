// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "eth_device.hpp"

namespace xdpk::dpdk {

/// `queue`, or if it receives into other frames than those of `wanted`, a queue around it that copies its packets
/// into that pool: into one segment each where they fit, else into several if the plan allows.
[[nodiscard]] std::unique_ptr<eth_queue> copied_if_needed(std::unique_ptr<eth_queue> queue, rte_mempool& wanted,
                                                          const queue_plan& plan);

} // namespace xdpk::dpdk
