// SPDX-License-Identifier: BSD-3-Clause
#include "vip_index.hpp"

#include <xdpk/net/flow_hash.hpp>
#include <xdpk/net/ip_prefix.hpp>

#include <algorithm>
#include <bit>

namespace xdpk::detail {

namespace {

using address_words = std::array<std::uint64_t, 2>;

address_words mask_of(std::uint8_t prefix_length) noexcept {
    const ipv6_prefix prefix{.address = {}, .length = prefix_length};
    std::array<std::uint8_t, 16> mask{};
    for (std::size_t i = 0; i < mask.size(); ++i)
        mask[i] = prefix.mask_byte(i);
    return std::bit_cast<address_words>(mask);
}

vip_words join(const address_words& address, const address_words& mask, std::uint64_t rest) noexcept {
    return {address[0] & mask[0], address[1] & mask[1], rest};
}

std::uint64_t rest_of(std::uint8_t version, std::uint8_t prefix_length, ip_proto protocol, be16 port) noexcept {
    return std::uint64_t{version} << 32U | std::uint64_t{prefix_length} << 24U |
           std::uint64_t{static_cast<std::uint8_t>(protocol)} << 16U | port.raw();
}

} // namespace

vip_words words_of(const vip& v) noexcept {
    return join(std::bit_cast<address_words>(v.address), mask_of(v.prefix_length),
                rest_of(v.ip_version, v.prefix_length, v.protocol, v.port));
}

vip_index::vip_index(std::size_t most) : entries_(std::bit_ceil(2 * most + 1)) {}

std::size_t vip_index::place_of(const vip_words& words) const noexcept {
    const std::uint64_t hash = fold_multiply(words[0] ^ hash_constant[0], words[1] ^ hash_constant[1]);
    const std::size_t mask = entries_.size() - 1;
    std::size_t at = fold_multiply(hash ^ hash_constant[2], words[2] ^ hash_constant[3]) & mask;
    while (entries_[at].used && entries_[at].words != words)
        at = (at + 1) & mask;
    return at;
}

bool vip_index::insert(const vip& v, std::uint32_t number) {
    const vip_words words = words_of(v);
    entry& e = entries_[place_of(words)];
    if (e.used)
        return false;
    e = {words, number, true};
    std::vector<level>& levels = levels_[v.ip_version == 6 ? 1 : 0];
    const auto at = std::ranges::lower_bound(levels, v.prefix_length, std::ranges::greater{}, &level::prefix_length);
    if (at == levels.end() || at->prefix_length != v.prefix_length)
        levels.insert(at, {mask_of(v.prefix_length), v.prefix_length});
    return true;
}

std::optional<std::uint32_t> vip_index::number_of(const vip& v) const noexcept {
    const entry& e = entries_[place_of(words_of(v))];
    return e.used ? std::optional(e.number) : std::nullopt;
}

std::optional<std::uint32_t> vip_index::find(const flow_key& key) const noexcept {
    const auto address = std::bit_cast<address_words>(key.destination);
    for (const level& l : levels_[key.ip_version == 6 ? 1 : 0])
        for (const be16 port : {key.destination_port, be16{}}) {
            const std::uint64_t rest = rest_of(key.ip_version, l.prefix_length, key.protocol, port);
            if (const entry& e = entries_[place_of(join(address, l.mask, rest))]; e.used)
                return e.number;
        }
    return std::nullopt;
}

} // namespace xdpk::detail
