// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/dpdk/rte_mempool.h>

#include <cstdint>

namespace xdpk::dpdk {

/// Objects that were never made. Any thread.
[[nodiscard]] inline std::uint32_t unmade(const rte_mempool& mp) noexcept {
    return mp.populated_size - __atomic_load_n(&mp.made_size, __ATOMIC_RELAXED);
}

/// Makes them all. Any thread.
void make_rest(rte_mempool& mp) noexcept;

} // namespace xdpk::dpdk
