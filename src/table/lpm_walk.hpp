// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "table/lpm_node.hpp"

#include <cstddef>
#include <cstdint>

namespace xdpk::detail {

/// The walk of a burst from level to level, so that its loads overlap. `Search` looks the first two bytes up, tells
/// which addresses (lanes) need more, and finds a byte's value in a node. Included by files compiled for different
/// CPUs: everything is inlined, and the standard library's functions are not used.
template <class Search, std::size_t Bytes>
struct lpm_walk {
    static constexpr std::size_t burst = 64;
    static constexpr std::size_t vector = 16;

    // Vectors may write behind the last lane.
    lpm_entry entries[burst + vector];
    std::uint32_t lanes[burst + vector];

    [[gnu::always_inline]] inline void operator()(const lpm_view& view, const std::uint8_t* addresses,
                                                  std::uint16_t* next_hops, std::size_t count) noexcept {
        std::size_t active = Search::template begin<Bytes>(view, addresses, next_hops, count, entries, lanes);
        for (std::size_t byte = 2; active != 0; ++byte)
            active = step(view, addresses + byte, next_hops, active);
    }

private:
    [[gnu::always_inline]] inline std::size_t step(const lpm_view& view, const std::uint8_t* bytes,
                                                   std::uint16_t* next_hops, std::size_t active) noexcept {
        std::size_t next = 0;
        for (std::size_t i = 0; i < active; ++i) {
            const lpm_node node(view.nodes, entries[i]);
            const std::size_t lane = lanes[i];
            const std::uint16_t value = Search::find(node, bytes[lane * Bytes]);
            next_hops[lane] = value;
            if constexpr (Search::reads_ahead && Bytes > 4) {
                // Whether an IPv6 address goes on is anyone's guess, so guessing is left out.
                const std::size_t more = value >> 15U;
                entries[next] = Search::load(node.children()[value & 0x7FFFU & (0 - more)]);
                lanes[next] = static_cast<std::uint32_t>(lane);
                next += more;
            } else if ((value & lpm_is_child) != 0) {
                entries[next] = Search::load(node.children()[value & 0x7FFFU]);
                lanes[next] = static_cast<std::uint32_t>(lane);
                ++next;
            }
        }
        return next;
    }
};

} // namespace xdpk::detail
