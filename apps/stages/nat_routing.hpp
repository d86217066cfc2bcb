// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "external_routing.hpp"

#include <xdpk/stage/nat_config.hpp>

namespace xdpk::stages {

/// The external addresses of a NAT: packets to them go no further than here unless they are translated.
[[nodiscard]] external_addresses external_of(const nat_config& nat);

} // namespace xdpk::stages
