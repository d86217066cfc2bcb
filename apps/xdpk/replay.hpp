// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "io/capture.hpp"

#include <chrono>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace xdpk::tool {

/// The frames of a capture file, sent again and again.
class replay {
public:
    /// `rounds` times, for ever if 0. What is too short for an Ethernet header is left out. Throws xdpk::error.
    replay(const std::string& path, std::uint32_t rounds);

    /// Frames in all rounds.
    [[nodiscard]] std::uint64_t size() const noexcept {
        return rounds_ == 0 ? std::numeric_limits<std::uint64_t>::max() : rounds_ * frames_.size();
    }
    [[nodiscard]] std::size_t longest() const noexcept { return file_.longest(); }
    /// The n-th frame of all rounds.
    [[nodiscard]] std::span<const std::byte> frame(std::uint64_t n) const noexcept {
        return file_[frames_[n % frames_.size()]];
    }
    /// When it comes, after the first one, as captured. Between rounds is the mean distance of two frames.
    [[nodiscard]] std::chrono::nanoseconds offset(std::uint64_t n) const noexcept;

private:
    [[nodiscard]] std::int64_t time(std::size_t i) const noexcept {
        return static_cast<std::int64_t>(file_.time(frames_[i]) - file_.time(frames_.front()));
    }

    capture file_;
    std::vector<std::size_t> frames_;
    std::uint64_t rounds_;
};

} // namespace xdpk::tool
