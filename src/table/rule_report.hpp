// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "table/compiled_rule.hpp"
#include "table/rule_family.hpp"

#include <xdpk/table/classifier.hpp>

#include <vector>

namespace xdpk::detail {

/// The rules without effect; `rules` in their order, `families` those of IP versions 4 and 6.
[[nodiscard]] std::vector<superfluous_rule> find_superfluous(const std::vector<const compiled_rule*>& rules,
                                                             const rule_family* families);

} // namespace xdpk::detail
