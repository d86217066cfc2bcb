// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "table/class_bits_avx512.hpp"
#include "table/class_walk.hpp"
#include "table/interval_search_avx512.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <immintrin.h>

namespace xdpk::detail {

/// What an interval leads to: the place of the bits of the only chunk, those of both chunks, or a row's place.
struct to_one_chunk {
    [[gnu::always_inline]] inline static std::uint32_t of(const class_view&, const class_field_view& field,
                                                          std::size_t interval) noexcept {
        return field.classes[interval];
    }
    [[gnu::always_inline]] inline static __m512i of(const class_view&, const class_field_view& field,
                                                    __m512i interval) noexcept {
        return _mm512_and_si512(_mm512_i32gather_epi32(interval, field.classes, 2), interval_search::number(0xFFFF));
    }
};

struct to_two_chunks {
    [[gnu::always_inline]] inline static std::uint32_t of(const class_view&, const class_field_view& field,
                                                          std::size_t interval) noexcept {
        std::uint32_t both = 0;
        std::memcpy(&both, field.classes + interval * 2, sizeof(both));
        return both;
    }
    [[gnu::always_inline]] inline static __m512i of(const class_view&, const class_field_view& field,
                                                    __m512i interval) noexcept {
        return _mm512_i32gather_epi32(interval, field.classes, 4);
    }
};

struct to_row {
    [[gnu::always_inline]] inline static std::uint32_t of(const class_view& view, const class_field_view& field,
                                                          std::size_t interval) noexcept {
        return field.classes[interval] * static_cast<std::uint32_t>(view.row_width());
    }
    [[gnu::always_inline]] inline static __m512i of(const class_view& view, const class_field_view& field,
                                                    __m512i interval) noexcept {
        return _mm512_mullo_epi32(to_one_chunk::of(view, field, interval),
                                  interval_search::number(static_cast<std::uint32_t>(view.row_width())));
    }
};

/// The lookup of up to 32 packets in class tables, field by field and level by level, so that their cache misses
/// overlap, and with few branches, for which way they go changes from packet to packet.
class class_walk_avx512 {
public:
    static constexpr std::size_t lanes = interval_search::lanes;

    class_walk_avx512(const class_view& view, const std::uint32_t* const* packet, std::size_t used) noexcept
        : view_(view), packet_(packet), used_(used) {}

    [[gnu::always_inline]] inline void run(std::uint64_t* best, const std::uint32_t* place,
                                           classifier_hit* hits) noexcept {
        if (!view_.is_direct()) {
            find_intervals<to_row>();
            find_in_chunks(best, place, hits);
        } else if (view_.chunk_count == 2) {
            find_intervals<to_two_chunks>();
            find_in_both(best, place, hits);
        } else {
            find_intervals<to_one_chunk>();
            if (view_.chunk_words == 2)
                find_in_one<bits_in_128>(best, place, hits);
            else if (view_.chunk_words == 4)
                find_in_one<bits_in_256>(best, place, hits);
            else
                find_in_one<bits_in_512>(best, place, hits);
        }
    }

private:
    static constexpr std::size_t width = interval_search::width;
    static constexpr std::size_t together = 4;

    template <class Leads>
    [[gnu::noinline]] void find_intervals() noexcept {
        __m512i words[2];
        std::uint32_t word = packet_fields::word_count;
        for (std::uint32_t f = 0; f < view_.field_count; ++f) {
            const class_field_view& field = view_.fields[f];
            if (word != field.place.word)
                for (std::size_t half = 0; half < 2; ++half)
                    words[half] = interval_search::word_of(packet_ + half * width, field.place.word);
            word = field.place.word;
            for (std::size_t half = 0; half < 2; ++half)
                begin<Leads>(f, half * width, interval_search::value_at(field.place, words[half]));
        }
        // Apart, so that the first levels' long chains of steps overlap.
        for (std::uint32_t f = 0; f < view_.field_count; ++f)
            if (view_.fields[f].level_count > 1)
                descend<Leads>(view_.fields[f], value_[f], at_[f]);
    }

    template <class Leads>
    [[gnu::always_inline]] inline void begin(std::uint32_t f, std::size_t lane, __m512i value) noexcept {
        const class_field_view& field = view_.fields[f];
        const interval_node* const root = field.levels[0];
        __m512i found = field.root_nodes == big_root ? interval_search::search_big(root, value)
                                                     : interval_search::search_small(root, value);
        if (field.level_count == 1)
            found = Leads::of(view_, field, found);
        _mm512_store_si512(value_[f] + lane, value);
        _mm512_store_si512(at_[f] + lane, found);
    }

    template <class Leads>
    [[gnu::always_inline]] inline void descend(const class_field_view& field, const std::uint32_t* value,
                                               std::uint32_t* at) const noexcept {
        std::uint32_t level = 1;
        for (; level + 1 < field.level_count; ++level)
            for (std::size_t l = 0; l < used_; l += together)
                for (std::size_t i = l; i < l + together; ++i)
                    at[i] = static_cast<std::uint32_t>(interval_search::descend(field.levels[level], at[i], value[i]));
        for (std::size_t l = 0; l < used_; l += together)
            for (std::size_t i = l; i < l + together; ++i)
                at[i] = Leads::of(view_, field, interval_search::descend(field.levels[level], at[i], value[i]));
    }

    template <class Bits>
    [[gnu::noinline]] void find_in_one(std::uint64_t* best, const std::uint32_t* place,
                                       classifier_hit* hits) const noexcept {
        for (std::size_t l = 0; l < used_; l += together) {
            typename Bits::vector all[together];
            for (std::size_t i = 0; i < together; ++i)
                all[i] = Bits::load(view_.live->word);
            for (std::uint32_t f = 0; f < view_.field_count; ++f) {
                const std::uint64_t* const bits = view_.fields[f].bits;
                const std::uint32_t* const at = at_[f] + l;
                for (std::size_t i = 0; i < together; ++i)
                    all[i] = Bits::both(all[i], Bits::load(bits + at[i]));
            }
            for (std::size_t i = 0; i < together; ++i) {
                alignas(64) std::uint64_t words[rule_bits::words];
                Bits::store(words, all[i]);
                take_first(words, Bits::used_words(all[i]), l + i, best, hits[place[l + i]]);
            }
        }
    }

    [[gnu::noinline]] void find_in_both(std::uint64_t* best, const std::uint32_t* place,
                                        classifier_hit* hits) const noexcept {
        constexpr std::size_t pair = 2;
        for (std::size_t l = 0; l < used_; l += pair) {
            __m512i first[pair];
            __m512i second[pair];
            for (std::size_t i = 0; i < pair; ++i) {
                first[i] = _mm512_load_si512(view_.live[0].word);
                second[i] = _mm512_load_si512(view_.live[1].word);
            }
            for (std::uint32_t f = 0; f < view_.field_count; ++f) {
                const std::uint64_t* const bits = view_.fields[f].bits;
                for (std::size_t i = 0; i < pair; ++i) {
                    const std::uint32_t at = at_[f][l + i];
                    first[i] = _mm512_and_si512(first[i], _mm512_load_si512(bits + (at & 0xFFFFU)));
                    second[i] = _mm512_and_si512(second[i], _mm512_load_si512(bits + (at >> 16U)));
                }
            }
            for (std::size_t i = 0; i < pair; ++i) {
                alignas(64) std::uint64_t words[2 * rule_bits::words];
                bits_in_512::store(words, first[i]);
                bits_in_512::store(words + rule_bits::words, second[i]);
                const std::uint32_t used = bits_in_512::used_words(first[i]) | bits_in_512::used_words(second[i])
                                                                                   << rule_bits::words;
                take_first(words, used, l + i, best, hits[place[l + i]]);
            }
        }
    }

    /// Chunk by chunk, the lanes that still may have a better rule there.
    [[gnu::noinline]] void find_in_chunks(std::uint64_t* best, const std::uint32_t* place,
                                          classifier_hit* hits) const noexcept {
        __m512i chunks[2];
        for (std::size_t half = 0; half < 2; ++half) {
            chunks[half] = interval_search::number(~0U);
            for (std::uint32_t f = 0; f < view_.field_count; ++f)
                chunks[half] =
                    _mm512_and_si512(chunks[half], _mm512_mask_i32gather_epi32(_mm512_setzero_si512(), used_lanes(half),
                                                                               _mm512_load_si512(at_[f] + half * width),
                                                                               view_.fields[f].rows, 2));
        }
        for (std::uint32_t chunk = 0; chunk < view_.chunk_count; ++chunk) {
            const std::uint32_t hopeful = lanes_above(view_.rules[chunk * rule_bits::bits].order, best);
            if (hopeful == 0)
                return;
            const __m512i bit = interval_search::number(1U << chunk);
            std::uint32_t left =
                _mm512_test_epi32_mask(chunks[0], bit) | std::uint32_t{_mm512_test_epi32_mask(chunks[1], bit)} << width;
            for (left &= hopeful; left != 0; left &= left - 1)
                find_in_chunk(chunk, static_cast<std::size_t>(__builtin_ctz(left)), best, place, hits);
        }
    }

    [[gnu::always_inline]] inline __mmask16 used_lanes(std::size_t half) const noexcept {
        return static_cast<__mmask16>(_bzhi_u64(0xFFFFFFFFU, static_cast<unsigned>(used_)) >> (half * width));
    }

    [[gnu::always_inline]] inline static std::uint32_t lanes_above(std::uint64_t order,
                                                                   const std::uint64_t* best) noexcept {
        std::uint32_t above = 0;
        for (std::size_t l = 0; l < lanes; l += 8)
            above |= std::uint32_t{_mm512_cmpgt_epu64_mask(_mm512_load_si512(best + l),
                                                           _mm512_set1_epi64(static_cast<long long>(order)))}
                     << l;
        return above;
    }

    [[gnu::always_inline]] inline void find_in_chunk(std::uint32_t chunk, std::size_t l, std::uint64_t* best,
                                                     const std::uint32_t* place, classifier_hit* hits) const noexcept {
        __m512i all = _mm512_load_si512(view_.live[chunk].word);
        for (std::uint32_t f = 0; f < view_.field_count; ++f) {
            const class_field_view& field = view_.fields[f];
            const std::size_t at = std::size_t{field.rows[at_[f][l] + 2 + chunk]} * rule_bits::words;
            all = _mm512_and_si512(all, _mm512_load_si512(field.bits + at));
        }
        alignas(64) std::uint64_t words[rule_bits::words];
        bits_in_512::store(words, all);
        take_better(chunk, words, bits_in_512::used_words(all), l, best, hits[place[l]]);
    }

    /// Takes the first of the rules. Nothing has been found for the packet yet.
    [[gnu::always_inline]] inline void take_first(std::uint64_t* words, std::uint32_t used, std::size_t l,
                                                  std::uint64_t* best, classifier_hit& hit) const noexcept {
        if (used == 0)
            return;
        const class_rule& rule = view_.rules[first_bit(words, used)];
        if (rule.unsure != 0)
            return take_unsure(words, used, l, best, hit);
        best[l] = rule.order;
        hit.rule = rule.id();
        hit.action = rule.action;
    }

    /// Takes the first of the rules that says no more than its fields, or agrees in that too, if it is better than the
    /// best so far.
    [[gnu::noinline]] void take_unsure(std::uint64_t* words, std::uint32_t used, std::size_t l, std::uint64_t* best,
                                       classifier_hit& hit) const noexcept {
        take_better(0, words, used, l, best, hit);
    }

    /// The same
    [[gnu::always_inline]] inline void take_better(std::uint32_t chunk, std::uint64_t* words, std::uint32_t used,
                                                   std::size_t l, std::uint64_t* best,
                                                   classifier_hit& hit) const noexcept {
        while (used != 0) {
            const std::size_t at = chunk * rule_bits::bits + first_bit(words, used);
            const class_rule& rule = view_.rules[at];
            if (rule.order > best[l])
                return;
            if (rule.unsure == 0 || matches(view_.whole[at], packet_[l])) {
                best[l] = rule.order;
                hit = {rule.id(), rule.action};
                return;
            }
            std::uint64_t& word = words[__builtin_ctz(used)];
            word &= word - 1;
            used &= word == 0 ? used - 1 : used;
        }
    }

    const class_view& view_;
    const std::uint32_t* const* packet_;
    std::size_t used_;
    alignas(64) std::uint32_t value_[most_class_fields][lanes];
    alignas(64) std::uint32_t at_[most_class_fields][lanes];
};

} // namespace xdpk::detail
