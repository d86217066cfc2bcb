// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/run/stage_types.hpp>

#include <vector>

namespace xdpk::tool {

/// Stages that limit and copy traffic.
[[nodiscard]] std::vector<stage_type> traffic_types();

} // namespace xdpk::tool
