// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/net/mac_address.hpp>

#include <charconv>
#include <cstddef>
#include <fmt/format.h>

namespace xdpk {

std::string to_string(const mac_address& mac) { return fmt::format("{:02x}", fmt::join(mac.bytes, ":")); }

std::optional<mac_address> parse_mac(std::string_view text) {
    mac_address mac;
    constexpr std::size_t text_length = 17;
    if (text.size() != text_length)
        return std::nullopt;
    for (std::size_t i = 0; i < mac.bytes.size(); ++i) {
        const char* first = text.data() + 3 * i;
        if (i > 0 && first[-1] != ':')
            return std::nullopt;
        const auto [end, failure] = std::from_chars(first, first + 2, mac.bytes[i], 16);
        if (failure != std::errc{} || end != first + 2)
            return std::nullopt;
    }
    return mac;
}

} // namespace xdpk
