// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/table/tag_line.hpp>

#include <algorithm>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace xdpk::detail {

namespace {

void match_baseline(const tag_line* lines, tag_search& search, std::size_t count) noexcept {
    for (std::size_t i = 0; i < count; ++i)
        search.found[i] = lines[search.places[i].line].candidates(search.places[i].tag);
}

#if defined(__x86_64__)

inline std::uint32_t go_on(const tag_line* lines, tag_place place) noexcept {
    return static_cast<std::uint32_t>(lines[place.line].may_have_passed(place.tag)) << tag_line::slots;
}

[[gnu::target("avx2")]] void match_avx2(const tag_line* lines, tag_search& search, std::size_t count) noexcept {
    for (std::size_t i = 0; i < count; ++i) {
        const auto* const line = reinterpret_cast<const __m256i*>(lines + search.places[i].line);
        const __m256i wanted = _mm256_set1_epi16(static_cast<short>(search.places[i].tag));
        const __m256i low = _mm256_cmpeq_epi16(_mm256_load_si256(line), wanted);
        const __m256i high = _mm256_cmpeq_epi16(_mm256_load_si256(line + 1), wanted);
        // Packing works within halves: put the quarters in order again.
        const __m256i packed = _mm256_permute4x64_epi64(_mm256_packs_epi16(low, high), 0xD8);
        search.found[i] =
            (static_cast<std::uint32_t>(_mm256_movemask_epi8(packed)) & tag_line::all) | go_on(lines, search.places[i]);
    }
}

[[gnu::target("avx512f,avx512bw")]] void match_avx512(const tag_line* lines, tag_search& search,
                                                      std::size_t count) noexcept {
    for (std::size_t i = 0; i < count; ++i) {
        const __m512i line = _mm512_load_si512(lines + search.places[i].line);
        const __m512i wanted = _mm512_set1_epi16(static_cast<short>(search.places[i].tag));
        search.found[i] = (_mm512_cmpeq_epi16_mask(line, wanted) & tag_line::all) | go_on(lines, search.places[i]);
    }
}

std::array<tag_matcher, 3> matchers() noexcept {
    return {{{"avx512bw", match_avx512, __builtin_cpu_supports("avx512bw") != 0},
             {"avx2", match_avx2, __builtin_cpu_supports("avx2") != 0},
             {"baseline", match_baseline, true}}};
}

#else

std::array<tag_matcher, 3> matchers() noexcept {
    return {{{"", match_baseline, false}, {"", match_baseline, false}, {"baseline", match_baseline, true}}};
}

#endif

} // namespace

const std::array<tag_matcher, 3>& tag_matchers() noexcept {
    static const std::array<tag_matcher, 3> all = matchers();
    return all;
}

match_many best_tag_matcher() noexcept { return std::ranges::find_if(tag_matchers(), &tag_matcher::usable)->match; }

} // namespace xdpk::detail
