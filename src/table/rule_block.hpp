// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "table/compiled_rule.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>

namespace xdpk::detail {

/// Sixteen rules side by side, to be compared with a packet at once. Places that are left over match nothing.
struct rule_block {
    static constexpr std::size_t width = 16;

    alignas(64) std::uint32_t mask[packet_fields::word_count][width];
    alignas(64) std::uint32_t value[packet_fields::word_count][width];
    alignas(64) std::uint32_t first_source[width];
    alignas(64) std::uint32_t last_source[width];
    alignas(64) std::uint32_t first_destination[width];
    alignas(64) std::uint32_t last_destination[width];
    std::uint32_t id[width];
    std::uint32_t action[width];
};

} // namespace xdpk::detail
