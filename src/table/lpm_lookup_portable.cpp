// SPDX-License-Identifier: BSD-3-Clause
#include "table/lpm_lookup.hpp"
#include "table/lpm_walk.hpp"

#include <algorithm>

namespace xdpk::detail {

namespace {

struct portable_search {
    static constexpr bool reads_ahead = false;

    static lpm_entry load(const lpm_entry& entry) noexcept { return lpm_load(entry); }

    template <std::size_t Bytes>
    static std::size_t begin(const lpm_view& view, const std::uint8_t* addresses, std::uint16_t* next_hops,
                             std::size_t count, lpm_entry* entries, std::uint32_t* lanes) noexcept {
        std::size_t active = 0;
        for (std::size_t i = 0; i < count; ++i) {
            const std::uint8_t* const address = addresses + i * Bytes;
            const lpm_entry entry = load(view.root[std::size_t{address[0]} << 8U | address[1]]);
            next_hops[i] = static_cast<std::uint16_t>(entry);
            entries[active] = entry;
            lanes[active] = static_cast<std::uint32_t>(i);
            active += entry >> 31U;
        }
        return active;
    }

    static std::uint16_t find(const lpm_node& node, std::uint8_t byte) noexcept {
        if (node.ranges == 0)
            return node.values()[byte];
        std::size_t reached = 0;
        for (std::size_t i = 0; i < node.ranges; ++i)
            reached += node.starts()[i] <= byte;
        return node.values()[reached - 1];
    }
};

} // namespace

template <std::size_t Bytes>
void lpm_lookup_portable(const lpm_view& view, const std::uint8_t* addresses, std::uint16_t* next_hops,
                         std::size_t count) noexcept {
    lpm_walk<portable_search, Bytes> walk;
    for (std::size_t i = 0; i < count; i += walk.burst)
        walk(view, addresses + i * Bytes, next_hops + i, std::min(count - i, walk.burst));
}

template void lpm_lookup_portable<4>(const lpm_view&, const std::uint8_t*, std::uint16_t*, std::size_t) noexcept;
template void lpm_lookup_portable<16>(const lpm_view&, const std::uint8_t*, std::uint16_t*, std::size_t) noexcept;

} // namespace xdpk::detail
