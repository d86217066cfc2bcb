// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/big_endian.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace xdpk {

/// The number of a generated frame, first thing in its payload: tells a receiver what got lost, what changed places and
/// how long the frame was on its way. As short as it has to be for a UDP frame of 64 bytes.
struct stamp {
    be32 magic;    ///< expected_magic
    be16 stream;   ///< which sender of which run
    be32 sequence; ///< counts a stream's frames from 0, modulo 2^32
    be64 time;     ///< the sender's CLOCK_MONOTONIC in nanoseconds

    static constexpr std::uint32_t expected_magic = 0x7864706b; ///< "xdpk"
};
static_assert(sizeof(stamp) == 18 && alignof(stamp) == 1);

/// Puts stamps into copies of one packet; checksums are updated (RFC 1624).
class stamper {
public:
    /// `original` is a UDP, TCP or ICMP packet of one frame. Throws xdpk::error for others, and if the payload is too
    /// short.
    explicit stamper(std::span<const std::byte> original);

    /// Replaces the first bytes of the payload of `packet`, which has the original's headers.
    void apply(std::span<std::byte> packet, const stamp& value) const noexcept;

    /// Where in the packet the stamp stands.
    [[nodiscard]] std::size_t offset() const noexcept { return stamp_at_; }

private:
    std::uint16_t stamp_at_;
    std::uint16_t checksum_at_;
    bool is_udp_;
};

} // namespace xdpk
