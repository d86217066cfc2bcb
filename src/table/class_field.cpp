// SPDX-License-Identifier: BSD-3-Clause
#include "table/class_field.hpp"

#include "table/class_sweep.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <utility>

namespace xdpk::detail {

namespace {

constexpr std::size_t root_nodes = 2;

/// Fills nodes with values, and what is left over with the greatest number.
void fill(std::span<interval_node> nodes, const std::vector<std::uint32_t>& values) {
    for (std::size_t i = 0; i < nodes.size() * interval_node::width; ++i)
        nodes[i / interval_node::width].last[i % interval_node::width] =
            i < values.size() ? values[i] : std::numeric_limits<std::uint32_t>::max();
}

/// The last values of groups of sixteen.
std::vector<std::uint32_t> grouped(const std::vector<std::uint32_t>& values) {
    std::vector<std::uint32_t> groups;
    for (std::size_t i = 0; i < values.size(); i += interval_node::width)
        groups.push_back(values[std::min(i + interval_node::width, values.size()) - 1]);
    return groups;
}

template <class T>
std::size_t bytes_of(const std::vector<T>& v) noexcept {
    return v.size() * sizeof(T);
}

} // namespace

class_field::class_field(field_place place, const chunk_layout& layout, std::span<const value_range> wanted)
    : place_(place), words_(layout.words) {
    class_sweep sweep(layout, wanted, place.mask);
    sweep.run();
    make_levels(sweep.last);
    classes_ = std::move(sweep.classes);
    rows_ = std::move(sweep.rows);
    list_ = std::move(sweep.list);
    // Lines of their own, for vectors.
    bits_.resize((sweep.bits.size() + rule_bits::words - 1) / rule_bits::words);
    std::memcpy(bits_.data(), sweep.bits.data(), bytes_of(sweep.bits));
}

void class_field::make_levels(const std::vector<std::uint32_t>& last) {
    std::vector<std::vector<std::uint32_t>> levels{last};
    while (levels.back().size() > root_nodes * interval_node::width)
        levels.push_back(grouped(levels.back()));
    level_count_ = static_cast<std::uint32_t>(levels.size());
    std::ranges::reverse(levels);
    for (std::size_t i = 0; i < levels.size(); ++i) {
        const std::size_t start = nodes_.size();
        const std::size_t count = (levels[i].size() + interval_node::width - 1) / interval_node::width;
        level_starts_[i] = start;
        nodes_.resize(start + (i == 0 ? root_nodes : count));
        fill(std::span(nodes_).subspan(start), levels[i]);
    }
}

class_field_view class_field::view() const noexcept {
    class_field_view view{.place = place_,
                          .level_count = level_count_,
                          .levels = {},
                          .classes = classes_.data(),
                          .rows = rows_.data(),
                          .list = list_.data(),
                          .bits = bits_.front().word};
    for (std::size_t i = 0; i < level_count_; ++i)
        view.levels[i] = nodes_.data() + level_starts_[i];
    return view;
}

std::size_t class_field::memory() const noexcept {
    return bytes_of(nodes_) + bytes_of(classes_) + bytes_of(rows_) + bytes_of(list_) + bytes_of(bits_);
}

} // namespace xdpk::detail
