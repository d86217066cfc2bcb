// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace xdpk::detail {

/// Numbers different things from 0, in the order in which they come up. The things themselves are the caller's.
class intern_table {
public:
    /// For at most so many things.
    explicit intern_table(std::size_t most) : slots_(std::bit_ceil(2 * most + 1)) {}

    /// The thing's number: `same(n)` tells whether it is the one numbered n. If none is, it gets the next number and
    /// `true`.
    template <class Same>
    std::pair<std::uint32_t, bool> number(std::uint64_t hash, Same&& same) {
        const std::size_t mask = slots_.size() - 1;
        const auto tag = static_cast<std::uint32_t>(hash >> 32U);
        std::size_t at = hash & mask;
        for (; slots_[at].number != 0; at = (at + 1) & mask)
            if (slots_[at].tag == tag && same(slots_[at].number - 1))
                return {slots_[at].number - 1, false};
        slots_[at] = {++used_, tag};
        return {used_ - 1, true};
    }

private:
    struct slot {
        std::uint32_t number = 0; ///< and 1 more
        std::uint32_t tag = 0;
    };
    std::vector<slot> slots_;
    std::uint32_t used_ = 0;
};

/// Bits for a place that no other has: a set of places has the exclusive or of theirs.
[[nodiscard]] inline std::uint64_t hash_of_place(std::uint64_t place) noexcept {
    std::uint64_t h = (place + 1) * 0x9E3779B97F4A7C15U;
    h = (h ^ h >> 32U) * 0xD6E8FEB86659FD93U;
    return h ^ h >> 32U;
}

} // namespace xdpk::detail
