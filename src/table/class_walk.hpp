// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "table/class_view.hpp"

#include <xdpk/table/classifier.hpp>

namespace xdpk::detail {

/// Of a node's intervals, how many end before the value.
[[gnu::always_inline]] inline std::uint32_t ends_before(const interval_node& node, std::uint32_t value) noexcept {
    std::uint32_t count = 0;
    for (std::size_t i = 0; i < interval_node::width; ++i)
        count += static_cast<std::uint32_t>(node.last[i] < value);
    return count;
}

[[gnu::always_inline]] inline std::uint32_t find_interval(const class_field_view& field, std::uint32_t value) noexcept {
    std::uint32_t at = 0;
    for (std::uint32_t i = 0; i < field.root_nodes; ++i)
        at += ends_before(field.levels[0][i], value);
    for (std::uint32_t level = 1; level < field.level_count; ++level)
        at = at * interval_node::width + ends_before(field.levels[level][at], value);
    return at;
}

/// The search for one packet, without vectors.
struct class_search {
    const std::uint16_t* found[most_class_fields]; ///< by field, what classes or rows have of the packet's value

    [[gnu::always_inline]] inline void begin(const class_view& view, const std::uint32_t* words) noexcept {
        for (std::uint32_t f = 0; f < view.field_count; ++f) {
            const class_field_view& field = view.fields[f];
            const std::size_t interval = find_interval(field, value_at(field.place, words[field.place.word]));
            found[f] = view.is_direct() ? field.classes + interval * view.chunk_count
                                        : field.rows + field.classes[interval] * view.row_width();
        }
    }

    /// A bit for each chunk in which every field has rules.
    [[gnu::always_inline]] inline std::uint32_t chunks(const class_view& view) const noexcept {
        auto all = static_cast<std::uint32_t>((std::uint64_t{1} << view.chunk_count) - 1);
        if (!view.is_direct())
            for (std::uint32_t f = 0; f < view.field_count; ++f)
                all &= std::uint32_t{found[f][1]} << 16U | found[f][0];
        return all;
    }

    /// The field's bits in one of those chunks.
    [[gnu::always_inline]] inline const std::uint64_t* bits(const class_view& view, std::uint32_t f,
                                                            std::uint32_t chunk) const noexcept {
        if (view.is_direct())
            return view.fields[f].bits + found[f][chunk];
        return view.fields[f].bits + std::size_t{found[f][chunk + 2]} * rule_bits::words;
    }

    /// Calls `visit` with the places, in order, that all fields agree to, until it returns true.
    template <class Visit>
    [[gnu::always_inline]] inline void for_each_place(const class_view& view, std::uint32_t chunk,
                                                      Visit&& visit) const noexcept {
        for (std::uint32_t w = 0; w < view.chunk_words; ++w) {
            std::uint64_t left = view.live[chunk].word[w];
            for (std::uint32_t f = 0; f < view.field_count; ++f)
                left &= bits(view, f, chunk)[w];
            for (; left != 0; left &= left - 1)
                if (visit(chunk * rule_bits::bits + w * 64 + static_cast<std::uint32_t>(__builtin_ctzll(left))))
                    return;
        }
    }
};

/// The best rule for a packet whose classes are known; `best` is the order of the best so far.
[[gnu::always_inline]] inline void find_first(const class_view& view, const class_search& search,
                                              const std::uint32_t* words, std::uint64_t& best,
                                              classifier_hit& hit) noexcept {
    for (std::uint32_t chunks = search.chunks(view); chunks != 0; chunks &= chunks - 1) {
        const auto chunk = static_cast<std::uint32_t>(__builtin_ctz(chunks));
        // The chunks behind begin still later.
        if (view.rules[chunk * rule_bits::bits].order > best)
            return;
        search.for_each_place(view, chunk, [&](std::size_t place) {
            const class_rule& rule = view.rules[place];
            if (rule.order > best)
                return true;
            if (rule.unsure != 0 && !matches(view.whole[place], words))
                return false;
            best = rule.order;
            hit = {rule.id(), rule.action};
            return true;
        });
    }
}

} // namespace xdpk::detail
