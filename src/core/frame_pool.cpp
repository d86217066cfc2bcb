// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/core/frame_pool.hpp>

#include <bit>

namespace xdpk {

frame_pool::frame_pool(std::byte* memory, std::uint32_t count, std::uint32_t chunk)
    : memory_(memory), chunk_(chunk), shift_(static_cast<unsigned>(std::countr_zero(chunk))), free_(count),
      stack_(count), holder_(count) {
    // The lowest frame comes out first.
    for (std::uint32_t i = 0; i < count; ++i)
        stack_[i] = frame_address{count - 1 - i} * chunk;
}

std::vector<std::uint8_t> frame_pool::census() const {
    std::vector<std::uint8_t> seen(total());
    for (std::uint32_t i = 0; i < free_; ++i)
        ++seen[stack_[i] >> shift_];
    return seen;
}

std::uint32_t frame_pool::reclaim(holder_id from) noexcept {
    const std::uint32_t before = free_;
    const std::vector<std::uint8_t> in_pool = census();
    for (std::uint32_t frame = 0; frame < total(); ++frame)
        if (holder_[frame] == from && in_pool[frame] == 0)
            give(frame_address{frame} << shift_);
    return free_ - before;
}

} // namespace xdpk
