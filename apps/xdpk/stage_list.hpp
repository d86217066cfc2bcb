// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/run/stage_types.hpp>

namespace xdpk::tool {

/// The stages that a configuration file can name, and the words that they add to the control socket: the one list that
/// a new stage has to be entered in.
[[nodiscard]] stage_types all_stages();

} // namespace xdpk::tool
