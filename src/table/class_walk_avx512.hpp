// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "table/class_walk.hpp"

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
    [[gnu::always_inline]] inline static __m512i widened(vector v) noexcept { return _mm512_zextsi128_si512(v); }
};

struct bits_in_256 {
    using vector = __m256i;
    [[gnu::always_inline]] inline static vector load(const std::uint64_t* from) noexcept {
        return _mm256_load_si256(reinterpret_cast<const __m256i*>(from));
    }
    [[gnu::always_inline]] inline static vector both(vector a, vector b) noexcept { return _mm256_and_si256(a, b); }
    [[gnu::always_inline]] inline static __m512i widened(vector v) noexcept { return _mm512_zextsi256_si512(v); }
};

struct bits_in_512 {
    using vector = __m512i;
    [[gnu::always_inline]] inline static vector load(const std::uint64_t* from) noexcept {
        return _mm512_load_si512(from);
    }
    [[gnu::always_inline]] inline static vector both(vector a, vector b) noexcept { return _mm512_and_si512(a, b); }
    [[gnu::always_inline]] inline static __m512i widened(vector v) noexcept { return v; }
};

/// The lookup of up to 32 packets in class tables, field by field and level by level, so that their cache misses
/// overlap. The first level is searched in registers, for sixteen packets at once.
class class_walk_avx512 {
public:
    static constexpr std::size_t lanes = 32;

    class_walk_avx512(const class_view& view, const std::uint32_t* const* packet, std::size_t used) noexcept
        : view_(view), packet_(packet), used_(used) {}

    [[gnu::always_inline]] inline void run(std::uint64_t* best, const std::uint32_t* place,
                                           classifier_hit* hits) noexcept {
        for (std::uint32_t f = 0; f < view_.field_count; ++f)
            find_intervals(view_.fields[f], at_[f]);
        if (view_.chunk_count > 1)
            return find_in_chunks(best, place, hits);
        if (view_.unsure != nullptr)
            return find_sure(best, place, hits);
        switch (view_.chunk_words) {
        case 2:
            return find_in_chunk<bits_in_128>(best, place, hits);
        case 4:
            return find_in_chunk<bits_in_256>(best, place, hits);
        default:
            return find_in_chunk<bits_in_512>(best, place, hits);
        }
    }

private:
    static constexpr std::size_t width = 16;
    static constexpr std::size_t together = 4;

    [[gnu::always_inline]] inline __m512i values(field_place place, std::size_t from) const noexcept {
        const __m512i word = _mm512_set1_epi64(static_cast<long long>(place.word * sizeof(std::uint32_t)));
        const auto eight = [&](std::size_t l) {
            return _mm512_i64gather_epi32(_mm512_add_epi64(_mm512_loadu_si512(packet_ + l), word), nullptr, 1);
        };
        const __m512i raw = _mm512_inserti64x4(_mm512_castsi256_si512(eight(from)), eight(from + 8), 1);
        const __m512i swapped = _mm512_shuffle_epi8(
            raw, _mm512_broadcast_i32x4(_mm_setr_epi8(3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12)));
        return _mm512_and_si512(_mm512_srl_epi32(swapped, _mm_cvtsi32_si128(static_cast<int>(place.shift))),
                                _mm512_set1_epi32(static_cast<int>(place.mask)));
    }

    /// How many of the root's intervals end before each value, by halving.
    [[gnu::always_inline]] inline static __m512i search_root(const interval_node* root, __m512i value) noexcept {
        const __m512i low = _mm512_load_si512(root[0].last);
        const __m512i high = _mm512_load_si512(root[1].last);
        __m512i at = _mm512_setzero_si512();
        for (int step = static_cast<int>(width); step != 0; step /= 2) {
            const __m512i next = _mm512_add_epi32(at, _mm512_set1_epi32(step));
            const __m512i before = _mm512_add_epi32(at, _mm512_set1_epi32(step - 1));
            const __m512i last = _mm512_permutex2var_epi32(low, before, high);
            at = _mm512_mask_mov_epi32(at, _mm512_cmplt_epu32_mask(last, value), next);
        }
        return at;
    }

    [[gnu::always_inline]] inline void find_intervals(const class_field_view& field, std::uint32_t* at) noexcept {
        for (std::size_t l = 0; l < lanes; l += width) {
            const __m512i value = values(field.place, l);
            _mm512_store_si512(value_ + l, value);
            _mm512_store_si512(at + l, search_root(field.levels[0], value));
        }
        for (std::uint32_t level = 1; level < field.level_count; ++level) {
            const interval_node* const nodes = field.levels[level];
            for (std::size_t l = 0; l < used_; ++l) {
                const __m512i value = _mm512_set1_epi32(static_cast<int>(value_[l]));
                const __mmask16 before = _mm512_cmplt_epu32_mask(_mm512_load_si512(nodes[at[l]].last), value);
                at[l] = at[l] * interval_node::width + static_cast<std::uint32_t>(_mm_popcnt_u32(before));
            }
        }
    }

    template <class Bits>
    [[gnu::always_inline]] inline void find_in_chunk(std::uint64_t* best, const std::uint32_t* place,
                                                     classifier_hit* hits) const noexcept {
        constexpr std::size_t words = sizeof(typename Bits::vector) / sizeof(std::uint64_t);
        for (std::size_t l = 0; l < used_; l += together) {
            typename Bits::vector all[together];
            for (auto& its : all)
                its = Bits::load(view_.live->word);
            for (std::uint32_t f = 0; f < view_.field_count; ++f) {
                const class_field_view& field = view_.fields[f];
                for (std::size_t i = 0; i < together; ++i)
                    all[i] = Bits::both(all[i], Bits::load(field.bits + field.classes[at_[f][l + i]] * words));
            }
            for (std::size_t i = 0; i < together && l + i < used_; ++i)
                take_first(Bits::widened(all[i]), best[l + i], hits[place[l + i]]);
        }
    }

    [[gnu::always_inline]] inline static std::size_t first_place(__m512i bits, __mmask8 words) noexcept {
        const __m512i first = _mm512_maskz_compress_epi64(words, bits);
        return static_cast<std::size_t>(__builtin_ctz(words)) * 64 +
               static_cast<std::size_t>(
                   __builtin_ctzll(static_cast<std::uint64_t>(_mm_cvtsi128_si64(_mm512_castsi512_si128(first)))));
    }

    [[gnu::always_inline]] inline void take_first(__m512i bits, std::uint64_t& best,
                                                  classifier_hit& hit) const noexcept {
        const __mmask8 words = _mm512_test_epi64_mask(bits, bits);
        if (words == 0)
            return;
        const class_rule& rule = view_.rules[first_place(bits, words)];
        best = rule.order();
        hit = {rule.id, rule.action};
    }

    [[gnu::always_inline]] inline class_search classes_of(std::size_t l) const noexcept {
        class_search search;
        for (std::uint32_t f = 0; f < view_.field_count; ++f)
            search.class_of[f] = view_.fields[f].classes[at_[f][l]];
        return search;
    }

    /// Rules with more conditions than the fields', one after the other.
    [[gnu::always_inline]] inline void find_sure(std::uint64_t* best, const std::uint32_t* place,
                                                 classifier_hit* hits) const noexcept {
        for (std::size_t l = 0; l < used_; ++l)
            find_first(view_, classes_of(l), packet_[l], best[l], hits[place[l]]);
    }

    [[gnu::always_inline]] inline void find_in_chunks(std::uint64_t* best, const std::uint32_t* place,
                                                      classifier_hit* hits) const noexcept {
        if (view_.unsure != nullptr)
            return find_sure(best, place, hits);
        for (std::size_t l = 0; l < used_; ++l) {
            const class_search search = classes_of(l);
            for (std::uint32_t chunks = search.chunks(view_); chunks != 0; chunks &= chunks - 1) {
                const auto chunk = static_cast<std::uint32_t>(__builtin_ctz(chunks));
                if (view_.rules[chunk * rule_bits::bits].order() > best[l])
                    break;
                take_better(search, chunk, best[l], hits[place[l]]);
            }
        }
    }

    [[gnu::always_inline]] inline void take_better(const class_search& search, std::uint32_t chunk, std::uint64_t& best,
                                                   classifier_hit& hit) const noexcept {
        __m512i all = _mm512_load_si512(view_.live[chunk].word);
        for (std::uint32_t f = 0; f < view_.field_count; ++f)
            all = _mm512_and_si512(all, _mm512_load_si512(search.bits(view_, f, chunk)));
        const __mmask8 words = _mm512_test_epi64_mask(all, all);
        if (words == 0)
            return;
        const class_rule& rule = view_.rules[chunk * rule_bits::bits + first_place(all, words)];
        if (rule.order() > best)
            return;
        best = rule.order();
        hit = {rule.id, rule.action};
    }

    const class_view& view_;
    const std::uint32_t* const* packet_;
    std::size_t used_;
    alignas(64) std::uint32_t value_[lanes];
    alignas(64) std::uint32_t at_[most_class_fields][lanes];
};

} // namespace xdpk::detail
