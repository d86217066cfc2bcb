// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "gen_options.hpp"

#include <xdpk/io/nic_facts.hpp>

#include <cstddef>

namespace xdpk::tool {

/// Gives back a device that can send what is asked for. Throws xdpk::error for others; says why and what to do.
/// `longest` is in bytes without the frame check sequence, `tagged` says that they may have a VLAN tag.
const nic_facts& checked(const nic_facts& device, gen_method method, std::size_t longest, bool tagged);

} // namespace xdpk::tool
