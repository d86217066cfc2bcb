// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "table/class_view.hpp"

#include <xdpk/table/classifier.hpp>

#include <cstddef>
#include <cstdint>

namespace xdpk::detail {

/// The first bit that is set; `used_words` says which words are not 0, and is not 0.
[[gnu::always_inline]] inline std::size_t first_bit(const std::uint64_t* words, std::uint32_t used_words) noexcept {
    const auto word = static_cast<unsigned>(__builtin_ctz(used_words));
    return word * 64 + static_cast<unsigned>(__builtin_ctzll(words[word]));
}

/// What has been found for some packets. `words` are the bits of a chunk's rules that are left for a packet, and `used`
/// tells which of these words are not 0.
struct class_results {
    const class_view* view;
    const std::uint32_t* const* packet;
    std::uint64_t* best;        ///< order of the best rule so far
    const std::uint32_t* place; ///< of the packet's hit
    classifier_hit* hits;

    /// The first of the rules. Nothing has been found for the packet yet.
    [[gnu::always_inline]] inline void take_first(std::uint64_t* words, std::uint32_t used,
                                                  std::size_t l) const noexcept {
        if (used == 0)
            return;
        const class_rule& rule = view->rules[first_bit(words, used)];
        if (rule.unsure != 0)
            return take_sure(0, words, used, l);
        take(rule, l);
    }

    /// The first of the rules, if it is better than the best so far.
    [[gnu::always_inline]] inline void take_better(std::uint32_t chunk, std::uint64_t* words, std::uint32_t used,
                                                   std::size_t l) const noexcept {
        if (used == 0)
            return;
        const class_rule& rule = view->rules[chunk * rule_bits::bits + first_bit(words, used)];
        if (rule.order > best[l])
            return;
        if (rule.unsure != 0)
            return take_sure(chunk, words, used, l);
        take(rule, l);
    }

    [[gnu::always_inline]] inline void take(const class_rule& rule, std::size_t l) const noexcept {
        best[l] = rule.order;
        hits[place[l]] = {rule.id(), rule.action};
    }

    /// The first of the rules with which the packet agrees in all, if it is better than the best so far.
    [[gnu::noinline]] void take_sure(std::uint32_t chunk, std::uint64_t* words, std::uint32_t used,
                                     std::size_t l) const noexcept {
        while (used != 0) {
            const std::size_t at = chunk * rule_bits::bits + first_bit(words, used);
            const class_rule& rule = view->rules[at];
            if (rule.order > best[l])
                return;
            if (rule.unsure == 0 || matches(view->whole[at], packet[l]))
                return take(rule, l);
            std::uint64_t& word = words[__builtin_ctz(used)];
            word &= word - 1;
            used &= word == 0 ? used - 1 : used;
        }
    }
};

} // namespace xdpk::detail
