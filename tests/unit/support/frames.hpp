// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/burst.hpp>

#include <algorithm>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace xdpk::test {

/// Frames of ordinary memory and the pool of the free ones.
class frames {
public:
    explicit frames(std::uint32_t count = 128, std::uint32_t chunk = 2048)
        : memory_(std::size_t{count} * chunk), pool(memory_.data(), count, chunk) {}

private:
    std::vector<std::byte> memory_;

public:
    frame_pool pool;
};

/// Puts text into a frame of the burst's pool; gives where it begins.
inline std::byte* fill_frame(frame_pool& pool, std::string_view text) {
    std::byte* const data = pool.at(pool.take()) + frame_data_offset;
    std::memcpy(data, text.data(), text.size());
    return data;
}

/// Adds a packet, in one frame or in a frame for each further piece of text.
inline packet& put(burst& b, std::string_view text, port_id in = 0, const std::vector<std::string>& further = {}) {
    b.push(fill_frame(b.pool(), text), static_cast<std::uint32_t>(text.size()), in);
    for (const std::string& more : further)
        b.push_segment(fill_frame(b.pool(), more), static_cast<std::uint32_t>(more.size()));
    return b[b.size() - 1];
}

/// A packet's bytes over all its segments.
inline std::string text_of(const burst& b, const packet& p) {
    std::string text(reinterpret_cast<const char*>(p.data), p.length);
    for (const segment& s : b.rest(p))
        text.append(reinterpret_cast<const char*>(s.data), s.length);
    return text;
}

/// True if every frame lies in the pool, once.
inline bool all_back(const frame_pool& pool) {
    const std::vector<std::uint8_t> seen = pool.census();
    return pool.available() == pool.total() && std::ranges::count(seen, 1) == pool.total();
}

} // namespace xdpk::test
