// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "chain_object.hpp"

#include <cstdint>

namespace xdpk::detail {

/// Attaches a program by netlink, alone, in the place of `old` if that is not null; it stays until it is taken off.
/// Returns its id. Throws chain_refusal or xdpk::error.
[[nodiscard]] std::uint32_t attach_alone(const chain_state& device, const chain_object& object,
                                         const chain_request& request, const chain_program* old);

/// Takes such a one off, and no other that may have come in its place. Throws xdpk::error.
void detach_alone(const chain_state& device, const chain_program& program);

} // namespace xdpk::detail
