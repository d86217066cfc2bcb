// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>

namespace xdpk::bench {

/// One round: works for about the given seconds and returns its figure in the row's unit, for example ns per item.
using measurement = std::function<double(double seconds)>;

/// Builds what a contender measures with. It is called when the row's turn comes; what the measurement owns is freed
/// after the row, so that only one row's tables are in memory at once.
using preparation = std::function<measurement()>;

/// A line of the comparison. The ratio is ours over the peer's.
struct row {
    std::string name;
    std::string unit = "ns";
    double at_most = 0;        ///< the goal of the ratio; 0: there is none
    double figure_at_most = 0; ///< instead, the goal of our own figure
    std::string curve{};       ///< if it is a point of a curve that shows growth: the curve's name
    std::size_t entries = 0;   ///< and how many entries the table has there
};

/// Registers a row and our side of it.
void add_row(const row& what, preparation ours);

/// Registers a peer's side of the row of that name. Of several peers the best is compared with.
void add_peer(const std::string& row_name, const std::string& peer, preparation theirs);

/// Calls `work`, which returns how many items it did, until the seconds are over; returns nanoseconds per item.
/// A call should take some microseconds at least, for the clock is read after each.
template <class Work>
double ns_per_item(double seconds, Work&& work) {
    using clock = std::chrono::steady_clock;
    const clock::time_point start = clock::now();
    std::size_t items = 0;
    std::chrono::duration<double> passed{};
    do {
        items += work();
        passed = clock::now() - start;
    } while (passed.count() < seconds);
    return passed.count() * 1e9 / static_cast<double>(items);
}

/// Makes the compiler believe that the value is used.
template <class Value>
void keep(const Value& value) {
    asm volatile("" : : "r,m"(value) : "memory"); // NOLINT(hicpp-no-assembler)
}

} // namespace xdpk::bench
