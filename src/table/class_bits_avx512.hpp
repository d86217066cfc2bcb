// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <immintrin.h>

namespace xdpk::detail {

/// Bit vectors of rules in one register.
struct bits_in_128 {
    using vector = __m128i;
    [[gnu::always_inline]] inline static vector load(const std::uint64_t* from) noexcept {
        return _mm_load_si128(reinterpret_cast<const __m128i*>(from));
    }
    [[gnu::always_inline]] inline static vector both(vector a, vector b) noexcept { return _mm_and_si128(a, b); }
    [[gnu::always_inline]] inline static void store(std::uint64_t* to, vector v) noexcept {
        _mm_storeu_si128(reinterpret_cast<__m128i*>(to), v);
    }
    /// A bit for each word that is not 0.
    [[gnu::always_inline]] inline static std::uint32_t used_words(vector v) noexcept {
        return _mm_test_epi64_mask(v, v);
    }
};

struct bits_in_256 {
    using vector = __m256i;
    [[gnu::always_inline]] inline static vector load(const std::uint64_t* from) noexcept {
        return _mm256_load_si256(reinterpret_cast<const __m256i*>(from));
    }
    [[gnu::always_inline]] inline static vector both(vector a, vector b) noexcept { return _mm256_and_si256(a, b); }
    [[gnu::always_inline]] inline static void store(std::uint64_t* to, vector v) noexcept {
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), v);
    }
    [[gnu::always_inline]] inline static std::uint32_t used_words(vector v) noexcept {
        return _mm256_test_epi64_mask(v, v);
    }
};

struct bits_in_512 {
    using vector = __m512i;
    [[gnu::always_inline]] inline static vector load(const std::uint64_t* from) noexcept {
        return _mm512_load_si512(from);
    }
    [[gnu::always_inline]] inline static vector both(vector a, vector b) noexcept { return _mm512_and_si512(a, b); }
    [[gnu::always_inline]] inline static void store(std::uint64_t* to, vector v) noexcept {
        _mm512_storeu_si512(to, v);
    }
    [[gnu::always_inline]] inline static std::uint32_t used_words(vector v) noexcept {
        return _mm512_test_epi64_mask(v, v);
    }
};

} // namespace xdpk::detail
