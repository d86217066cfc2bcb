// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "chain_record.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace xdpk::detail {

/// The programs on a device; those with a record are ours. Throws xdpk::error.
[[nodiscard]] chain_state read_chain(const std::string& ifname, const std::vector<chain_record>& records);

/// The program of that id; throws chain_refusal with what there is if it is not on the device.
[[nodiscard]] const chain_program& find_program(const chain_state& device, std::uint32_t id);

/// Throws chain_refusal, with who is in the way and what to do, unless a program can be added in that mode: below a
/// dispatcher if `dispatcher`, else alone.
void check_room(const chain_state& device, xdp_mode mode, bool dispatcher);

/// Why a program of that mode is not put below a dispatcher, when it is not: the reason as a clause.
[[nodiscard]] std::string why_alone(xdp_mode mode);

/// Throws chain_refusal if the device's dispatcher is of another version than ours.
void check_version(const chain_state& device);

} // namespace xdpk::detail
