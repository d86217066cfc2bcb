// SPDX-License-Identifier: BSD-3-Clause
#include "table/node_pool.hpp"

#include <algorithm>

namespace xdpk::detail {

std::uint32_t node_pool::allocate(std::size_t length, bool anywhere) {
    std::uint32_t first = 0;
    if (std::vector<std::uint32_t>& exact = free_[length]; !exact.empty()) {
        first = exact.back();
        exact.pop_back();
    } else if (const std::size_t gap = anywhere ? 0 : gap_before(length); untouched_ + gap + length <= units_) {
        if (gap != 0)
            free_[gap].push_back(static_cast<std::uint32_t>(untouched_));
        first = static_cast<std::uint32_t>(untouched_ + gap);
        untouched_ += gap + length;
    } else {
        first = split(length);
    }
    used_ += length;
    return first;
}

std::size_t node_pool::gap_before(std::size_t length) const noexcept {
    const std::size_t room = line_ - untouched_ % line_;
    return std::min(length, line_) > room ? room : 0;
}

std::uint32_t node_pool::split(std::size_t length) {
    for (std::size_t longer = length + 1; longer < free_.size(); ++longer) {
        if (free_[longer].empty())
            continue;
        const std::uint32_t first = free_[longer].back();
        free_[longer].pop_back();
        free_[longer - length].push_back(first + static_cast<std::uint32_t>(length));
        return first;
    }
    throw full{};
}

void node_pool::release(std::uint32_t first, std::size_t length) {
    free_[length].push_back(first);
    used_ -= length;
}

void node_pool::retire(std::uint32_t first, std::size_t length) {
    retired_.push_back({first, static_cast<std::uint32_t>(length)});
    used_ -= length;
    retired_units_ += length;
}

void node_pool::reclaim() {
    for (const run& r : retired_)
        free_[r.length].push_back(r.first);
    retired_.clear();
    retired_units_ = 0;
}

} // namespace xdpk::detail
