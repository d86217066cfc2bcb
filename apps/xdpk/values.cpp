// SPDX-License-Identifier: BSD-3-Clause
#include "values.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <numeric>
#include <random>

namespace xdpk::tool {

namespace {

constexpr std::uint32_t least_size = 64;
constexpr std::uint32_t most_size = 16000;

// The short ones spread evenly between the long ones.
const std::vector<std::uint32_t> imix{64, 594, 64, 64, 594, 64, 64, 594, 64, 1518, 594, 64};

double multiplier(char unit) {
    switch (unit) {
    case 'k':
        return 1e3;
    case 'M':
        return 1e6;
    case 'G':
        return 1e9;
    default:
        return 0;
    }
}

std::optional<std::uint32_t> parse_size(std::string_view text) {
    std::uint32_t size = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), size);
    if (failure != std::errc{} || end != text.data() + text.size() || size < least_size || size > most_size)
        return std::nullopt;
    return size;
}

} // namespace

std::optional<double> parse_quantity(std::string_view text) {
    double value = 0;
    const auto [end, failure] =
        std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    const auto unit = text.substr(static_cast<std::size_t>(end - text.data()));
    if (failure != std::errc{} || unit.size() > 1)
        return std::nullopt;
    value *= unit.empty() ? 1 : multiplier(unit.front());
    return value > 0 && value < 1e18 ? std::optional{value} : std::nullopt;
}

std::string to_plain_number(std::string& text) {
    const auto value = parse_quantity(text);
    if (!value)
        return text + " is not a number above 0 such as 1000, 10k or 1.5M";
    text = fmt::format("{}", *value);
    return {};
}

std::string to_plain_whole_number(std::string& text) {
    const auto value = parse_quantity(text);
    if (!value || *value != std::floor(*value))
        return text + " is not a whole number above 0 such as 1000, 10k or 1.5M";
    text = fmt::format("{:.0f}", *value);
    return {};
}

std::string packet_rate(double pps) {
    return pps >= 1e6   ? fmt::format("{:.2f} Mpps", pps / 1e6)
           : pps >= 1e3 ? fmt::format("{:.1f} kpps", pps / 1e3)
                        : fmt::format("{:.0f} pps", pps);
}

std::optional<std::vector<std::uint32_t>> parse_sizes(std::string_view text) {
    if (text == "imix")
        return imix;
    const std::size_t dash = text.find('-');
    const auto first = parse_size(text.substr(0, dash));
    if (!first || dash == std::string_view::npos)
        return first ? std::optional{std::vector{*first}} : std::nullopt;
    const auto last = parse_size(text.substr(dash + 1));
    if (!last || *last < *first)
        return std::nullopt;
    std::vector<std::uint32_t> sizes(*last - *first + 1);
    std::iota(sizes.begin(), sizes.end(), *first);
    // The same order each time: runs are to be comparable.
    std::ranges::shuffle(sizes, std::mt19937{}); // NOLINT(cert-msc32-c,cert-msc51-cpp)
    return sizes;
}

} // namespace xdpk::tool
