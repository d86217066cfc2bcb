// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/run/stage_types.hpp>

#include <vector>

namespace xdpk::tool {

/// Stages that know the file's addresses, routes and neighbours.
[[nodiscard]] std::vector<stage_type> routed_types();

} // namespace xdpk::tool
