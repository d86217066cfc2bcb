// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "table/route_map.hpp"

#include <xdpk/net/ip_prefix.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace xdpk::detail {

/// Addresses of a chunk, the addresses that begin alike, whose next bits, the key, are from `start` on alike.
struct lpm_range {
    std::uint32_t start;
    std::uint16_t next_hop;
    std::uint8_t length; ///< of the route it is from; 0 if that is as short as the chunk or shorter
    bool deeper;         ///< of one key, which longer routes divide
};

/// The key of `bits` bits, at most 16, behind the first `from`.
template <class Address>
[[nodiscard]] std::uint32_t lpm_key(const Address& address, unsigned from, unsigned bits) noexcept {
    std::uint32_t window = 0;
    for (std::size_t i = from / 8; i < from / 8 + 3; ++i)
        window = window << 8U | (i < sizeof(Address) ? address.bytes[i] : 0U);
    return window >> (24 - from % 8 - bits) & ((1U << bits) - 1);
}

/// The part of a chunk that has this key. Bits of the chunk's address behind its length are 0.
template <class Address>
[[nodiscard]] ip_prefix<Address> lpm_part(const ip_prefix<Address>& chunk, std::uint32_t key, unsigned bits) noexcept {
    ip_prefix<Address> result = chunk;
    const std::uint32_t window = key << (24 - chunk.length % 8 - bits);
    for (std::size_t i = 0; i < 3 && chunk.length / 8U + i < sizeof(Address); ++i)
        result.address.bytes[chunk.length / 8U + i] |= static_cast<std::uint8_t>(window >> (16 - 8 * i));
    result.length = static_cast<std::uint8_t>(chunk.length + bits);
    return result;
}

/// What the routes say about a chunk of which shorter ones say `inherited`: ranges in ascending order, the first from
/// 0, neighbours different. If there are more than `most`, some of them, but more than `most`.
template <class Address>
[[nodiscard]] std::vector<lpm_range> lpm_ranges(const route_map<Address>& routes, const ip_prefix<Address>& chunk,
                                                unsigned bits, std::uint16_t inherited, std::size_t most);

extern template std::vector<lpm_range> lpm_ranges(const route_map<ipv4_address>&, const ipv4_prefix&, unsigned,
                                                  std::uint16_t, std::size_t);
extern template std::vector<lpm_range> lpm_ranges(const route_map<ipv6_address>&, const ipv6_prefix&, unsigned,
                                                  std::uint16_t, std::size_t);

} // namespace xdpk::detail
