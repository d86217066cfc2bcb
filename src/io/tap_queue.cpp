// SPDX-License-Identifier: BSD-3-Clause
#include "tap_queue.hpp"

#include "frame_pieces.hpp"

#include <algorithm>
#include <array>
#include <cerrno>

namespace xdpk {

tap_queue::tap_queue(port_id port, frame_pool& pool, holder_id holder, std::uint32_t longest,
                     const std::atomic<bool>& stopped)
    : queue(port, pool, holder), stopped_(&stopped), frames_(frames_needed(longest, pool.chunk()) + 1) {
    frames_.back() = {.iov_base = &overflow_, .iov_len = 1};
}

bool tap_queue::refill() noexcept {
    for (; held_ + 1 < frames_.size(); ++held_) {
        if (pool().available() == 0) {
            counters_.starved.add(1);
            return false;
        }
        std::byte* const data = take_frame(pool());
        pool().lend(pool().address_of(data), holder());
        frames_[held_] = {.iov_base = data, .iov_len = data_room(pool().chunk())};
    }
    return true;
}

void tap_queue::accept(burst& b, std::uint32_t length) noexcept {
    std::uint32_t used = 0;
    for (std::uint32_t left = length; left != 0; ++used) {
        const iovec& frame = frames_[used];
        const auto part = static_cast<std::uint32_t>(std::min<std::size_t>(left, frame.iov_len));
        if (used == 0)
            b.push(static_cast<std::byte*>(frame.iov_base), part, port());
        else
            b.push_segment(static_cast<std::byte*>(frame.iov_base), part);
        left -= part;
    }
    std::copy(frames_.begin() + used, frames_.begin() + held_, frames_.begin());
    held_ -= used;
    counters_.rx_bytes.add(length);
}

bool tap_queue::read(burst& b) noexcept {
    counters_.wakeups.add(1);
    const ssize_t n = ::readv(number_, frames_.data(), static_cast<int>(frames_.size()));
    if (n <= 0)
        return false;
    if (static_cast<std::size_t>(n) > (frames_.size() - 1) * data_room(pool().chunk()))
        counters_.rx_invalid.add(1);
    else
        accept(b, static_cast<std::uint32_t>(n));
    return true;
}

void tap_queue::receive(burst& b) noexcept {
    if (number_ < 0 || stopped_->load(std::memory_order_relaxed))
        return;
    for (std::uint32_t i = 0; i < burst::capacity; ++i)
        if (b.segment_room() < frames_.size() - 2 || !refill() || !read(b))
            break;
    counters_.rx_packets.add(b.size());
}

bool tap_queue::write(const burst& b, const packet& p) noexcept {
    std::array<iovec, burst::segment_capacity + 1> pieces;
    std::size_t n = 0;
    pieces[n++] = {.iov_base = p.data, .iov_len = p.length};
    for (const segment& s : b.rest(p))
        pieces[n++] = {.iov_base = s.data, .iov_len = s.length};
    counters_.wakeups.add(1);
    if (::writev(number_, pieces.data(), static_cast<int>(n)) >= 0)
        return true;
    // The kernel says EINVAL or EMSGSIZE to a packet that is none; all else is the device's state, which may change.
    (errno == EINVAL || errno == EMSGSIZE ? counters_.tx_invalid : counters_.tx_full).add(1);
    return false;
}

void tap_queue::send(const burst& b, bool all) noexcept {
    for (const packet& p : b) {
        if (!all && p.out_port != port())
            continue;
        if (number_ < 0)
            counters_.tx_full.add(1);
        else if (write(b, p)) {
            counters_.tx_packets.add(1);
            counters_.tx_bytes.add(b.length(p));
        }
        b.recycle(p);
    }
}

queue_frames tap_queue::frames(std::vector<std::uint8_t>& seen) const {
    for (std::uint32_t i = 0; i < held_; ++i)
        ++seen[pool().address_of(static_cast<const std::byte*>(frames_[i].iov_base)) / pool().chunk()];
    return {.fill = held_};
}

void tap_queue::close() noexcept {
    number_ = -1;
    while (held_ != 0)
        pool().give(static_cast<const std::byte*>(frames_[--held_].iov_base));
}

} // namespace xdpk
