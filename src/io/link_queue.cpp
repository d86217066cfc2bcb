// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/io/link_queue.hpp>

#include "frame_pieces.hpp"

#include <algorithm>

namespace xdpk {

/// Packets of any length that the burst and the pool certainly have room for.
std::uint32_t link_queue::room() const noexcept {
    const std::uint32_t frames = frames_needed(link_->longest(), pool().chunk());
    const std::uint32_t by_segments = burst::segment_capacity / std::max(frames - 1, 1U);
    return std::min({burst::capacity, by_segments, pool().available() / frames});
}

void link_queue::receive(burst& b) noexcept {
    link_->bell().disarm();
    std::uint64_t bytes = 0;
    const std::uint32_t most = room();
    const std::uint32_t n = link_->receive(most, [&](std::span<const std::byte> packet, port_id in_port) noexcept {
        bytes += packet.size();
        if (!push_copy(b, packet, in_port))
            counters_.rx_invalid.add(1);
    });
    if (n == 0) {
        counters_.starved.add(most == 0 && link_->waiting());
        return;
    }
    b.set_handed_over();
    counters_.rx_packets.add(n);
    counters_.rx_bytes.add(bytes);
}

bool link_queue::can_wait() const noexcept {
    link_->bell().arm();
    return !link_->waiting();
}

} // namespace xdpk
