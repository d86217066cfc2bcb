// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/table/timer_wheel.hpp>

#include <bit>
#include <new>

namespace xdpk {

timer_links::timer_links(index entries, unsigned wheels)
    : entries_(entries),
      memory_(mapping::anonymous((std::size_t{entries} + std::size_t{wheels} * lists_per_wheel) * sizeof(timer_node))) {
    for (index i = 0; i < first_list(wheels); ++i)
        new (nodes() + i) timer_node{i, i};
}

timer_wheel::index timer_wheel::list_of(std::uint64_t when) const noexcept {
    when = std::max(when, at_);
    // The level is that of the highest digit in which the tick differs from the hands: a slot's entries are then all of
    // one turn of its level.
    const std::uint64_t difference = (when ^ at_) | 1U;
    const unsigned level = std::min((63U - static_cast<unsigned>(std::countl_zero(difference))) / bits, levels - 1);
    return base_ + level * 64U + static_cast<index>(when >> (level * bits)) % 64U;
}

void timer_wheel::place(index entry, std::uint64_t when) noexcept {
    const index list = list_of(when);
    occupied_[(list - base_) / 64U] |= std::uint64_t{1} << (list - base_) % 64U;
    const index last = nodes_[list].previous;
    nodes_[entry] = {list, last};
    nodes_[last].next = entry;
    nodes_[list].previous = entry;
}

timer_wheel::slot timer_wheel::next_slot() const noexcept {
    slot next{never, base_};
    for (unsigned level = 0; level < levels; ++level) {
        const unsigned shift = level * bits;
        // The slot that the hand points at is done once the hands are past its begin.
        const std::uint64_t first = (at_ + (std::uint64_t{1} << shift) - 1) >> shift;
        // Nothing is behind a hand: what was there was visited, and its bit cleared, when the hand passed.
        const std::uint64_t ahead = std::rotr(occupied_[level], static_cast<int>(first % 64U));
        if (ahead == 0)
            continue;
        const std::uint64_t number = first + static_cast<unsigned>(std::countr_zero(ahead));
        if (const std::uint64_t begin = number << shift; begin < next.begin)
            next = {begin, base_ + level * 64U + static_cast<index>(number % 64U)};
    }
    return next;
}

void timer_wheel::forget(const slot& empty) noexcept {
    const index position = empty.list - base_;
    occupied_[position / 64U] &= ~(std::uint64_t{1} << position % 64U);
}

} // namespace xdpk
