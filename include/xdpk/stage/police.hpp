// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/stage.hpp>
#include <xdpk/table/policer.hpp>

#include <array>
#include <cstdint>
#include <variant>
#include <vector>

namespace xdpk {

/// What a packet's limit is found by.
enum class police_key : std::uint8_t { port, mark };

/// A port's or mark's rate. Bursts of one rate with an excess of 0 know no yellow.
struct police_limit {
    std::uint32_t number = 0; ///< of the port, or the mark
    std::variant<srtcm_config, trtcm_config> meter{};
    bool in_packets = false; ///< the meter's numbers are packets instead of bytes
};

/// police: holds traffic to rates, and drops what is above (RFC 2697, RFC 2698).
///
/// Each port that packets come in by, or each mark, may have a limit; others pass. Bytes are counted from the network
/// header on, as those RFCs do, or from the start of the frame where no stage has parsed it. Every worker has buckets
/// of its own: with several, each is given its share of the rate.
///
/// Drops: packets of the color `drop` and worse, counted by their color (`yellow`, `red`). Packets that a stage before
/// has dropped take no tokens.
struct police_config {
    police_key by = police_key::port;
    std::vector<police_limit> limits{};
    color drop = color::red;
};

class police {
public:
    static constexpr const char* name = "police";

    /// Throws xdpk::error if a meter cannot be, or a number has two.
    explicit police(const police_config& config);
    /// The same, with full buckets at a time of the caller's choice.
    police(const police_config& config, std::uint64_t now_ns);

    void operator()(burst& b) noexcept;
    /// At a time of the caller's choice.
    void run(burst& b, std::uint64_t now_ns) noexcept;

    [[nodiscard]] std::vector<named_counter> counters() const;

private:
    struct limit {
        std::uint32_t number;
        bool in_packets;
        std::variant<srtcm, trtcm> meter;
    };

    [[nodiscard]] limit* find(std::uint32_t number) noexcept;

    police_key by_;
    color drop_;
    std::vector<limit> limits_; ///< by number
    std::array<counter, 3> colors_;
};

} // namespace xdpk
