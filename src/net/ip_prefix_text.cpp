// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/net/ip_prefix_text.hpp>

#include <charconv>

namespace xdpk {

namespace {

template <class Address>
std::string write(const ip_prefix<Address>& prefix) {
    return to_string(prefix.address) + "/" + std::to_string(prefix.length);
}

// Digits only, and no leading zero: some programs read 010 as 8.
std::optional<std::uint8_t> parse_length(std::string_view text, unsigned most) {
    unsigned value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failure != std::errc{} || end != text.data() + text.size() || value > most ||
        (text.size() > 1 && text.front() == '0'))
        return std::nullopt;
    return static_cast<std::uint8_t>(value);
}

template <class Address>
std::optional<ip_prefix<Address>> parse(std::string_view text, std::optional<Address> (*address)(std::string_view)) {
    constexpr unsigned most = ip_prefix<Address>::bits;
    const std::size_t slash = text.find('/');
    const auto first = address(text.substr(0, slash));
    const auto length = slash == std::string_view::npos ? std::optional(static_cast<std::uint8_t>(most))
                                                        : parse_length(text.substr(slash + 1), most);
    if (!first || !length)
        return std::nullopt;
    return ip_prefix<Address>{.address = *first, .length = *length};
}

} // namespace

std::string to_string(const ipv4_prefix& prefix) { return write(prefix); }

std::string to_string(const ipv6_prefix& prefix) { return write(prefix); }

std::optional<ipv4_prefix> parse_ipv4_prefix(std::string_view text) { return parse(text, parse_ipv4); }

std::optional<ipv6_prefix> parse_ipv6_prefix(std::string_view text) { return parse(text, parse_ipv6); }

} // namespace xdpk
