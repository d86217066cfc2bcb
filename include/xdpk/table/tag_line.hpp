// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace xdpk::detail {

/// The directory of 30 slots of a hash table, in one cache line: of each used slot 16 bits of its key's hash, so that a
/// key that is not there is mistaken for one that may be there once in two thousand times.
struct alignas(64) tag_line {
    static constexpr unsigned slots = 30;
    static constexpr std::uint32_t all = (std::uint32_t{1} << slots) - 1;
    static constexpr std::uint32_t no_tag = 0;

    std::array<std::uint16_t, slots> tags{}; ///< no_tag: the slot is free
    std::uint16_t passed = 0;                ///< keys that found all slots taken and went to a line after this one
    std::uint16_t passed_by = 0; ///< a Bloom filter of them, by the upper four bits of their tags (Cuckoo++, ANCS 2018)

    /// Bit i is set where slot i has this tag.
    [[nodiscard]] std::uint32_t match(std::uint32_t tag) const noexcept;
    [[nodiscard]] std::uint32_t free() const noexcept { return match(no_tag); }

    /// match(), and one bit more if the key may be in a line after this one: 0 if it is nowhere.
    static constexpr std::uint32_t go_on = all + 1;
    [[nodiscard]] std::uint32_t candidates(std::uint32_t tag) const noexcept {
        return match(tag) | static_cast<std::uint32_t>(may_have_passed(tag)) << slots;
    }

    /// Whether a key with this tag may be in a line after this one.
    [[nodiscard]] bool may_have_passed(std::uint32_t tag) const noexcept {
        return (passed_by >> (tag >> 12U) & 1U) != 0;
    }
    void let_pass(std::uint32_t tag) noexcept;
    /// A key that had passed is gone.
    void forget_one() noexcept;
};
static_assert(sizeof(tag_line) == 64);

inline std::uint32_t tag_line::match(std::uint32_t tag) const noexcept {
#if defined(__SSE2__)
    const auto* const line = reinterpret_cast<const __m128i*>(this);
    const __m128i wanted = _mm_set1_epi16(static_cast<short>(tag));
    const __m128i a = _mm_cmpeq_epi16(_mm_load_si128(line), wanted);
    const __m128i b = _mm_cmpeq_epi16(_mm_load_si128(line + 1), wanted);
    const __m128i c = _mm_cmpeq_epi16(_mm_load_si128(line + 2), wanted);
    const __m128i d = _mm_cmpeq_epi16(_mm_load_si128(line + 3), wanted);
    const auto low = static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_packs_epi16(a, b)));
    const auto high = static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_packs_epi16(c, d)));
    return (low | high << 16U) & all;
#else
    std::uint32_t found = 0;
    for (unsigned i = 0; i < slots; ++i)
        found |= std::uint32_t{tags[i] == tag} << i;
    return found;
#endif
}

inline void tag_line::let_pass(std::uint32_t tag) noexcept {
    passed_by = static_cast<std::uint16_t>(passed_by | 1U << (tag >> 12U));
    // What cannot be counted any more is never uncounted: the filter stays as it is.
    if (passed != 0xFFFF)
        ++passed;
}

inline void tag_line::forget_one() noexcept {
    if (passed == 0xFFFF)
        return;
    if (--passed == 0)
        passed_by = 0;
}

/// Where a key may be: the line that its hash names, and its tag there.
struct tag_place {
    std::uint32_t line;
    std::uint32_t tag; ///< 16 bits
};

/// Keys that are looked up together: a burst, so that the first one's entry is there by the time that the last one's is
/// asked for.
struct tag_search {
    static constexpr std::size_t most = 64;

    std::array<tag_place, most> places;
    std::array<std::uint32_t, most> found; ///< candidates() of the place's line and tag
};

/// Fills in the first `count` of `found`.
using match_many = void (*)(const tag_line* lines, tag_search& search, std::size_t count) noexcept;

/// One for each instruction set that this CPU has, the fastest first.
struct tag_matcher {
    const char* name;
    match_many match;
    bool usable;
};
[[nodiscard]] const std::array<tag_matcher, 3>& tag_matchers() noexcept;
[[nodiscard]] match_many best_tag_matcher() noexcept;

} // namespace xdpk::detail
