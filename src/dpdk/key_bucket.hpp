// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/vectors_wanted.hpp"

#include <cstdint>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace xdpk::dpdk {

/// Eight places of a hash table in a cache line: 16 bits of each key's hash, and where the key is. As detail::tag_line,
/// but with the positions beside the tags, which here are not the places. One thread changes it while others look.
struct alignas(64) key_bucket {
    static constexpr unsigned slots = 8;
    static constexpr std::uint16_t no_tag = 0;

    std::uint16_t tags[slots]; ///< no_tag: the slot is free
    std::uint32_t positions[slots];
    std::uint16_t passed;    ///< keys that found all slots taken and went to a bucket after this one
    std::uint16_t passed_by; ///< a Bloom filter of them, by the upper four bits of their tags

    /// Bit i is set where slot i may have a key of this tag; what was written before the tag can be read.
    [[nodiscard]] std::uint32_t match(std::uint16_t tag) const noexcept {
#if defined(__SSE2__)
        if constexpr (detail::vectors_wanted) {
            const __m128i equal = _mm_cmpeq_epi16(_mm_load_si128(reinterpret_cast<const __m128i*>(tags)),
                                                  _mm_set1_epi16(static_cast<short>(tag)));
            const auto found = static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_packs_epi16(equal, equal))) & 0xFFU;
            __atomic_thread_fence(__ATOMIC_ACQUIRE);
            return found;
        }
#endif
        std::uint32_t found = 0;
        for (unsigned i = 0; i < slots; ++i)
            found |= static_cast<std::uint32_t>(__atomic_load_n(&tags[i], __ATOMIC_ACQUIRE) == tag) << i;
        return found;
    }

    [[nodiscard]] std::uint32_t position(unsigned slot) const noexcept {
        return __atomic_load_n(&positions[slot], __ATOMIC_RELAXED);
    }

    /// Whether a key with this tag may be in a bucket after this one.
    [[nodiscard]] bool may_have_passed(std::uint16_t tag) const noexcept {
        return (__atomic_load_n(&passed_by, __ATOMIC_ACQUIRE) >> (tag >> 12U) & 1U) != 0;
    }

    void put(unsigned slot, std::uint16_t tag, std::uint32_t position) noexcept {
        __atomic_store_n(&positions[slot], position, __ATOMIC_RELAXED);
        __atomic_store_n(&tags[slot], tag, __ATOMIC_RELEASE);
    }
    void clear(unsigned slot) noexcept { __atomic_store_n(&tags[slot], no_tag, __ATOMIC_RELEASE); }

    void let_pass(std::uint16_t tag) noexcept {
        const auto filter = static_cast<std::uint16_t>(passed_by | 1U << (tag >> 12U));
        __atomic_store_n(&passed_by, filter, __ATOMIC_RELEASE);
        // What cannot be counted any more is never uncounted: the filter stays as it is.
        if (passed != 0xFFFF)
            ++passed;
    }

    /// A key that had passed is gone.
    void forget_one() noexcept {
        if (passed != 0xFFFF && --passed == 0)
            __atomic_store_n(&passed_by, std::uint16_t{0}, __ATOMIC_RELEASE);
    }
};
static_assert(sizeof(key_bucket) == 64);

} // namespace xdpk::dpdk
