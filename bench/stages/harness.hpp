// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

namespace xdpk::bench {

/// One round: has about so many packets pass through the row's stages and returns the nanoseconds that each took.
using measurement = std::function<double(std::size_t packets)>;

/// Builds what a row measures with, when its turn comes; what the measurement owns is freed after the row. Tables are
/// not made for more than `flows_at_most` flows, whatever the row's name says: how many instructions a packet takes
/// does not depend on it, and under a simulator a million flows take minutes.
using preparation = std::function<measurement(std::uint32_t flows_at_most)>;

/// Registers a row.
void add_row(const std::string& name, preparation prepare);

} // namespace xdpk::bench
