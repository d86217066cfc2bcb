// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <benchmark/benchmark.h>
#include <cstdint>
#include <utility>

namespace xdpk::bench {

/// Rows that DPDK has a side of.
inline constexpr const char* spsc_row = "SPSC ring, a pointer in and out";
inline constexpr const char* pool_row = "memory pool, a frame out and in";
inline constexpr const char* loop_row = "receive, swap addresses, send, in memory, a packet";

inline constexpr std::uint32_t burst_size = 64;

/// Calls `one_burst` again and again; what is shown is the time per packet.
template <class Work>
void time_bursts(benchmark::State& state, Work one_burst) {
    for (auto _ : state)
        one_burst();
    state.SetItemsProcessed(state.iterations() * burst_size);
}

} // namespace xdpk::bench
