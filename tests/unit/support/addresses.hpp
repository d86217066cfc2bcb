// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/flow_key.hpp>
#include <xdpk/net/ip_address.hpp>
#include <xdpk/table/classifier_rule.hpp>

#include <algorithm>
#include <gtest/gtest.h>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

namespace xdpk::test {

inline ip_address ip(std::string_view text) {
    const std::optional<ip_address> address = parse_ip(text);
    EXPECT_TRUE(address) << text;
    return address.value_or(ipv4_address{});
}

/// "10.0.0.0/8"; an address alone is a block of its own.
inline address_block block(const std::string& text) {
    const std::size_t slash = text.find('/');
    const ip_address address = ip(text.substr(0, slash));
    const auto length = slash == std::string::npos ? 255U : static_cast<unsigned>(std::stoul(text.substr(slash + 1)));
    if (const auto* v4 = std::get_if<ipv4_address>(&address))
        return ipv4_prefix{*v4, static_cast<std::uint8_t>(std::min(length, 32U))};
    return ipv6_prefix{std::get<ipv6_address>(address), static_cast<std::uint8_t>(std::min(length, 128U))};
}

struct end_point {
    std::string address;
    std::uint16_t port = 0;
    bool operator==(const end_point&) const = default;
};

inline void PrintTo(const end_point& e, std::ostream* out) { *out << e.address << ':' << e.port; }

inline end_point source_of(const flow_key& key) { return {to_string(key.source_address()), key.source_port.host()}; }
inline end_point destination_of(const flow_key& key) {
    return {to_string(key.destination_address()), key.destination_port.host()};
}

/// A flow's key; of ICMP the identifier in both ports.
inline flow_key flow(ip_proto protocol, const end_point& from, const end_point& to) {
    const auto bytes = [](const std::string& text) {
        std::array<std::uint8_t, 16> all{};
        std::visit([&](const auto& a) { std::ranges::copy(a.bytes, all.begin()); }, ip(text));
        return all;
    };
    return {.source = bytes(from.address),
            .destination = bytes(to.address),
            .source_port = be16(from.port),
            .destination_port = be16(to.port),
            .protocol = protocol,
            .ip_version = from.address.find(':') == std::string::npos ? std::uint8_t{4} : std::uint8_t{6}};
}
inline flow_key tcp(const end_point& from, const end_point& to) { return flow(ip_proto::tcp, from, to); }
inline flow_key udp(const end_point& from, const end_point& to) { return flow(ip_proto::udp, from, to); }
inline flow_key echo(const std::string& from, const std::string& to, std::uint16_t id) {
    return flow(ip_proto::icmp, {from, id}, {to, id});
}

} // namespace xdpk::test
