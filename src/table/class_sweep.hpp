// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "table/class_field.hpp"
#include "table/intern_table.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace xdpk::detail {

/// Goes through a field's values upwards, keeping which rules want the present one, and gives each set of rules that
/// comes up a number: its class.
class class_sweep {
public:
    class_sweep(const chunk_layout& layout, std::span<const value_range> wanted, std::uint32_t greatest);

    void run();

    std::vector<std::uint32_t> last;    ///< of each interval
    std::vector<std::uint16_t> classes; ///< of each interval
    std::vector<std::uint16_t> rows;    ///< of each class: the number of each chunk's bits
    std::vector<std::uint64_t> bits;    ///< numbered; 0: none are set

private:
    void toggle(std::uint32_t place);
    void make_events(std::span<const value_range> wanted);
    std::uint16_t number_bits(std::size_t chunk);
    std::uint16_t number_row();
    std::uint16_t present_class();
    void close(std::uint32_t last_value);

    chunk_layout layout_;
    std::uint32_t greatest_;
    std::vector<std::uint64_t> events_; ///< value << 32 | place whose rule begins or has ended there
    std::vector<std::uint64_t> now_;    ///< the rules that want the present value
    std::vector<std::uint64_t> hash_;   ///< of each chunk of them
    std::vector<std::uint16_t> number_; ///< of each chunk's bits
    std::uint32_t changed_ = 0;         ///< a bit for each chunk
    intern_table known_bits_;
    intern_table known_rows_;
};

} // namespace xdpk::detail
