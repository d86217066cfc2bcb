// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/any_stage.hpp>
#include <xdpk/core/burst.hpp>
#include <xdpk/io/umem.hpp>
#include <xdpk/net/big_endian.hpp>
#include <xdpk/net/ip.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <vector>

namespace xdpk::bench {

/// What differs between packets: an IPv4 packet's ends.
struct ends {
    be32 source;
    be32 destination;
    be16 source_port;
    be16 destination_port;

    [[nodiscard]] ends reversed() const noexcept { return {destination, source, destination_port, source_port}; }
};

/// Reads them from a packet that was made here, whatever stages made of it.
[[nodiscard]] ends ends_of(const packet& p) noexcept;

/// Runs a burst through stages and drops it. Only what happens in here is timed or counted.
void run(any_stage& stages, burst& b) noexcept;

/// Frames of 60 bytes, as if they had just been received, in bursts of 64, eight bursts at a time: with one, packets
/// would always be in the first level cache, where no device puts them.
class traffic {
public:
    using next_ends = std::function<ends()>;

    /// TCP segments with these flags.
    explicit traffic(std::uint8_t tcp_flags);

    /// Makes bursts until there were as many packets, and times what the stages do with them; nanoseconds per packet.
    double time(any_stage& stages, std::size_t packets, const next_ends& next);

    /// Has each of some packets pass, and returns what they became. Throws if one is dropped.
    std::vector<ends> pass(any_stage& stages, const std::vector<ends>& packets);

private:
    static constexpr std::size_t bursts_at_a_time = 8;

    void put(burst& b, const ends& e) noexcept;

    umem memory_;
    std::vector<std::byte> original_;
    std::deque<burst> bursts_;
};

} // namespace xdpk::bench
