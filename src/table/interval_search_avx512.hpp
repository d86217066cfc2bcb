// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "table/class_view.hpp"

#include <cstddef>
#include <cstdint>
#include <immintrin.h>

namespace xdpk::detail {

/// The search for the intervals of one field's values of up to 32 packets, level by level, so that cache misses
/// overlap. The first level is searched in registers, for sixteen values at once.
struct interval_search {
    static constexpr std::size_t lanes = 32;
    static constexpr std::size_t width = 16;

    [[gnu::always_inline]] inline static __m512i number(std::uint32_t n) noexcept {
        return _mm512_set1_epi32(static_cast<int>(n));
    }

    /// The word of sixteen packets that the place is in.
    [[gnu::always_inline]] inline static __m512i word_of(const std::uint32_t* const* packet,
                                                         std::uint32_t index) noexcept {
        const __m512i offset = _mm512_set1_epi64(static_cast<long long>(index) * 4);
        const auto eight = [&](std::size_t l) {
            return _mm512_i64gather_epi32(_mm512_add_epi64(_mm512_loadu_si512(packet + l), offset), nullptr, 1);
        };
        return _mm512_inserti64x4(_mm512_castsi256_si512(eight(0)), eight(8), 1);
    }

    /// value_at() for sixteen.
    [[gnu::always_inline]] inline static __m512i value_at(field_place place, __m512i word) noexcept {
        const __m512i swapped = _mm512_shuffle_epi8(
            word, _mm512_broadcast_i32x4(_mm_setr_epi8(3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12)));
        return _mm512_and_si512(_mm512_srl_epi32(swapped, _mm_cvtsi32_si128(static_cast<int>(place.shift))),
                                number(place.mask));
    }

    /// `at`, and `step` more where the interval so far ahead is not behind the value.
    [[gnu::always_inline]] inline static __m512i advance(__m512i at, __m512i last, __m512i value,
                                                         std::uint32_t step) noexcept {
        return _mm512_mask_add_epi32(at, _mm512_cmplt_epu32_mask(last, value), at, number(step));
    }

    [[gnu::always_inline]] inline static __m512i search_small(const interval_node* root, __m512i value) noexcept {
        const __m512i low = _mm512_load_si512(root[0].last);
        const __m512i high = _mm512_load_si512(root[1].last);
        __m512i at = _mm512_setzero_si512();
        for (std::uint32_t step = width; step != 0; step /= 2) {
            const __m512i ahead = _mm512_add_epi32(at, number(step - 1));
            at = advance(at, _mm512_permutex2var_epi32(low, ahead, high), value, step);
        }
        return at;
    }

    [[gnu::always_inline]] inline static __m512i search_big(const interval_node* root, __m512i value) noexcept {
        const __m512i heads = _mm512_load_si512(root[big_root].last);
        __m512i at = _mm512_setzero_si512();
        for (std::uint32_t step = big_root / 2; step != 0; step /= 2)
            at = advance(at, _mm512_permutexvar_epi32(_mm512_add_epi32(at, number(step - 1)), heads), value, step);
        const __mmask16 second = _mm512_test_epi32_mask(at, number(2));
        const __mmask16 upper = _mm512_test_epi32_mask(at, number(4));
        at = _mm512_slli_epi32(at, 4);
        for (std::uint32_t step = width / 2; step != 0; step /= 2) {
            const __m512i ahead = _mm512_add_epi32(at, number(step - 1));
            const auto pair = [&](std::size_t node) {
                return _mm512_permutex2var_epi32(_mm512_load_si512(root[node].last), ahead,
                                                 _mm512_load_si512(root[node + 1].last));
            };
            const __m512i low = _mm512_mask_mov_epi32(pair(0), second, pair(2));
            const __m512i high = _mm512_mask_mov_epi32(pair(4), second, pair(6));
            at = advance(at, _mm512_mask_mov_epi32(low, upper, high), value, step);
        }
        return at;
    }

    /// One level down: from places in the level above to places in `nodes`.
    [[gnu::always_inline]] inline static std::size_t descend(const interval_node* nodes, std::size_t at,
                                                             const std::uint32_t& value) noexcept {
        const __mmask16 before = _mm512_cmplt_epu32_mask(_mm512_load_si512(nodes[at].last), number(value));
        return at * interval_node::width + static_cast<unsigned>(_mm_popcnt_u32(before));
    }
};

} // namespace xdpk::detail
