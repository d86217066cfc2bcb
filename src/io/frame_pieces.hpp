// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/burst.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace xdpk {

/// Bytes of a packet that a frame of `chunk` bytes takes.
[[nodiscard]] constexpr std::uint32_t data_room(std::uint32_t chunk) noexcept { return chunk - frame_data_offset; }

/// Frames that a packet of `length` bytes takes; at least one.
[[nodiscard]] constexpr std::uint32_t frames_needed(std::size_t length, std::uint32_t chunk) noexcept {
    const std::size_t room = data_room(chunk);
    return length <= room ? 1 : static_cast<std::uint32_t>((length + room - 1) / room);
}

/// Frames that a full burst takes when its packets are of up to `length` bytes.
[[nodiscard]] constexpr std::uint32_t frames_of_burst(std::size_t length, std::uint32_t chunk) noexcept {
    return std::min(burst::capacity * frames_needed(length, chunk), burst::capacity + burst::segment_capacity);
}

/// Takes a frame from the pool, which must have one; gives where its data begins.
[[nodiscard]] inline std::byte* take_frame(frame_pool& pool) noexcept {
    return pool.at(pool.take()) + frame_data_offset;
}

/// Appends a packet of these bytes to a burst that is not full. False if the pool or the burst's segments do not
/// suffice.
[[nodiscard]] inline bool push_copy(burst& b, std::span<const std::byte> bytes, port_id in_port) noexcept {
    frame_pool& pool = b.pool();
    const std::uint32_t needed = frames_needed(bytes.size(), pool.chunk());
    if (pool.available() < needed || b.segment_room() < needed - 1)
        return false;
    for (std::uint32_t i = 0; i < needed; ++i) {
        const auto part = bytes.first(std::min<std::size_t>(bytes.size(), data_room(pool.chunk())));
        std::byte* const to = take_frame(pool);
        std::memcpy(to, part.data(), part.size());
        if (i == 0)
            b.push(to, static_cast<std::uint32_t>(part.size()), in_port);
        else
            b.push_segment(to, static_cast<std::uint32_t>(part.size()));
        bytes = bytes.subspan(part.size());
    }
    return true;
}

} // namespace xdpk
