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

__m512i place(__m512i entries, __m512i index) noexcept {
    return _mm512_add_epi32(_mm512_and_si512(entries, all(node6::most_units - 1)), index);
}

/// A burst: first what root and arrays say, for sixteen addresses at a time, then the lists, so that their cache misses
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
            _mm_prefetch(reinterpret_cast<const char*>(node6(view_.nodes, entries_[i]).at), _MM_HINT_T0);
        for (std::size_t i = 0; i < active_; ++i)
            next_hops_[bytes_[i] / 16] = search(entries_[i], bytes_[i]);
    }

private:
    static constexpr std::size_t vector = 16;

    /// On x86 every load acquires.
    [[gnu::always_inline]] inline void begin(std::size_t first, __mmask16 lanes) noexcept {
        const __m512i steps = _mm512_setr_epi32(0, 16, 32, 48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224, 240);
        const __m512i none = _mm512_setzero_si512();
        const __m512i wanted = host_order(_mm512_mask_i32gather_epi32(none, lanes, steps, addresses_ + first * 16, 1));
        const __m512i root = _mm512_i32gather_epi32(_mm512_srli_epi32(wanted, 16), view_.root, sizeof(lpm_entry));
        const __mmask16 arrays = _mm512_mask_cmpeq_epi32_mask(lanes, _mm512_srli_epi32(root, node6::shape_at),
                                                              all(lpm_is_node >> node6::shape_at));
        const __m512i middle = _mm512_and_si512(_mm512_srli_epi32(wanted, 4), all(0xFFF));
        const __m512i block =
            _mm512_mask_i32gather_epi32(root, arrays, place(root, middle), view_.nodes, sizeof(lpm_entry));
        const __mmask16 blocks = _mm512_mask_test_epi32_mask(arrays, block, all(lpm_is_node));
        const __m512i last = _mm512_and_si512(wanted, all(0xF));
        const __m512i found =
            _mm512_mask_i32gather_epi32(block, blocks, place(block, last), view_.nodes, sizeof(lpm_entry));
        _mm256_mask_storeu_epi16(next_hops_ + first, lanes, _mm512_cvtepi32_epi16(found));
        const __m512i before = _mm512_add_epi32(steps, all(static_cast<std::uint32_t>(first * 16 + 2)));
        keep(found, _mm512_mask_add_epi32(before, arrays, before, all(2)),
             _mm512_mask_test_epi32_mask(lanes, found, all(lpm_is_node)));
    }

    [[gnu::always_inline]] inline void keep(__m512i entries, __m512i bytes, __mmask16 lanes) noexcept {
        _mm512_storeu_si512(entries_ + active_, _mm512_maskz_compress_epi32(lanes, entries));
        _mm512_storeu_si512(bytes_ + active_, _mm512_maskz_compress_epi32(lanes, bytes));
        active_ += static_cast<std::size_t>(_mm_popcnt_u32(lanes));
    }

    [[gnu::always_inline]] inline std::uint16_t search(lpm_entry entry, std::size_t byte) const noexcept {
        const node6 node(view_.nodes, entry);
        if (node.room == 0) [[unlikely]]
            return go_on(entry, byte);
        std::uint16_t key = 0;
        __builtin_memcpy(&key, addresses_ + byte, sizeof(key));
        const __m512i wanted = _mm512_set1_epi16(static_cast<short>(__builtin_bswap16(key)));
        const __mmask32 starts = _mm512_cmple_epu16_mask(_mm512_loadu_si512(node.at), wanted);
        const unsigned reached = _bzhi_u32(starts, static_cast<unsigned>(node.room));
        const std::uint16_t value = node.values()[_mm_popcnt_u32(reached) - 1];
        if ((value & lpm_is_child) != 0) [[unlikely]]
            return go_on(entry, byte);
        return value;
    }

    /// The few that a list at the first 32 bits does not decide.
    [[gnu::noinline]] std::uint16_t go_on(lpm_entry entry, std::size_t byte) const noexcept {
        return lpm_finish6(view_.nodes, entry, addresses_ + byte / 16 * 16, byte % 16);
    }

    lpm_view view_;
    const std::uint8_t* addresses_;
    std::uint16_t* next_hops_;
    std::size_t active_ = 0;
    // Vectors may write behind the last lane.
    lpm_entry entries_[most + vector];
    std::uint32_t bytes_[most + vector]; ///< where in the addresses the node's bits are
};

} // namespace

template <>
void lpm_lookup_avx512<16>(const lpm_view& view, const std::uint8_t* addresses, std::uint16_t* next_hops,
                           std::size_t count) noexcept {
    for (std::size_t i = 0; i < count; i += burst::most)
        burst(view, addresses + i * 16, next_hops + i).look_up(count - i < burst::most ? count - i : burst::most);
}

} // namespace xdpk::detail
