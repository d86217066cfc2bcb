// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "table/class_bits_avx512.hpp"
#include "table/class_results.hpp"
#include "table/interval_search_avx512.hpp"

#include <cstddef>
#include <cstdint>

namespace xdpk::detail {

/// The second half of a lookup: up to 32 packets, for each of which it is known by field what its interval leads to.
/// Packets behind the last repeat the first, and so do their results.
class class_match_avx512 {
public:
    static constexpr std::size_t lanes = interval_search::lanes;
    using lane_values = std::uint32_t[lanes];

    class_match_avx512(const class_view& view, std::size_t used, const lane_values* at,
                       const class_results& results) noexcept
        : view_(view), used_(used), at_(at), results_(results) {}

    template <class Bits>
    [[gnu::noinline]] void in_one() const noexcept {
        constexpr std::size_t together = 4;
        for (std::size_t l = 0; l < used_; l += together) {
            typename Bits::vector all[together];
            for (auto& its : all)
                its = Bits::load(view_.live->word);
            for (std::uint32_t f = 0; f < view_.field_count; ++f)
                for (std::size_t i = 0; i < together; ++i)
                    all[i] = Bits::both(all[i], Bits::load(view_.fields[f].bits + at_[f][l + i]));
            for (std::size_t i = 0; i < together; ++i) {
                alignas(64) std::uint64_t words[rule_bits::words];
                Bits::store(words, all[i]);
                results_.take_first(words, Bits::used_words(all[i]), l + i);
            }
        }
    }

    [[gnu::noinline]] void in_both() const noexcept {
        for (std::size_t l = 0; l < used_; ++l) {
            __m512i first = _mm512_load_si512(view_.live[0].word);
            __m512i second = _mm512_load_si512(view_.live[1].word);
            for (std::uint32_t f = 0; f < view_.field_count; ++f) {
                const std::uint64_t* const bits = view_.fields[f].bits;
                const std::uint32_t at = at_[f][l];
                first = _mm512_and_si512(first, _mm512_load_si512(bits + (at & 0xFFFFU)));
                second = _mm512_and_si512(second, _mm512_load_si512(bits + (at >> 16U)));
            }
            alignas(64) std::uint64_t words[2 * rule_bits::words];
            bits_in_512::store(words, first);
            bits_in_512::store(words + rule_bits::words, second);
            results_.take_first(
                words, bits_in_512::used_words(first) | bits_in_512::used_words(second) << rule_bits::words, l);
        }
    }

    /// Chunk by chunk, the lanes that may still have a better rule there.
    [[gnu::noinline]] void in_chunks() const noexcept {
        const auto real = static_cast<std::uint32_t>((std::uint64_t{1} << used_) - 1);
        const __m512i low = chunks_of(0, static_cast<__mmask16>(real));
        const __m512i high = chunks_of(lanes / 2, static_cast<__mmask16>(real >> lanes / 2));
        for (std::uint32_t chunk = 0; chunk < view_.chunk_count; ++chunk) {
            const __m512i bit = interval_search::number(1U << chunk);
            const std::uint32_t hopeful = lanes_behind(view_.rules[chunk * rule_bits::bits].order);
            if (hopeful == 0)
                return;
            std::uint32_t left = _mm512_test_epi32_mask(low, bit) | std::uint32_t{_mm512_test_epi32_mask(high, bit)}
                                                                        << lanes / 2;
            for (left &= hopeful; left != 0; left &= left - 1)
                in_chunk(chunk, static_cast<std::size_t>(__builtin_ctz(left)));
        }
    }

private:
    /// For sixteen lanes, a bit for each chunk in which every field has rules.
    [[gnu::always_inline]] inline __m512i chunks_of(std::size_t lane, __mmask16 real) const noexcept {
        __m512i all = interval_search::number(~0U);
        for (std::uint32_t f = 0; f < view_.field_count; ++f)
            all = _mm512_and_si512(all, _mm512_mask_i32gather_epi32(_mm512_setzero_si512(), real,
                                                                    _mm512_load_si512(at_[f] + lane),
                                                                    view_.fields[f].rows, 2));
        return _mm512_maskz_mov_epi32(real, all);
    }

    [[gnu::always_inline]] inline std::uint32_t lanes_behind(std::uint64_t order) const noexcept {
        const __m512i orders = _mm512_set1_epi64(static_cast<long long>(order));
        std::uint32_t behind = 0;
        for (std::size_t l = 0; l < lanes; l += 8)
            behind |= std::uint32_t{_mm512_cmpgt_epu64_mask(_mm512_load_si512(results_.best + l), orders)} << l;
        return behind;
    }

    [[gnu::always_inline]] inline void in_chunk(std::uint32_t chunk, std::size_t l) const noexcept {
        __m512i all = _mm512_load_si512(view_.live[chunk].word);
        for (std::uint32_t f = 0; f < view_.field_count; ++f) {
            const class_field_view& field = view_.fields[f];
            const std::size_t at = std::size_t{field.rows[at_[f][l] + 2 + chunk]} * rule_bits::words;
            all = _mm512_and_si512(all, _mm512_load_si512(field.bits + at));
        }
        alignas(64) std::uint64_t words[rule_bits::words];
        bits_in_512::store(words, all);
        results_.take_better(chunk, words, bits_in_512::used_words(all), l);
    }

    const class_view& view_;
    std::size_t used_;
    const lane_values* at_;
    class_results results_;
};

} // namespace xdpk::detail
