// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <rte_acl.h>

#include <array>
#include <cstddef>
#include <cstdint>

#include "table/class_field.hpp"

namespace xdpk::dpdk {

/// What a rule wants of a field, as ranges of its words: fields of eight bytes have two, others one. If the ranges say
/// less than the rule, it is not exact: then agrees() must be asked too.
struct acl_ranges {
    std::array<detail::value_range, 2> word;
    bool exact;
};
[[nodiscard]] acl_ranges ranges_of(const rte_acl_field_def& def, const rte_acl_field& wanted) noexcept;

/// Whether the packet's field is as the rule wants it.
[[nodiscard]] bool agrees(const rte_acl_field_def& def, const rte_acl_field& wanted,
                          const std::uint8_t* packet) noexcept;

} // namespace xdpk::dpdk
