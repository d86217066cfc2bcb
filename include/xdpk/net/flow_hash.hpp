// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/flow_key.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

namespace xdpk {

namespace detail {

/// The halves of the 128-bit product, combined: every bit of either factor reaches every bit of the result.
inline std::uint64_t fold_multiply(std::uint64_t a, std::uint64_t b) noexcept {
    __extension__ using uint128 = unsigned __int128;
    const uint128 product = static_cast<uint128>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
}

/// Numbers without structure: the fractional digits of the square roots of 2, 3, 5, 7 and 11, the first made odd.
inline constexpr std::array<std::uint64_t, 5> hash_constant{0x6a09e667f3bcc909, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b,
                                                            0xa54ff53a5f1d36f1, 0x510e527fade682d1};

/// A flow's two ends, each in 64 bits, and what both have in common.
struct flow_ends {
    std::uint64_t source;
    std::uint64_t destination;
    std::uint64_t common;
};

inline flow_ends ends_of(const flow_key& key, std::uint64_t seed) noexcept {
    const flow_key::words words = key.to_words();
    const std::uint64_t upper = hash_constant[0] ^ seed;
    const std::uint64_t lower = hash_constant[1] ^ std::rotl(seed, 32);
    const std::uint64_t per_port = hash_constant[2];
    return {fold_multiply(words[0] ^ upper, words[1] ^ lower) + key.source_port.raw() * per_port,
            fold_multiply(words[2] ^ upper, words[3] ^ lower) + key.destination_port.raw() * per_port,
            std::uint64_t{key.zone} << 16U | std::uint64_t{static_cast<std::uint8_t>(key.protocol)} << 8U |
                key.ip_version};
}

inline std::uint32_t join(std::uint64_t first, std::uint64_t second, std::uint64_t common) noexcept {
    return static_cast<std::uint32_t>(fold_multiply(first ^ hash_constant[3] ^ common, second ^ hash_constant[4]));
}

} // namespace detail

/// A hash of one direction of a flow. Which flows collide depends on the seed, unlike with CRC or Toeplitz, which are
/// linear: where strangers' packets fill a table, give it a random one. Equal on all machines of one byte order.
[[nodiscard]] inline std::uint32_t flow_hash(const flow_key& key, std::uint64_t seed = 0) noexcept {
    const detail::flow_ends ends = detail::ends_of(key, seed);
    return detail::join(ends.source, ends.destination, ends.common);
}

/// The same for both directions of a flow.
[[nodiscard]] inline std::uint32_t symmetric_flow_hash(const flow_key& key, std::uint64_t seed = 0) noexcept {
    const detail::flow_ends ends = detail::ends_of(key, seed);
    return detail::join(std::min(ends.source, ends.destination), std::max(ends.source, ends.destination), ends.common);
}

} // namespace xdpk
