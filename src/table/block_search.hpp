// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "table/classifier_lookup.hpp"

#include <cstddef>
#include <cstdint>

namespace xdpk::detail {

/// Compares a packet with the sixteen rules of a block, in loops that the compiler turns into vector instructions. For
/// files compiled for different CPUs, as classifier_walk is.
template <class Target>
struct block_search {
    /// A bit for each rule that the packet's words match.
    [[gnu::always_inline]] inline static std::uint32_t compare(const family_view& view, const rule_block& block,
                                                               const std::uint32_t* of) noexcept {
        alignas(64) std::uint32_t difference[rule_block::width];
        const std::uint32_t source = source_port_of(of[ports_word]);
        const std::uint32_t destination = destination_port_of(of[ports_word]);
        for (std::size_t r = 0; r < rule_block::width; ++r)
            difference[r] = static_cast<std::uint32_t>(source < block.first_source[r]) |
                            static_cast<std::uint32_t>(source > block.last_source[r]) |
                            static_cast<std::uint32_t>(destination < block.first_destination[r]) |
                            static_cast<std::uint32_t>(destination > block.last_destination[r]);
        for (std::size_t i = 0; i < view.word_count; ++i) {
            const std::uint32_t w = view.words[i];
            for (std::size_t r = 0; r < rule_block::width; ++r)
                difference[r] |= (of[w] ^ block.value[w][r]) & block.mask[w][r];
        }
        std::uint32_t same = 0;
        for (std::size_t r = 0; r < rule_block::width; ++r)
            same |= static_cast<std::uint32_t>(difference[r] == 0) << r;
        return same;
    }
};

} // namespace xdpk::detail
