// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/run/stage_types.hpp>

namespace xdpk::tool {

/// The stage flow_cache, with the flow stages that a file names.
[[nodiscard]] stage_type flow_cache_type();

} // namespace xdpk::tool
