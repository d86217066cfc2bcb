// SPDX-License-Identifier: BSD-3-Clause
// Compiled for the CPUs that lpm_lookup.hpp names, see CMakeLists.txt.
#include "table/lpm_lookup.hpp"
#include "table/lpm_walk.hpp"

#include <immintrin.h>

namespace xdpk::detail {

namespace {

using node6 = lpm_node<16>;

__m512i all(std::uint32_t value) noexcept { return _mm512_set1_epi32(static_cast<int>(value)); }

__m512i host_order(__m512i words) noexcept {
    return _mm512_shuffle_epi8(
        words, _mm512_broadcast_i32x4(_mm_setr_epi8(3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12)));
}

/// How many of at most 32 starts are not greater than the key.
unsigned count_reached(const std::uint16_t* starts, unsigned count, std::uint32_t key) noexcept {
    const __m512i wanted = _mm512_set1_epi16(static_cast<short>(key));
    const __mmask32 reached = _mm512_cmple_epu16_mask(_mm512_loadu_si512(starts), wanted);
    return static_cast<unsigned>(_mm_popcnt_u32(_bzhi_u32(reached, count)));
}

struct vector_search {
    static std::size_t reached(const std::uint16_t* starts, std::size_t count, std::uint32_t key) noexcept {
        std::size_t result = 0;
        for (; count > 32; count -= 32, starts += 32)
            result += count_reached(starts, 32, key);
        return result + count_reached(starts, static_cast<unsigned>(count), key);
    }
};

/// A burst: first what root and arrays say, for sixteen addresses at a time, then the nodes, so that their cache misses
/// overlap.
class burst {
public:
    static constexpr std::size_t most = 64;

    burst(const lpm_view& view, const std::uint8_t* addresses, std::uint16_t* next_hops) noexcept
        : view_(view), addresses_(addresses), next_hops_(next_hops) {}

    [[gnu::always_inline]] inline void look_up(std::size_t count) noexcept {
        for (std::size_t i = 0; i < count; i += vector)
            begin(i, static_cast<__mmask16>(_bzhi_u32(0xFFFFU, static_cast<unsigned>(count - i))));
        for (std::size_t i = 0; i < active_; ++i)
            prefetch(entries_[i]);
        for (std::size_t i = 0; i < active_; ++i)
            search(i);
        for (std::size_t i = 0; i < left_; ++i)
            go_on(entries_[i], places_[i]);
    }

private:
    static constexpr std::size_t vector = 16;
    static constexpr std::uint32_t of_array = 1;

    [[nodiscard]] const std::byte* node_at(lpm_entry entry) const noexcept {
        return view_.nodes + (entry & (node6::most_units - 1)) * lpm_unit;
    }

    /// More than most nodes have, for the loads of one node wait for each other.
    [[gnu::always_inline]] inline void prefetch(lpm_entry entry) const noexcept {
        const auto* const at = reinterpret_cast<const char*>(node_at(entry));
        _mm_prefetch(at, _MM_HINT_T0);
        _mm_prefetch(at + 64, _MM_HINT_T0);
        _mm_prefetch(at + 128, _MM_HINT_T0);
    }

    /// On x86 every load acquires.
    [[gnu::always_inline]] inline void begin(std::size_t first, __mmask16 lanes) noexcept {
        const __m512i steps = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
        const __m512i wanted =
            host_order(_mm512_mask_i32gather_epi32(_mm512_setzero_si512(), lanes, _mm512_slli_epi32(steps, 2),
                                                   addresses_ + first * 16, sizeof(std::uint32_t)));
        const __m512i root = _mm512_i32gather_epi32(_mm512_srli_epi32(wanted, 16), view_.root, sizeof(lpm_entry));
        const __mmask16 arrays = _mm512_mask_cmpeq_epi32_mask(lanes, _mm512_srli_epi32(root, node6::shape_at),
                                                              all(lpm_is_node >> node6::shape_at));
        const __m512i index = _mm512_and_si512(_mm512_srli_epi32(wanted, 4), all(0xFFF));
        const __m512i at = _mm512_add_epi32(_mm512_and_si512(root, all(node6::most_units - 1)), index);
        const __m512i found = _mm512_mask_i32gather_epi32(root, arrays, at, view_.nodes, sizeof(lpm_entry));
        _mm256_mask_storeu_epi16(next_hops_ + first, lanes, _mm512_cvtepi32_epi16(found));
        const __mmask16 more = _mm512_mask_test_epi32_mask(lanes, found, all(lpm_is_node));
        const __m512i before = _mm512_add_epi32(_mm512_slli_epi32(steps, 4), all(static_cast<unsigned>(first * 16)));
        _mm512_storeu_si512(entries_ + active_, _mm512_maskz_compress_epi32(more, found));
        const __m512i places = _mm512_mask_add_epi32(before, arrays, before, all(of_array));
        _mm512_storeu_si512(places_ + active_, _mm512_maskz_compress_epi32(more, places));
        active_ += static_cast<std::size_t>(_mm_popcnt_u32(more));
    }

    /// Looks up in a block. Whether that decides is anyone's guess, so guessing is left out: what it does not decide,
    /// or is no block, is kept for later.
    [[gnu::always_inline]] inline void search(std::size_t i) noexcept {
        const lpm_entry entry = entries_[i];
        const std::uint32_t place = places_[i];
        entries_[left_] = entry;
        places_[left_] = place;
        if ((entry >> node6::shape_at & node6::block_shape) != node6::block_shape) [[unlikely]] {
            ++left_;
            return;
        }
        const std::byte* const block = node_at(entry);
        std::uint32_t word = 0;
        __builtin_memcpy(&word, addresses_ + (place | 3U), sizeof(word));
        word = __builtin_bswap32(word);
        const std::size_t slot = word >> 24U & 15U;
        const auto first = static_cast<unsigned>(block[slot]);
        const unsigned count = static_cast<unsigned>(block[slot + 1]) - first;
        const auto* const starts = reinterpret_cast<const std::uint16_t*>(block + node6::slot_bytes);
        const unsigned reached = count_reached(starts + first, count, word >> 8U & 0xFFFFU);
        const auto ranges = static_cast<std::size_t>(block[node6::slots]);
        const std::uint16_t value = (starts + ranges)[first + reached - 1];
        next_hops_[place / 16] = value;
        left_ += static_cast<std::size_t>(value >> 15U) | static_cast<std::size_t>(count > 32);
    }

    void go_on(lpm_entry entry, std::uint32_t place) const noexcept {
        const std::uint8_t* const address = addresses_ + place / 16 * std::size_t{16};
        next_hops_[place / 16] = (place & of_array) != 0
                                     ? lpm_finish6_from28<vector_search>(view_.nodes, entry, address)
                                     : lpm_finish6<vector_search>(view_.nodes, entry, address, 2);
    }

    lpm_view view_;
    const std::uint8_t* addresses_;
    std::uint16_t* next_hops_;
    std::size_t active_ = 0;
    std::size_t left_ = 0; ///< entries that a block has not decided, at the beginning
    // Vectors may write behind the last lane.
    lpm_entry entries_[most + vector];
    std::uint32_t places_[most + vector]; ///< where the address is, and whether an array was before
};

} // namespace

template <>
void lpm_lookup_avx512<16>(const lpm_view& view, const std::uint8_t* addresses, std::uint16_t* next_hops,
                           std::size_t count) noexcept {
    for (std::size_t i = 0; i < count; i += burst::most)
        burst(view, addresses + i * 16, next_hops + i).look_up(count - i < burst::most ? count - i : burst::most);
}

} // namespace xdpk::detail
