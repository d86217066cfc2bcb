// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/burst.hpp>
#include <xdpk/stage/parse_headers.hpp>

#include <algorithm>
#include <cstring>
#include <limits>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace xdpk::fuzz {

inline constexpr std::size_t everything = std::numeric_limits<std::size_t>::max();

/// A burst of one packet, each of its segments in memory that ends where it does: the sanitizer sees every read behind.
class lone_packet {
public:
    /// With `first` bytes in the first segment, and the rest in a second one.
    explicit lone_packet(std::span<const std::uint8_t> bytes, std::size_t first = everything)
        : head_(std::min(first, bytes.size())), frame_(std::make_unique<std::byte[]>(frame_data_offset + head_)),
          second_(std::make_unique<std::byte[]>(bytes.size() - head_)), pool_(frame_.get(), 1, chunk), burst_(pool_) {
        std::memcpy(frame_.get() + frame_data_offset, bytes.data(), head_);
        burst_.push(frame_.get() + frame_data_offset, static_cast<std::uint32_t>(head_), 0);
        const std::span<const std::uint8_t> rest = bytes.subspan(head_);
        std::ranges::copy(std::as_bytes(rest), second_.get());
        if (!rest.empty())
            burst_.push_segment(second_.get(), static_cast<std::uint32_t>(rest.size()));
    }
    lone_packet(const lone_packet&) = delete;
    lone_packet& operator=(const lone_packet&) = delete;
    ~lone_packet() { burst_.release(); }

    burst& in_burst() noexcept { return burst_; }
    packet& operator*() noexcept { return burst_[0]; }
    packet* operator->() noexcept { return &burst_[0]; }

private:
    static constexpr std::uint32_t chunk = 1U << 17U; ///< more than any packet has

    std::size_t head_;
    std::unique_ptr<std::byte[]> frame_;
    std::unique_ptr<std::byte[]> second_;
    frame_pool pool_;
    burst burst_;
};

/// Nothing in it is malformed, and every checksum is right.
inline bool is_sound(const burst& from, const packet& p) {
    frame_pool none(nullptr, 0, 2048);
    burst b(none);
    b.push(p.data, p.length, 0);
    for (const segment& s : from.rest(p))
        b.push_segment(s.data, s.length);
    parse_config config;
    config.checksums.fill(checksum_policy::verify);
    parse_headers verify(config);
    verify(b);
    const bool sound = b[0].out_port != to_drop;
    b.release();
    return sound;
}

/// What a stage counted in all, but for some names.
template <class S>
std::uint64_t counted(const S& stage, std::initializer_list<std::string_view> but_for = {}) {
    std::uint64_t sum = 0;
    for (const named_counter& c : stage.counters())
        if (std::ranges::find(but_for, c.name) == but_for.end())
            sum += c.value->get();
    return sum;
}

} // namespace xdpk::fuzz
