// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace xdpk {

/// The packets of a capture file, in memory. A packet that was cut when it was captured is here as it was cut.
class capture {
public:
    /// Reads a whole file, pcap or pcapng, of Ethernet frames. Throws xdpk::error, which names the user's `option`.
    explicit capture(const std::string& path, const std::string& option = "rx=");

    [[nodiscard]] std::size_t size() const noexcept { return ends_.size() - 1; }
    [[nodiscard]] std::span<const std::byte> operator[](std::size_t i) const noexcept {
        return {bytes_.data() + ends_[i], ends_[i + 1] - ends_[i]};
    }
    /// When a packet was captured: nanoseconds since 1970.
    [[nodiscard]] std::uint64_t time(std::size_t i) const noexcept { return times_[i]; }
    /// Bytes of the longest packet.
    [[nodiscard]] std::size_t longest() const noexcept { return longest_; }

private:
    std::vector<std::byte> bytes_;
    std::vector<std::size_t> ends_{0}; ///< of the packet before the first, of the first, …
    std::vector<std::uint64_t> times_;
    std::size_t longest_ = 0;
};

} // namespace xdpk
