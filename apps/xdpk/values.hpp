// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace xdpk::tool {

/// Bytes of Ethernet's frame check sequence: part of a frame's size on the wire, not of what is in memory.
inline constexpr std::uint32_t fcs = 4;
/// Preamble, start of frame delimiter and inter-frame gap: what a frame takes of a link besides its size.
inline constexpr std::uint32_t l1_overhead = 20;

/// A number with an optional decimal multiplier: "1000", "1.5M", "10k", "2G". Nothing if the text is anything else or
/// the value is not above 0.
[[nodiscard]] std::optional<double> parse_quantity(std::string_view text);

/// For the command line: leaves a plain number, or a plain whole number, of a quantity. Gives what is wrong with it.
[[nodiscard]] std::string to_plain_number(std::string& text);
[[nodiscard]] std::string to_plain_whole_number(std::string& text);

/// "1.50 Mpps", "20.0 kpps", "999 pps".
[[nodiscard]] std::string packet_rate(double pps);

/// Frame sizes on the wire, in the order of sending: "64", "64-1518" (each of them once, mixed up), "imix" (7 of 64, 4
/// of 594 and 1 of 1518 bytes). Nothing if the text is anything else; 64 is the least, 16000 the most.
[[nodiscard]] std::optional<std::vector<std::uint32_t>> parse_sizes(std::string_view text);

} // namespace xdpk::tool
