// SPDX-License-Identifier: BSD-3-Clause
#include "dpdk/acl_field.hpp"

#include <algorithm>
#include <bit>
#include <limits>

namespace xdpk::dpdk {

namespace {

using detail::value_range;

std::uint64_t greatest_of(std::size_t size) noexcept {
    return std::numeric_limits<std::uint64_t>::max() >> (64 - 8 * size);
}

std::uint64_t number_in(const rte_acl_field_types& value, std::size_t size) noexcept {
    switch (size) {
    case 1:
        return value.u8;
    case 2:
        return value.u16;
    case 4:
        return value.u32;
    default:
        return value.u64;
    }
}

/// The bits of a prefix length, which has 32 bits whatever the field's size.
std::uint64_t prefix_mask(std::size_t size, std::uint32_t length) noexcept {
    const std::size_t bits = 8 * size;
    const std::size_t kept = std::min<std::size_t>(length, bits);
    return kept == 0 ? 0 : greatest_of(size) << (bits - kept) & greatest_of(size);
}

std::uint64_t mask_of(const rte_acl_field_def& def, const rte_acl_field& wanted) noexcept {
    if (def.type == RTE_ACL_FIELD_TYPE_MASK)
        return prefix_mask(def.size, static_cast<std::uint32_t>(number_in(wanted.mask_range, def.size)));
    return number_in(wanted.mask_range, def.size);
}

struct word_range {
    value_range range;
    bool exact;
};

/// Of the mask's bits, those from the top to the first that is not set make a range.
word_range masked(std::uint64_t value, std::uint64_t mask, std::size_t size) noexcept {
    const auto greatest = greatest_of(size);
    const auto leading = std::countl_one(mask << (64 - 8 * size));
    const std::uint64_t prefix = prefix_mask(size, static_cast<std::uint32_t>(leading));
    const std::uint64_t first = value & prefix;
    return {.range = {static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(first | (~prefix & greatest))},
            .exact = prefix == mask};
}

acl_ranges masked_ranges(std::uint64_t value, std::uint64_t mask, std::size_t size) noexcept {
    if (size <= 4) {
        const word_range only = masked(value, mask, size);
        return {.word = {only.range}, .exact = only.exact};
    }
    const word_range upper = masked(value >> 32U, mask >> 32U, 4);
    const word_range lower = masked(value & 0xFFFFFFFF, mask & 0xFFFFFFFF, 4);
    return {.word = {upper.range, lower.range}, .exact = upper.exact && lower.exact};
}

/// The lower word of a range of eight bytes is one only if all numbers of it have the same upper word.
acl_ranges plain_ranges(std::uint64_t first, std::uint64_t last, std::size_t size) noexcept {
    constexpr std::uint32_t greatest = std::numeric_limits<std::uint32_t>::max();
    const value_range lower{static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(last)};
    if (size <= 4)
        return {.word = {lower}, .exact = true};
    const value_range upper{static_cast<std::uint32_t>(first >> 32U), static_cast<std::uint32_t>(last >> 32U)};
    if (upper.first == upper.last)
        return {.word = {upper, lower}, .exact = true};
    return {.word = {upper, value_range{0, greatest}}, .exact = lower.first == 0 && lower.last == greatest};
}

std::uint64_t number_at(const std::uint8_t* bytes, std::size_t size) noexcept {
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < size; ++i)
        number = number << 8U | bytes[i];
    return number;
}

} // namespace

acl_ranges ranges_of(const rte_acl_field_def& def, const rte_acl_field& wanted) noexcept {
    const std::uint64_t value = number_in(wanted.value, def.size);
    if (def.type == RTE_ACL_FIELD_TYPE_RANGE)
        return plain_ranges(value, number_in(wanted.mask_range, def.size), def.size);
    return masked_ranges(value, mask_of(def, wanted), def.size);
}

bool agrees(const rte_acl_field_def& def, const rte_acl_field& wanted, const std::uint8_t* packet) noexcept {
    const std::uint64_t has = number_at(packet + def.offset, def.size);
    const std::uint64_t value = number_in(wanted.value, def.size);
    if (def.type == RTE_ACL_FIELD_TYPE_RANGE)
        return has >= value && has <= number_in(wanted.mask_range, def.size);
    return ((has ^ value) & mask_of(def, wanted)) == 0;
}

} // namespace xdpk::dpdk
