// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <unordered_map>
#include <vector>

namespace xdpk::dpdk {

/// Gives the next hops of a routing table, numbers of up to 64 bits, the smaller numbers that LPM tables hold: as many
/// different ones at a time as these can tell apart. One writer; others may read values meanwhile.
class next_hops {
public:
    static constexpr std::size_t most = 0x7FFF;

    next_hops() : values_(most), uses_(most) {}

    /// One more use of the value; nothing if there are too many different ones.
    std::optional<std::uint16_t> take(std::uint64_t value);
    /// One use less of the number.
    void drop(std::uint16_t number);

    [[nodiscard]] std::uint64_t value(std::uint16_t number) const noexcept {
        return __atomic_load_n(&values_[number], __ATOMIC_RELAXED);
    }

private:
    std::vector<std::uint64_t> values_;
    std::vector<std::uint32_t> uses_;
    std::deque<std::uint16_t> dropped_; ///< unused numbers below used_
    std::uint16_t used_ = 0;
    std::unordered_map<std::uint64_t, std::uint16_t> numbers_;
};

} // namespace xdpk::dpdk
