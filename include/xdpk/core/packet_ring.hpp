// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/spsc_ring.hpp>
#include <xdpk/core/burst.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>

namespace xdpk {

/// Packets on their way from one worker, the sender, to another, the receiver. They are copied, because frames cannot
/// change hands: each worker has its own. A ring of `slots` places for packets of up to `longest` bytes; nothing is
/// allocated after construction.
class packet_ring {
public:
    enum class outcome : std::uint8_t {
        taken,
        full,
        too_long, ///< for a slot
    };

    packet_ring(std::uint32_t slots, std::uint32_t longest);

    /// Bytes that a packet may have.
    [[nodiscard]] std::uint32_t longest() const noexcept { return longest_; }

    /// Sender: copies a packet of the burst, all segments. Frames stay with the burst. Received after publish().
    outcome push(const burst& b, const packet& p) noexcept;

    /// Sender: lets the receiver see what was pushed. False if nothing was pushed since the last time.
    bool publish() noexcept;

    /// Receiver: calls `take(bytes, in_port)` for up to `most` packets, oldest first; gives their number. The bytes are
    /// there until `take` returns.
    template <class Take>
    std::uint32_t pop(std::uint32_t most, Take take) noexcept {
        std::array<content, batch> got;
        std::array<std::uint32_t, batch> done;
        const std::size_t n = filled_.pop(std::span(got).first(std::min<std::size_t>(most, batch)));
        for (std::size_t i = 0; i < n; ++i) {
            take(std::span<const std::byte>(at(got[i].slot), got[i].length), got[i].in_port);
            done[i] = got[i].slot;
        }
        free_.push(std::span(done).first(n));
        return static_cast<std::uint32_t>(n);
    }

    /// Either thread: how many packets wait at this moment.
    [[nodiscard]] std::size_t size() const noexcept { return filled_.size(); }

private:
    static constexpr std::size_t batch = burst::capacity;

    struct content {
        std::uint32_t slot;
        std::uint32_t length;
        port_id in_port;
    };

    [[nodiscard]] std::byte* at(std::uint32_t slot) const noexcept {
        return bytes_.get() + std::size_t{slot} * longest_;
    }

    const std::uint32_t longest_;
    const std::unique_ptr<std::byte[]> bytes_;
    spsc_ring<std::uint32_t> free_; ///< from receiver to sender: slots that were emptied
    spsc_ring<content> filled_;

    // The sender's.
    alignas(64) std::array<content, batch> pushed_;
    std::size_t pushed_count_ = 0;
    bool news_ = false;
};

} // namespace xdpk
