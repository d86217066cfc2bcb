// SPDX-License-Identifier: BSD-3-Clause
#include "address_ranges.hpp"

#include <algorithm>
#include <utility>

namespace xdpk::detail {

bool contains(const address_block& outer, const address_block& inner) noexcept {
    if (const auto* const v4 = std::get_if<ipv4_prefix>(&outer))
        return std::holds_alternative<ipv4_prefix>(inner) && v4->contains(*std::get_if<ipv4_prefix>(&inner));
    return std::holds_alternative<ipv6_prefix>(inner) &&
           std::get_if<ipv6_prefix>(&outer)->contains(*std::get_if<ipv6_prefix>(&inner));
}

// In order, a block stands behind those that it is in.
address_ranges::address_ranges(std::vector<address_block> blocks) {
    for (address_block& block : blocks)
        block = std::visit([](const auto& prefix) -> address_block { return prefix.masked(); }, block);
    std::ranges::sort(blocks);
    for (const address_block& block : blocks)
        if (blocks_.empty() || !contains(blocks_.back(), block))
            blocks_.push_back(block);
}

bool address_ranges::cover(const address_block& block) const noexcept {
    const auto behind = std::upper_bound(blocks_.begin(), blocks_.end(), block);
    return behind != blocks_.begin() && contains(*std::prev(behind), block);
}

bool address_ranges::touch(const address_block& block) const noexcept {
    const auto behind = std::upper_bound(blocks_.begin(), blocks_.end(), block);
    return cover(block) || (behind != blocks_.end() && contains(block, *behind));
}

bool address_ranges::cover(const address_ranges& other) const noexcept {
    return std::ranges::all_of(other.blocks_, [this](const address_block& block) { return cover(block); });
}

bool address_ranges::touch(const address_ranges& other) const noexcept {
    if (other.blocks_.size() > blocks_.size())
        return other.touch(*this);
    return std::ranges::any_of(other.blocks_, [this](const address_block& block) { return touch(block); });
}

} // namespace xdpk::detail
