// SPDX-License-Identifier: BSD-3-Clause
#include "dpdk/next_hops.hpp"

namespace xdpk::dpdk {

std::optional<std::uint16_t> next_hops::take(std::uint64_t value) {
    if (const auto known = numbers_.find(value); known != numbers_.end()) {
        ++uses_[known->second];
        return known->second;
    }
    if (used_ == most && dropped_.empty())
        return std::nullopt;
    std::uint16_t number = used_;
    // A reader may still be about to look up the value of a number that was dropped: new ones first.
    if (used_ < most) {
        ++used_;
    } else {
        number = dropped_.front();
        dropped_.pop_front();
    }
    numbers_.emplace(value, number);
    uses_[number] = 1;
    // Readers come to the number through the table, which publishes it after this.
    __atomic_store_n(&values_[number], value, __ATOMIC_RELEASE);
    return number;
}

void next_hops::drop(std::uint16_t number) {
    if (--uses_[number] != 0)
        return;
    numbers_.erase(values_[number]);
    dropped_.push_back(number);
}

} // namespace xdpk::dpdk
