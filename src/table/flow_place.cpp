// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/net/flow_hash.hpp>
#include <xdpk/table/flow_place.hpp>

#include <algorithm>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace xdpk::detail {

namespace {

/// Multiply and shift (Lemire 2019) takes any number of lines, and of the hash the bits that the tag leaves.
inline tag_place place_at(std::uint64_t hash, std::uint32_t line_count) noexcept {
    const std::uint32_t tag = hash & 0xFFFFU;
    return {static_cast<std::uint32_t>((hash >> 32U) * line_count >> 32U), tag != tag_line::no_tag ? tag : 1};
}

void place_by_multiplying(const flow_hashing& hashing, const flow_key* keys, std::size_t count, const tag_line* lines,
                          tag_place* places) noexcept {
    for (std::size_t i = 0; i < count; ++i) {
        // Word by word: a copy of the whole key would go through the stack. Each factor has a secret of its own: nobody
        // can choose one to be 0 and thereby the product.
        const auto blinded = [&](std::size_t w) {
            std::uint64_t word = 0;
            std::memcpy(&word, reinterpret_cast<const std::byte*>(keys + i) + w * sizeof(word), sizeof(word));
            return word ^ hashing.secrets[w];
        };
        const std::uint64_t source = fold_multiply(blinded(0), blinded(1));
        const std::uint64_t destination = fold_multiply(blinded(2), blinded(3));
        const std::uint64_t hash = fold_multiply(source ^ blinded(4), destination ^ hashing.secrets[5]);
        places[i] = place_at(hash, hashing.line_count);
        __builtin_prefetch(lines + places[i].line);
    }
}

#if defined(__x86_64__)

/// AES as a mixer: two rounds with secret keys spread each byte over all sixteen. Both addresses at the same time; then
/// the ports, the zone and the protocol, and two rounds more.
[[gnu::target("aes,sse4.1")]] void place_by_aes(const flow_hashing& hashing, const flow_key* keys, std::size_t count,
                                                const tag_line* lines, tag_place* places) noexcept {
    const auto* const secrets = reinterpret_cast<const __m128i*>(hashing.secrets.data());
    for (std::size_t i = 0; i < count; ++i) {
        const auto* const key = reinterpret_cast<const __m128i*>(keys + i);
        const __m128i source = _mm_xor_si128(_mm_loadu_si128(key), secrets[0]);
        const __m128i destination = _mm_xor_si128(_mm_loadu_si128(key + 1), secrets[1]);
        const __m128i first = _mm_aesenc_si128(_mm_aesenc_si128(source, secrets[2]), secrets[3]);
        const __m128i second = _mm_aesenc_si128(_mm_aesenc_si128(destination, secrets[4]), secrets[5]);
        const __m128i all = _mm_xor_si128(_mm_xor_si128(first, second), _mm_loadl_epi64(key + 2));
        const __m128i mixed = _mm_aesenc_si128(_mm_aesenc_si128(all, secrets[6]), secrets[7]);
        places[i] = place_at(static_cast<std::uint64_t>(_mm_cvtsi128_si64(mixed)), hashing.line_count);
        __builtin_prefetch(lines + places[i].line);
    }
}

std::array<flow_placer, 2> placers() noexcept {
    return {{{"aes", place_by_aes, __builtin_cpu_supports("aes") != 0 && __builtin_cpu_supports("sse4.1") != 0},
             {"multiply", place_by_multiplying, true}}};
}

#else

std::array<flow_placer, 2> placers() noexcept {
    return {{{"", place_by_multiplying, false}, {"multiply", place_by_multiplying, true}}};
}

#endif

} // namespace

const std::array<flow_placer, 2>& flow_placers() noexcept {
    static const std::array<flow_placer, 2> all = placers();
    return all;
}

place_flows best_flow_placer() noexcept { return std::ranges::find_if(flow_placers(), &flow_placer::usable)->place; }

} // namespace xdpk::detail
