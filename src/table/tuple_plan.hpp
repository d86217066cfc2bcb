// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "table/compiled_rule.hpp"
#include "table/tuple_table.hpp"

#include <cstddef>
#include <memory>
#include <vector>

namespace xdpk::detail {

/// As many rules may have one key before a rule goes to a table of its own; TupleMerge's limit.
inline constexpr std::size_t most_alike = 8;

/// The mask with which a rule of a new kind begins a table: its own, coarser, so that others fit in.
[[nodiscard]] packet_fields::words coarse_mask(const compiled_rule& rule) noexcept;

/// Distributes rules over few tables, in the order of their best rules.
[[nodiscard]] std::vector<std::shared_ptr<const tuple_table>> plan_tables(std::vector<compiled_rule> rules);

} // namespace xdpk::detail
