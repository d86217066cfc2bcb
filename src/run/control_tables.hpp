// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "session.hpp"

#include <xdpk/run/control_words.hpp>

namespace xdpk {

/// What a running session is asked for, while its workers run. Control thread.
/// `all`: those that are 0 as well.
[[nodiscard]] control_table counters_table(const session& s, bool all);
[[nodiscard]] control_table ports_table(const session& s);
[[nodiscard]] control_table claims_table(const session& s);
[[nodiscard]] control_table workers_table(const session& s);

/// The port that the user calls so. Throws usage_error, with the nearest name, if there is none.
[[nodiscard]] port& port_named(const session& s, const std::string& name);

} // namespace xdpk
