// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "table/compiled_rule.hpp"

#include <cstdint>
#include <vector>

namespace xdpk::detail {

/// Rules, in their order, apart: those that may decide a packet's way, and those that cannot because an earlier one,
/// for all addresses, matches whatever they do.
struct split_rules {
    std::vector<const compiled_rule*> deciding;
    std::vector<const compiled_rule*> shadowed;
    std::vector<std::uint32_t> shadowing; ///< numbers of rules without which some of the shadowed would not be
};

[[nodiscard]] split_rules split(const std::vector<compiled_rule>& rules);

} // namespace xdpk::detail
