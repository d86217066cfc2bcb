// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/run/stage_types.hpp>

namespace xdpk::tool {

/// The stage hand_over, with the rule that the file's tables ask for.
[[nodiscard]] stage_type hand_over_type();

} // namespace xdpk::tool
