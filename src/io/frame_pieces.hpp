// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/burst.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>

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

} // namespace xdpk
