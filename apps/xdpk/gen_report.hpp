// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "sender.hpp"

#include <xdpk/io/link_counters.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace xdpk::tool {

/// What became of the packets that were handed to a device.
struct fate {
    std::uint64_t transmitted = 0;
    std::uint64_t dropped = 0;
};

/// By what the device's own counters did meanwhile. Nothing if they do not tell: some drivers do not count redirected
/// frames; a veth counts them all.
[[nodiscard]] std::optional<fate> fate_of(std::uint64_t submitted, const link_counters& before,
                                          const link_counters& after, bool veth);

/// A run that has ended.
struct gen_result {
    std::string interface {};
    std::string method{};
    double seconds = 0;
    std::vector<sender_progress> threads{};
    std::optional<fate> device{};

    [[nodiscard]] std::uint64_t submitted() const noexcept;
    /// Packets transmitted, as far as that is known.
    [[nodiscard]] std::uint64_t packets() const noexcept { return device ? device->transmitted : submitted(); }
    /// Their bytes with the frame check sequence; where sizes differ and packets were dropped, by the mean size.
    [[nodiscard]] std::uint64_t bytes() const noexcept;
};

[[nodiscard]] std::string as_json(const gen_result& result);
[[nodiscard]] std::string as_text(const gen_result& result);

/// The line of one second.
struct gen_sample {
    double seconds = 0; ///< since the start
    std::uint64_t packets = 0;
    std::uint64_t bytes = 0; ///< without the frame check sequence
    std::uint64_t dropped = 0;
};
[[nodiscard]] std::string progress_line(const gen_sample& before, const gen_sample& now);

} // namespace xdpk::tool
