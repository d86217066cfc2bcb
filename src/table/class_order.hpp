// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "table/compiled_rule.hpp"

#include <vector>

namespace xdpk::detail {

/// Rules, given in their order, spread over chunks of up to rule_bits::bits, so that few chunks have rules for one
/// packet. A chunk's rules are in their order, and chunks in that of their first rules.
[[nodiscard]] std::vector<std::vector<const compiled_rule*>>
order_in_chunks(const std::vector<const compiled_rule*>& sorted);

} // namespace xdpk::detail
