// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/flow_variation.hpp>
#include <xdpk/net/packet_builder.hpp>
#include <xdpk/net/stamp.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace xdpk {

/// What a traffic generator sends.
struct traffic_spec {
    packet_spec packet{};                 ///< flow 0; its frame size is ignored
    std::vector<std::uint32_t> sizes{60}; ///< bytes of a frame without its check sequence; used in turn
    std::uint32_t flows = 1;              ///< used in turn, see flow_variation
    bool stamped = false;
};

/// The shortest frame that holds the headers, and a stamp if there is to be one; at least Ethernet's 60 bytes.
/// Throws xdpk::error if there can be no such packet.
[[nodiscard]] std::size_t least_frame(const packet_spec& packet, bool stamped);

/// An endless sequence of frames. Any number of senders may read it, each from a position of its own.
class traffic {
public:
    /// Where a sender is.
    struct position {
        std::uint32_t size = 0; ///< index of the next size
        std::uint32_t flow = 0;
        std::uint32_t sequence = 0;
        std::uint16_t stream = 0;
    };

    /// Throws xdpk::error if there can be no such packet or if a size is too small for it.
    explicit traffic(const traffic_spec& spec);

    /// Writes the next frame to the start of `to`, which has room for longest() bytes; gives the frame. `now` is for
    /// its stamp.
    std::span<std::byte> next(position& at, std::uint64_t now, std::span<std::byte> to) const noexcept;

    /// One frame per size, each of flow 0 and without a stamp.
    [[nodiscard]] const std::vector<std::vector<std::byte>>& frames() const noexcept { return frames_; }
    [[nodiscard]] std::uint32_t flows() const noexcept { return flows_; }
    [[nodiscard]] const std::optional<stamper>& stamps() const noexcept { return stamper_; }
    /// Bytes of the longest frame.
    [[nodiscard]] std::size_t longest() const noexcept { return longest_; }
    /// Bytes of the first `n` frames.
    [[nodiscard]] std::uint64_t bytes(std::uint64_t n) const noexcept;

private:
    std::vector<std::vector<std::byte>> frames_;
    std::uint32_t flows_;
    flow_variation variation_;
    std::optional<stamper> stamper_;
    std::size_t longest_;
};

} // namespace xdpk
