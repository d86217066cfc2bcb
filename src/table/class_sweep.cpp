// SPDX-License-Identifier: BSD-3-Clause
#include "table/class_sweep.hpp"

#include <algorithm>
#include <bit>

namespace xdpk::detail {

class_sweep::class_sweep(const chunk_layout& layout, std::span<const value_range> wanted, std::uint32_t greatest)
    : layout_(layout), greatest_(greatest), now_(std::size_t{layout.chunks} * layout.words), hash_(layout.chunks),
      number_(layout.chunks), known_bits_(0), known_rows_(0) {
    // No rules: number 0.
    bits.resize(layout.words);
    make_events(wanted);
    // Each event makes at most one new set of a chunk and, with others, one of all.
    known_bits_ = intern_table(events_.size() + layout.chunks + 1);
    known_rows_ = intern_table(events_.size() + 1);
    known_bits_.number(0, [](std::uint32_t) { return false; });
}

void class_sweep::make_events(std::span<const value_range> wanted) {
    events_.reserve(2 * wanted.size());
    for (std::uint32_t place = 0; place < wanted.size(); ++place) {
        const auto [first, last] = wanted[place];
        if (first > last)
            continue;
        if (first == 0)
            toggle(place);
        else
            events_.push_back(std::uint64_t{first} << 32U | place);
        if (last != greatest_)
            events_.push_back((std::uint64_t{last} + 1) << 32U | place);
    }
    std::ranges::sort(events_);
}

void class_sweep::toggle(std::uint32_t place) {
    const std::size_t chunk = layout_.chunk_of(place);
    const std::size_t bit = place % rule_bits::bits;
    now_[chunk * layout_.words + bit / 64] ^= std::uint64_t{1} << (bit % 64);
    hash_[chunk] ^= hash_of_place(place);
    changed_ |= 1U << chunk;
}

std::uint16_t class_sweep::number_bits(std::size_t chunk) {
    const auto from = now_.begin() + static_cast<std::ptrdiff_t>(chunk * layout_.words);
    const auto [number, is_new] = known_bits_.number(hash_[chunk], [&](std::uint32_t n) {
        return std::equal(from, from + layout_.words, bits.begin() + static_cast<std::ptrdiff_t>(n) * layout_.words);
    });
    if (is_new)
        bits.insert(bits.end(), from, from + layout_.words);
    return static_cast<std::uint16_t>(number);
}

std::uint16_t class_sweep::number_row() {
    std::uint64_t hash = 0;
    for (const std::uint64_t h : hash_)
        hash ^= h;
    const auto [number, is_new] = known_rows_.number(hash, [&](std::uint32_t n) {
        return std::ranges::equal(number_, std::span(rows).subspan(n * number_.size(), number_.size()));
    });
    if (is_new)
        rows.insert(rows.end(), number_.begin(), number_.end());
    return static_cast<std::uint16_t>(number);
}

std::uint16_t class_sweep::present_class() {
    for (; changed_ != 0; changed_ &= changed_ - 1) {
        const auto chunk = static_cast<std::size_t>(std::countr_zero(changed_));
        number_[chunk] = number_bits(chunk);
    }
    return number_row();
}

void class_sweep::close(std::uint32_t last_value) {
    const std::uint16_t its = present_class();
    if (!classes.empty() && classes.back() == its) {
        last.back() = last_value;
        return;
    }
    last.push_back(last_value);
    classes.push_back(its);
}

void class_sweep::run() {
    for (std::size_t i = 0; i < events_.size();) {
        const std::uint64_t value = events_[i] >> 32U;
        close(static_cast<std::uint32_t>(value - 1));
        for (; i < events_.size() && events_[i] >> 32U == value; ++i)
            toggle(static_cast<std::uint32_t>(events_[i]));
    }
    close(greatest_);
}

} // namespace xdpk::detail
