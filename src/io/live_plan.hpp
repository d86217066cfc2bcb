// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/traffic.hpp>

#include <span>
#include <vector>

#include "gen_abi.h"

namespace xdpk::detail {

/// The traffic as the generator's program wants it: where the fields are, all but rate and interface.
[[nodiscard]] gen_plan plan_of(const traffic& what);

/// The sizes in the order of sending.
[[nodiscard]] std::vector<gen_entry> entries_of(const traffic& what, const gen_plan& plan);

/// The state of a thread that starts at `at` and is to send `frames`.
[[nodiscard]] gen_thread thread_of(const traffic& what, const gen_plan& plan, const traffic::position& at,
                                   std::uint64_t frames);

/// The frame that the program is run with: the longest one.
[[nodiscard]] std::span<const std::byte> longest_of(const traffic& what);

} // namespace xdpk::detail
