// SPDX-License-Identifier: BSD-3-Clause
#include "table/class_field.hpp"

#include "table/class_sweep.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <utility>

namespace xdpk::detail {

namespace {

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
    : place_(place) {
    class_sweep sweep(layout, wanted, place.mask);
    sweep.run();
    make_levels(sweep.last);
    if (layout.chunks <= most_direct_chunks)
        make_direct(layout, sweep);
    else
        make_rows(layout, sweep);
    // Vectors read a word more than they need.
    classes_.push_back(0);
    // Lines of their own, for vectors.
    bits_.resize((sweep.bits.size() + rule_bits::words - 1) / rule_bits::words);
    std::memcpy(bits_.data(), sweep.bits.data(), bytes_of(sweep.bits));
}

void class_field::make_direct(const chunk_layout& layout, const class_sweep& sweep) {
    for (const std::size_t its : sweep.classes)
        for (std::size_t chunk = 0; chunk < layout.chunks; ++chunk)
            classes_.push_back(static_cast<std::uint16_t>(sweep.rows[its * layout.chunks + chunk] * layout.words));
}

void class_field::make_rows(const chunk_layout& layout, const class_sweep& sweep) {
    classes_ = sweep.classes;
    for (std::size_t row = 0; row < sweep.rows.size(); row += layout.chunks) {
        const auto numbers = std::span(sweep.rows).subspan(row, layout.chunks);
        std::uint32_t chunks = 0;
        for (std::size_t chunk = 0; chunk < layout.chunks; ++chunk)
            chunks |= static_cast<std::uint32_t>(numbers[chunk] != 0) << chunk;
        rows_.push_back(static_cast<std::uint16_t>(chunks));
        rows_.push_back(static_cast<std::uint16_t>(chunks >> 16U));
        rows_.insert(rows_.end(), numbers.begin(), numbers.end());
    }
}

/// How many levels there are above and with so many values.
std::size_t class_field::levels_for(std::size_t values, std::uint32_t root) noexcept {
    std::size_t levels = 1;
    for (std::size_t room = std::size_t{root} * interval_node::width; room < values; room *= interval_node::width)
        ++levels;
    return levels;
}

void class_field::make_root(const std::vector<std::uint32_t>& last) {
    nodes_.resize(root_nodes_);
    fill(nodes_, last);
    if (root_nodes_ != big_root)
        return;
    std::vector<std::uint32_t> heads;
    for (const interval_node& node : nodes_)
        heads.push_back(node.last[interval_node::width - 1]);
    nodes_.emplace_back();
    fill(std::span(nodes_).last(1), heads);
}

void class_field::make_levels(const std::vector<std::uint32_t>& last) {
    // A level costs more than a big root.
    if (levels_for(last.size(), big_root) < levels_for(last.size(), small_root))
        root_nodes_ = big_root;
    std::vector<std::vector<std::uint32_t>> levels{last};
    while (levels.back().size() > root_nodes_ * interval_node::width)
        levels.push_back(grouped(levels.back()));
    level_count_ = static_cast<std::uint32_t>(levels.size());
    std::ranges::reverse(levels);
    make_root(levels.front());
    for (std::size_t i = 1; i < levels.size(); ++i) {
        level_starts_[i] = nodes_.size();
        nodes_.resize(nodes_.size() + (levels[i].size() + interval_node::width - 1) / interval_node::width);
        fill(std::span(nodes_).subspan(level_starts_[i]), levels[i]);
    }
}

class_field_view class_field::view() const noexcept {
    class_field_view view{.place = place_,
                          .root_nodes = root_nodes_,
                          .level_count = level_count_,
                          .levels = {},
                          .classes = classes_.data(),
                          .rows = rows_.data(),
                          .bits = bits_.front().word};
    for (std::size_t i = 0; i < level_count_; ++i)
        view.levels[i] = nodes_.data() + level_starts_[i];
    return view;
}

std::size_t class_field::memory() const noexcept {
    return bytes_of(nodes_) + bytes_of(classes_) + bytes_of(rows_) + bytes_of(bits_);
}

} // namespace xdpk::detail
