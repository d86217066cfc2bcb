// SPDX-License-Identifier: BSD-3-Clause
#include "loop_queue.hpp"

#include "frame_pieces.hpp"

#include <algorithm>
#include <cstring>

namespace xdpk {

// Another queue may have held the frame before: without the new holder's name it would be taken from here when that one
// loses its device.
void loop_queue::put(std::byte* data, std::uint32_t length, std::uint32_t rest) noexcept {
    pool().lend(pool().address_of(data), holder());
    pieces_[tail_++ & mask_] = {.data = data, .length = length, .rest = rest};
}

bool loop_queue::load(std::span<const std::byte> bytes) noexcept {
    const std::uint32_t pieces = frames_needed(bytes.size(), pool().chunk());
    if (room() < pieces || pool().available() < pieces)
        return false;
    for (std::uint32_t i = 0; i < pieces; ++i) {
        const std::span<const std::byte> part =
            bytes.first(std::min<std::size_t>(bytes.size(), data_room(pool().chunk())));
        std::byte* const to = take_frame(pool());
        std::memcpy(to, part.data(), part.size());
        put(to, static_cast<std::uint32_t>(part.size()), i == 0 ? pieces - 1 : 0);
        bytes = bytes.subspan(part.size());
    }
    return true;
}

void loop_queue::receive(burst& b) noexcept {
    if (stopped_->load(std::memory_order_relaxed))
        return;
    std::uint64_t bytes = 0;
    while (head_ != tail_ && b.size() < burst::capacity && front().rest <= b.segment_room()) {
        const std::uint32_t rest = front().rest;
        b.push(front().data, front().length, port());
        bytes += front().length;
        ++head_;
        for (std::uint32_t i = 0; i < rest; ++i, ++head_) {
            b.push_segment(front().data, front().length);
            bytes += front().length;
        }
    }
    counters_.rx_packets.add(b.size());
    counters_.rx_bytes.add(bytes);
}

void loop_queue::send(const burst& b, bool all) noexcept {
    std::uint32_t sent = 0;
    std::uint64_t bytes = 0;
    for (const packet& p : b) {
        if (!all && p.out_port != port())
            continue;
        if (room() <= p.rest_count) {
            counters_.tx_full.add(1);
            b.recycle(p);
            continue;
        }
        put(p.data, p.length, p.rest_count);
        for (const segment& s : b.rest(p))
            put(s.data, s.length, 0);
        ++sent;
        bytes += b.length(p);
    }
    counters_.tx_packets.add(sent);
    counters_.tx_bytes.add(bytes);
}

queue_frames loop_queue::frames(std::vector<std::uint8_t>& seen) const {
    for (std::uint32_t i = head_; i != tail_; ++i)
        ++seen[pool().address_of(pieces_[i & mask_].data) / pool().chunk()];
    return {.rx = tail_ - head_};
}

void loop_queue::close() noexcept {
    for (; head_ != tail_; ++head_)
        pool().give(front().data);
}

} // namespace xdpk
