// SPDX-License-Identifier: BSD-3-Clause
#include "table/lpm_lookup.hpp"
#include "table/lpm_walk.hpp"

namespace xdpk::detail {

namespace {

lpm_entry root_entry(const lpm_view& view, const std::uint8_t* address) noexcept {
    return lpm_load(view.root[std::size_t{address[0]} << 8U | address[1]]);
}

bool is_node(lpm_entry entry) noexcept { return (entry & lpm_is_node) != 0; }

std::uint16_t look_up6(const lpm_view& view, const std::uint8_t* address) noexcept {
    const lpm_entry entry = root_entry(view, address);
    if (!lpm_node<16>::is_array(entry))
        return lpm_finish6<lpm_plain_search>(view.nodes, entry, address, 2);
    const lpm_node<16> array(view.nodes, entry);
    return lpm_finish6_from28<lpm_plain_search>(
        view.nodes, lpm_load(array.entries()[std::size_t{address[2]} << 4U | address[3] >> 4U]), address);
}

} // namespace

template <>
void lpm_lookup_portable<4>(const lpm_view& view, const std::uint8_t* addresses, std::uint16_t* next_hops,
                            std::size_t count) noexcept {
    for (std::size_t i = 0; i < count; ++i) {
        const lpm_entry entry = root_entry(view, addresses + i * 4);
        next_hops[i] =
            is_node(entry) ? lpm_finish4(view.nodes, entry, addresses + i * 4, 2) : static_cast<std::uint16_t>(entry);
    }
}

template <>
void lpm_lookup_portable<16>(const lpm_view& view, const std::uint8_t* addresses, std::uint16_t* next_hops,
                             std::size_t count) noexcept {
    for (std::size_t i = 0; i < count; ++i)
        next_hops[i] = look_up6(view, addresses + i * 16);
}

} // namespace xdpk::detail
