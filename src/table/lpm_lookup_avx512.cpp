// SPDX-License-Identifier: BSD-3-Clause
// Compiled for the CPUs that lpm_lookup.hpp names, see CMakeLists.txt.
#include "table/lpm_lookup.hpp"
#include "table/lpm_walk.hpp"

#include <immintrin.h>

namespace xdpk::detail {

namespace {

struct avx512_search {
    static constexpr bool reads_ahead = true;

    static lpm_entry load(const lpm_entry& entry) noexcept { return __atomic_load_n(&entry, __ATOMIC_ACQUIRE); }

    template <std::size_t Bytes>
    static std::size_t begin(const lpm_view& view, const std::uint8_t* addresses, std::uint16_t* next_hops,
                             std::size_t count, lpm_entry* entries, std::uint32_t* lanes) noexcept {
        const __m512i steps = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
        std::size_t active = 0;
        for (std::size_t i = 0; i < count; i += 16) {
            const __mmask16 used = static_cast<__mmask16>(_bzhi_u32(0xFFFFU, static_cast<unsigned>(count - i)));
            const __m512i first = _mm512_mask_i32gather_epi32(_mm512_setzero_si512(), used, steps_of<Bytes>(steps),
                                                              addresses + i * Bytes, 4);
            const __m512i swapped =
                _mm512_or_si512(_mm512_slli_epi32(_mm512_and_si512(first, _mm512_set1_epi32(0xFF)), 8),
                                _mm512_and_si512(_mm512_srli_epi32(first, 8), _mm512_set1_epi32(0xFF)));
            // On x86 every load acquires.
            const __m512i found = _mm512_i32gather_epi32(swapped, view.root, 4);
            _mm256_mask_storeu_epi16(next_hops + i, used, _mm512_cvtepi32_epi16(found));
            const __mmask16 more =
                _mm512_mask_test_epi32_mask(used, found, _mm512_set1_epi32(static_cast<int>(lpm_is_node)));
            const __m512i lane = _mm512_add_epi32(steps, _mm512_set1_epi32(static_cast<int>(i)));
            _mm512_storeu_si512(entries + active, _mm512_maskz_compress_epi32(more, found));
            _mm512_storeu_si512(lanes + active, _mm512_maskz_compress_epi32(more, lane));
            active += static_cast<std::size_t>(_mm_popcnt_u32(more));
        }
        for (std::size_t i = 0; i < active; ++i)
            _mm_prefetch(reinterpret_cast<const char*>(lpm_node(view.nodes, entries[i]).at), _MM_HINT_T0);
        return active;
    }

    template <std::size_t Bytes>
    static __m512i steps_of(__m512i steps) noexcept {
        return Bytes == 4 ? steps : _mm512_slli_epi32(steps, 2);
    }

    static std::uint16_t find(const lpm_node& node, std::uint8_t byte) noexcept {
        const __mmask64 used = _bzhi_u64(~0ULL, static_cast<unsigned>(node.ranges));
        const __m512i starts = _mm512_maskz_loadu_epi8(used, node.at);
        const __mmask64 reached = _mm512_mask_cmple_epu8_mask(used, starts, _mm512_set1_epi8(static_cast<char>(byte)));
        // Without ranges nothing is reached, and the index is the byte. Computed, for a branch would be mispredicted.
        const int is_array = (static_cast<int>(node.ranges) - 1) >> 31;
        return node.values()[_mm_popcnt_u64(reached) - 1 + ((byte + 1) & is_array)];
    }
};

} // namespace

template <std::size_t Bytes>
void lpm_lookup_avx512(const lpm_view& view, const std::uint8_t* addresses, std::uint16_t* next_hops,
                       std::size_t count) noexcept {
    lpm_walk<avx512_search, Bytes> walk;
    for (std::size_t i = 0; i < count; i += walk.burst)
        walk(view, addresses + i * Bytes, next_hops + i, count - i < walk.burst ? count - i : walk.burst);
}

bool has_lpm_lookup_avx512() noexcept {
    return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("bmi2") &&
           __builtin_cpu_supports("popcnt");
}

template void lpm_lookup_avx512<4>(const lpm_view&, const std::uint8_t*, std::uint16_t*, std::size_t) noexcept;
template void lpm_lookup_avx512<16>(const lpm_view&, const std::uint8_t*, std::uint16_t*, std::size_t) noexcept;

} // namespace xdpk::detail
