// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/frame_pool.hpp>
#include <xdpk/core/packet.hpp>

#include <array>
#include <cstdint>
#include <span>

namespace xdpk {

/// Up to 64 packets handled together. Owns their frames: whatever no port took goes back to the pool at the latest
/// when the burst dies. Lives on one worker's stack; nothing in it is initialised before it is filled.
class burst {
public:
    /// Packets that are received at a time; stages may add copies up to `room_capacity` in all.
    static constexpr std::uint32_t capacity = 64;
    static constexpr std::uint32_t room_capacity = 256;
    static constexpr std::uint32_t segment_capacity = 512;

    explicit burst(frame_pool& pool) noexcept : pool_(&pool) {}
    burst(const burst&) = delete;
    burst& operator=(const burst&) = delete;
    ~burst() { recycle(); }

    [[nodiscard]] std::uint32_t size() const noexcept { return size_; }
    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] packet* begin() noexcept { return packets_.data(); }
    [[nodiscard]] packet* end() noexcept { return packets_.data() + size_; }
    [[nodiscard]] const packet* begin() const noexcept { return packets_.data(); }
    [[nodiscard]] const packet* end() const noexcept { return packets_.data() + size_; }
    [[nodiscard]] packet& operator[](std::uint32_t i) noexcept { return packets_[i]; }
    [[nodiscard]] frame_pool& pool() const noexcept { return *pool_; }

    /// True if a packet of this burst has more than one segment.
    [[nodiscard]] bool has_segments() const noexcept { return segments_used_ != 0; }
    /// The segments of a packet of this burst after its first.
    [[nodiscard]] std::span<const segment> rest(const packet& p) const noexcept {
        return {segments_.data() + p.rest, p.rest_count};
    }
    [[nodiscard]] std::span<segment> rest(const packet& p) noexcept {
        return {segments_.data() + p.rest, p.rest_count};
    }
    /// Bytes of a packet over all its segments.
    [[nodiscard]] std::uint32_t length(const packet& p) const noexcept {
        std::uint32_t sum = p.length;
        if (p.rest_count != 0) [[unlikely]]
            for (const segment& s : rest(p))
                sum += s.length;
        return sum;
    }

    /// Receiving: room for packets behind the last one; append() makes the first `n` of it part of the burst.
    [[nodiscard]] packet* room() noexcept { return end(); }
    void append(std::uint32_t n) noexcept { size_ += n; }
    void push(std::byte* data, std::uint32_t length, port_id in_port) noexcept {
        packets_[size_++] = describe(data, length, in_port);
    }
    /// Receiving: adds a segment to the last packet. There are at most `segment_capacity` in a burst.
    [[nodiscard]] std::uint32_t segment_room() const noexcept { return segment_capacity - segments_used_; }
    void push_segment(std::byte* data, std::uint32_t length) noexcept {
        packet& last = packets_[size_ - 1];
        if (last.rest_count++ == 0)
            last.rest = static_cast<std::uint16_t>(segments_used_);
        segments_[segments_used_++] = {data, length};
    }
    [[nodiscard]] static packet describe(std::byte* data, std::uint32_t length, port_id in_port) noexcept {
        return {.data = data,
                .length = length,
                .hash = 0,
                .in_port = in_port,
                .out_port = unrouted,
                .type = 0,
                .l3 = 0,
                .l4 = 0,
                .rest = 0,
                .rest_count = 0,
                .mark = 0};
    }

    /// Adds a copy of a packet of this burst, bytes and all; nullptr if there are too few frames or there is no room.
    packet* clone(const packet& original) noexcept;

    /// Shortens the list to the packets that `keep` is true of, in their order. The others' frames are the caller's
    /// from then on.
    template <class Keep>
    void retain(Keep keep) noexcept {
        std::uint32_t kept = 0;
        for (std::uint32_t i = 0; i < size_; ++i)
            if (keep(packets_[i])) {
                if (kept != i)
                    packets_[kept] = packets_[i];
                ++kept;
            }
        size_ = kept;
    }

    /// Another worker received these packets and handed them over to this one.
    [[nodiscard]] bool handed_over() const noexcept { return handed_over_; }
    /// Receiving: they were handed over, all of this burst.
    void set_handed_over() noexcept { handed_over_ = true; }

    /// Set of the ways out of this burst's packets, of which there is one at least: bit n for way n. A number that is
    /// none becomes `unrouted`.
    [[nodiscard]] std::uint64_t ways_out() noexcept {
        const port_id first = packets_[0].out_port;
        for (const packet& p : *this)
            if (p.out_port != first)
                return different_ways_out();
        return first <= to_drop ? std::uint64_t{1} << first : different_ways_out();
    }

    /// Returns one packet's frames to the pool; the packet stays in the list.
    void recycle(const packet& p) const noexcept {
        pool_->give(p.data);
        for (const segment& s : rest(p))
            pool_->give(s.data);
    }
    /// Returns the frames of every packet and empties the burst.
    void recycle() noexcept {
        for (const packet& p : *this)
            recycle(p);
        release();
    }
    /// Empties the burst; its frames belong to others now.
    void release() noexcept {
        size_ = 0;
        segments_used_ = 0;
        handed_over_ = false;
    }

private:
    std::byte* copy_of(const std::byte* data, std::uint32_t length) noexcept;
    std::uint64_t different_ways_out() noexcept;

    frame_pool* pool_;
    std::uint32_t size_ = 0;
    std::uint32_t segments_used_ = 0;
    std::array<packet, room_capacity> packets_;
    std::array<segment, segment_capacity> segments_;
    bool handed_over_ = false;
};

} // namespace xdpk
