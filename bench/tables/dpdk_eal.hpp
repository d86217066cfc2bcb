// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>

namespace xdpk::bench {

/// Starts DPDK's EAL once, without devices: on the machine's reserved huge pages if any are free, else on ordinary
/// memory. Throws std::runtime_error.
void start_eal();

/// Bytes that DPDK's libraries have allocated.
std::size_t allocated();

} // namespace xdpk::bench
