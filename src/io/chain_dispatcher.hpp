// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "chain_object.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace xdpk::detail {

/// The version of the dispatcher that a program is; nothing if it is none. libxdp changes it whenever the layout of the
/// dispatcher's configuration changes, and does not touch dispatchers of other versions.
[[nodiscard]] std::optional<unsigned> dispatcher_version(std::uint32_t program);

/// Of the dispatchers that the libxdp in use makes.
[[nodiscard]] unsigned own_dispatcher_version();

/// Programs below a device's dispatcher, in the order they run. Throws chain_refusal if libxdp cannot tell.
[[nodiscard]] std::vector<chain_program> dispatched_programs(int ifindex, xdp_mode mode);

/// Where libxdp keeps its pins: bpffs at its usual place, or where LIBXDP_BPFFS says. Empty if there is no bpffs.
[[nodiscard]] std::string bpffs_folder();

/// Adds a program to a device's dispatcher, making one if there is none. Throws chain_refusal.
/// Returns the id of the program.
[[nodiscard]] std::uint32_t add_to_dispatcher(const chain_state& device, const chain_object& object,
                                              const chain_request& request);

/// Takes one out, and the dispatcher away with the last. Throws chain_refusal.
void remove_from_dispatcher(const chain_state& device, const chain_program& program);

} // namespace xdpk::detail
