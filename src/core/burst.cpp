// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/core/burst.hpp>

#include <cstring>

namespace xdpk {

packet* burst::clone(const packet& original) noexcept {
    if (size_ == room_capacity || segment_room() < original.rest_count || pool_->available() < original.rest_count + 1U)
        return nullptr;
    packet& copy = packets_[size_] = original;
    copy.data = copy_of(original.data, original.length);
    copy.rest_count = 0;
    ++size_;
    for (const segment& s : rest(original))
        push_segment(copy_of(s.data, s.length), s.length);
    return &copy;
}

// At the same place in its frame, so that there is the same room for headers to grow.
std::byte* burst::copy_of(const std::byte* data, std::uint32_t length) noexcept {
    const frame_address offset = pool_->address_of(data) & (pool_->chunk() - 1);
    std::byte* const to = pool_->at(pool_->take() + offset);
    std::memcpy(to, data, length);
    return to;
}

std::uint64_t burst::different_ways_out() noexcept {
    std::uint64_t ways = 0;
    for (packet& p : *this) {
        p.out_port = p.out_port <= to_drop ? p.out_port : port_id{unrouted};
        ways |= std::uint64_t{1} << p.out_port;
    }
    return ways;
}

} // namespace xdpk
