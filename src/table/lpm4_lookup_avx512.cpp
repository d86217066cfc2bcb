// SPDX-License-Identifier: BSD-3-Clause
// Compiled for the CPUs that lpm_lookup.hpp names, see CMakeLists.txt.
#include "table/lpm_lookup.hpp"
#include "table/lpm_walk.hpp"

#include <immintrin.h>

namespace xdpk::detail {

namespace {

using node4 = lpm_node<4>;

__m512i all(std::uint32_t value) noexcept { return _mm512_set1_epi32(static_cast<int>(value)); }

__m512i host_order(__m512i addresses) noexcept {
    return _mm512_shuffle_epi8(
        addresses, _mm512_broadcast_i32x4(_mm_setr_epi8(3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12)));
}

/// Of eight halves of bitmaps, at `words`: how many of the starts in them are kept when the first and the last 64 bits
/// are shifted left.
__m256i count_starts(const std::byte* nodes, __mmask8 lanes, __m256i words, __m256i shift_first,
                     __m256i shift_last) noexcept {
    const __m512i none = _mm512_setzero_si512();
    const __m512i first = _mm512_mask_i32gather_epi64(none, lanes, words, nodes, lpm_unit);
    const __m512i last = _mm512_mask_i32gather_epi64(none, lanes, words, nodes + 8, lpm_unit);
    const __m512i in_first = _mm512_popcnt_epi64(_mm512_sllv_epi64(first, _mm512_cvtepu32_epi64(shift_first)));
    const __m512i in_last = _mm512_popcnt_epi64(_mm512_sllv_epi64(last, _mm512_cvtepu32_epi64(shift_last)));
    return _mm512_cvtepi64_epi32(_mm512_add_epi64(in_first, in_last));
}

/// How many starts, of the sixteen lanes' nodes, there are up to the addresses' third byte.
__m512i reached(const std::byte* nodes, __mmask16 lanes, __m512i entries, __m512i addresses) noexcept {
    // A quarter of the bitmap is half of a half: 16 bytes of 32.
    const __m512i half = _mm512_and_si512(_mm512_srli_epi32(addresses, 13), all(4));
    const __m512i words = _mm512_add_epi32(_mm512_and_si512(entries, all(node4::most_units - 1)), half);
    const __m512i bit = _mm512_and_si512(_mm512_srli_epi32(addresses, 8), all(127));
    const __m512i shift_first = _mm512_subs_epu16(all(63), bit);
    const __m512i shift_last = _mm512_sub_epi32(all(127), bit);
    const __m256i low = count_starts(nodes, static_cast<__mmask8>(lanes), _mm512_castsi512_si256(words),
                                     _mm512_castsi512_si256(shift_first), _mm512_castsi512_si256(shift_last));
    const __m256i high =
        count_starts(nodes, static_cast<__mmask8>(lanes >> 8U), _mm512_extracti64x4_epi64(words, 1),
                     _mm512_extracti64x4_epi64(shift_first, 1), _mm512_extracti64x4_epi64(shift_last, 1));
    const __m512i in_half = _mm512_inserti64x4(_mm512_castsi256_si512(low), high, 1);
    const __m512i before =
        _mm512_add_epi32(_mm512_and_si512(_mm512_srli_epi32(entries, node4::shape_at), all(127)), all(1));
    return _mm512_mask_add_epi32(in_half, _mm512_test_epi32_mask(half, half), in_half, before);
}

/// A burst, in steps, so that cache misses overlap. What the first 24 bits do not decide is left for the end, so that
/// no jump depends on what has been found.
class burst {
public:
    static constexpr std::size_t most = 64;

    burst(const lpm_view& view, const std::uint8_t* addresses, std::uint16_t* next_hops) noexcept
        : view_(view), addresses_(addresses), next_hops_(next_hops) {}

    [[gnu::always_inline]] inline void look_up(std::size_t count) noexcept {
        for (std::size_t i = 0; i < count; i += vector)
            begin(i, lanes_of(count - i));
        for (std::size_t i = 0; i < count; ++i)
            prefetch(i);
        std::uint64_t left = 0;
        for (std::size_t i = 0; i < count; i += vector)
            left |= finish(i, lanes_of(count - i)) << i;
        for (; left != 0; left &= left - 1)
            go_on(static_cast<std::size_t>(__builtin_ctzll(left)));
    }

private:
    static constexpr std::size_t vector = 16;

    static __mmask16 lanes_of(std::size_t count) noexcept {
        return static_cast<__mmask16>(_bzhi_u32(0xFFFFU, static_cast<unsigned>(count)));
    }

    [[nodiscard]] __m512i load(std::size_t first, __mmask16 lanes) const noexcept {
        return host_order(_mm512_maskz_loadu_epi32(lanes, addresses_ + first * 4));
    }

    /// On x86 every load acquires.
    [[gnu::always_inline]] inline void begin(std::size_t first, __mmask16 lanes) noexcept {
        const __m512i index = _mm512_srli_epi32(load(first, lanes), 16);
        _mm512_store_si512(entries_ + first, _mm512_i32gather_epi32(index, view_.root, sizeof(lpm_entry)));
    }

    /// The node's bitmap, and where next hops of the address's half of it begin.
    [[gnu::always_inline]] inline void prefetch(std::size_t lane) const noexcept {
        const lpm_entry entry = entries_[lane];
        const auto* const at = reinterpret_cast<const char*>(lpm_node<4>(view_.nodes, entry).at);
        const std::size_t half = addresses_[lane * 4 + 2] >> 7U;
        _mm_prefetch(at, _MM_HINT_T0);
        _mm_prefetch(at + node4::bitmap_words * 4 + half * (entry >> node4::shape_at & 127U) * 2, _MM_HINT_T0);
    }

    /// Looks sixteen up and returns which ones need more.
    [[gnu::always_inline]] inline std::uint64_t finish(std::size_t first, __mmask16 lanes) noexcept {
        const __m512i entries = _mm512_load_si512(entries_ + first);
        const __mmask16 in_nodes = _mm512_mask_test_epi32_mask(lanes, entries, all(lpm_is_node));
        const __m512i range = reached(view_.nodes, in_nodes, entries, load(first, lanes));
        const __m512i at = _mm512_slli_epi32(_mm512_and_si512(entries, all(node4::most_units - 1)), 1);
        const __m512i values = _mm512_mask_i32gather_epi32(entries, in_nodes, _mm512_add_epi32(at, range),
                                                           view_.nodes + node4::bitmap_words * 4 - 2, 2);
        _mm256_mask_storeu_epi16(next_hops_ + first, lanes, _mm512_cvtepi32_epi16(values));
        return _mm512_mask_test_epi32_mask(in_nodes, values, all(lpm_is_child));
    }

    void go_on(std::size_t lane) noexcept {
        next_hops_[lane] = lpm_finish4(view_.nodes, entries_[lane], addresses_ + lane * 4, 2);
    }

    lpm_view view_;
    const std::uint8_t* addresses_;
    std::uint16_t* next_hops_;
    alignas(64) lpm_entry entries_[most];
};

} // namespace

template <>
void lpm_lookup_avx512<4>(const lpm_view& view, const std::uint8_t* addresses, std::uint16_t* next_hops,
                          std::size_t count) noexcept {
    for (std::size_t i = 0; i < count; i += burst::most)
        burst(view, addresses + i * 4, next_hops + i).look_up(count - i < burst::most ? count - i : burst::most);
}

bool has_lpm_lookup_avx512() noexcept {
    return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("bmi2") &&
           __builtin_cpu_supports("popcnt") && __builtin_cpu_supports("avx512vpopcntdq");
}

} // namespace xdpk::detail
