// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

namespace xdpk {

/// How a packet fares: green conforms, yellow exceeds, red violates.
enum class color : std::uint8_t { green, yellow, red };

/// A bucket that fills at a rate up to its size. Tokens are bytes or packets, as its user likes.
///
/// Exact: fractions of tokens are kept as billionths, so that a rate of n tokens a second earns n billionths each
/// nanosecond. 32 bytes; every call takes a few instructions. For one thread at a time. A clock that goes back earns
/// nothing. A packet larger than the bucket never conforms.
class token_bucket {
public:
    static constexpr std::uint64_t max_burst = 18'000'000'000;

    /// Full at first. `rate` in tokens a second. Throws xdpk::error if `burst` is 0 or above max_burst.
    token_bucket(std::uint64_t rate, std::uint64_t burst, std::uint64_t now_ns);

    /// Takes the tokens if there are as many: true, the packet conforms.
    [[nodiscard]] bool take(std::uint32_t size, std::uint64_t now_ns) noexcept;

private:
    std::uint64_t rate_;
    std::uint64_t size_;
    std::uint64_t held_;
    std::uint64_t then_;
};

/// A single rate three color marker's parameters (RFC 2697, section 2). Bytes, or packets, and either a second.
struct srtcm_config {
    std::uint64_t committed_rate;
    std::uint64_t committed_burst;
    std::uint64_t excess_burst; ///< 0: nothing is yellow
};

/// Single rate three color marker (RFC 2697): one rate fills the committed bucket, and the excess bucket when that is
/// full. 48 bytes; for one thread at a time.
class srtcm {
public:
    /// Throws xdpk::error if both bursts are 0 or together above token_bucket::max_burst.
    srtcm(const srtcm_config& config, std::uint64_t now_ns);

    /// The packet's color, for which its tokens are taken. Color-aware (section 3): a packet is never better than it
    /// came; color-blind is the same with all packets green. `size`: bytes, or 1 if tokens are packets.
    [[nodiscard]] color mark(std::uint32_t size, std::uint64_t now_ns, color incoming = color::green) noexcept;

private:
    std::uint64_t rate_;
    std::uint64_t committed_size_;
    std::uint64_t excess_size_;
    std::uint64_t committed_;
    std::uint64_t excess_;
    std::uint64_t then_;
};

/// A two rate three color marker's parameters (RFC 2698, section 2).
struct trtcm_config {
    std::uint64_t committed_rate;
    std::uint64_t committed_burst;
    std::uint64_t peak_rate;
    std::uint64_t peak_burst;
};

/// Two rate three color marker (RFC 2698): above the peak rate red, above the committed rate yellow. 56 bytes; for one
/// thread at a time.
class trtcm {
public:
    /// Throws xdpk::error if a burst is 0 or above token_bucket::max_burst, or the peak rate below the committed one.
    trtcm(const trtcm_config& config, std::uint64_t now_ns);

    /// As srtcm::mark().
    [[nodiscard]] color mark(std::uint32_t size, std::uint64_t now_ns, color incoming = color::green) noexcept;

private:
    trtcm_config scaled_;
    std::uint64_t committed_;
    std::uint64_t peak_;
    std::uint64_t then_;
};

} // namespace xdpk
