// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <benchmark/benchmark.h>
#include <string>
#include <utility>

namespace xdpk::bench {

/// Registers a benchmark as "ROW/WHO". In each row "xdpk" is compared with the others: the name of DPDK's function.
/// `body` takes a benchmark::State&; what it sets with SetItemsProcessed() is counted, else its iterations.
template <class Body>
void add_row(const std::string& row, const std::string& who, Body body) {
    benchmark::RegisterBenchmark((row + "/" + who).c_str(), std::move(body));
}

/// The time of one call of `work`, whose result is kept from being optimised away.
template <class Work>
void add_call(const std::string& row, const std::string& who, Work work) {
    add_row(row, who, [work](benchmark::State& state) mutable {
        for (auto _ : state)
            benchmark::DoNotOptimize(work());
    });
}

} // namespace xdpk::bench
