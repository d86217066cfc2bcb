// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "table/class_view.hpp"
#include "table/rule_block.hpp"
#include "table/tuple_table.hpp"

#include <xdpk/table/classifier.hpp>

#include <cstddef>
#include <cstdint>

namespace xdpk::detail {

/// The rules for packets of one IP version, as lookups see them: blocks to be compared one after the other, or classes
/// and, for what is not among these, tables in the order of their best rules. `words` are those that any rule of blocks
/// or tables looks at.
struct family_view {
    class_view classes;
    const tuple_view* tables = nullptr;
    std::size_t table_count = 0;
    const rule_block* blocks = nullptr;
    std::size_t block_count = 0;
    const std::uint32_t* words = nullptr;
    std::size_t word_count = 0;
};

/// By IP version: 4, 6.
struct classifier_view {
    family_view families[2];
};

using classifier_lookup = void (*)(const classifier_view& view, const packet_fields* packets, classifier_hit* hits,
                                   std::size_t count) noexcept;

/// For any CPU.
void classify_portable(const classifier_view& view, const packet_fields* packets, classifier_hit* hits,
                       std::size_t count) noexcept;

/// For CPUs with AVX-512 F, BW, DQ and VL, BMI2 and POPCNT.
void classify_avx512(const classifier_view& view, const packet_fields* packets, classifier_hit* hits,
                     std::size_t count) noexcept;

[[nodiscard]] bool has_classify_avx512() noexcept;

} // namespace xdpk::detail
