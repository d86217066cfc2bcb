// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "table/class_match_avx512.hpp"
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
    class_walk_avx512(const class_view& view, const std::uint32_t* const* packet, std::size_t used) noexcept
        : view_(view), packet_(packet), used_(used) {}

    [[gnu::always_inline]] inline void run(std::uint64_t* best, const std::uint32_t* place,
                                           classifier_hit* hits) noexcept {
        const class_match_avx512 match(view_, used_, at_, class_results{&view_, packet_, best, place, hits});
        if (!view_.is_direct()) {
            find_intervals<to_row>();
            match.in_chunks();
        } else if (view_.chunk_count == 2) {
            find_intervals<to_two_chunks>();
            match.in_both();
        } else {
            find_intervals<to_one_chunk>();
            if (view_.chunk_words == 2)
                match.in_one<bits_in_128>();
            else if (view_.chunk_words == 4)
                match.in_one<bits_in_256>();
            else
                match.in_one<bits_in_512>();
        }
    }

private:
    static constexpr std::size_t lanes = interval_search::lanes;
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

    const class_view& view_;
    const std::uint32_t* const* packet_;
    std::size_t used_;
    alignas(64) std::uint32_t value_[most_class_fields][lanes];
    alignas(64) std::uint32_t at_[most_class_fields][lanes];
};

} // namespace xdpk::detail
