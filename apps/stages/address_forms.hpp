// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/run/config_spelling.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace xdpk::stages {

/// An address of ours with the length of its network: "192.0.2.1/24"; alone it is a network of its own.
[[nodiscard]] inline std::optional<address_block> parse_interface(std::string_view text) {
    if (const auto v4 = parse_ipv4_prefix(text))
        return *v4;
    if (const auto v6 = parse_ipv6_prefix(text))
        return *v6;
    return std::nullopt;
}

/// The same in a configuration.
struct interface_form {
    bool parse(const config_node& node, address_block& value) const {
        const auto* const text = std::get_if<std::string>(&node.value);
        const std::optional<address_block> given = text != nullptr ? parse_interface(*text) : std::nullopt;
        value = given.value_or(value);
        return given.has_value();
    }
    [[nodiscard]] std::string show(const address_block& value) const {
        return "\"" + form::spelling<address_block>::to_text(value) + "\"";
    }
    [[nodiscard]] std::string wanted() const {
        return "an address with the length of its network, such as 192.0.2.1/24 or 2001:db8::1/64";
    }
};

} // namespace xdpk::stages
