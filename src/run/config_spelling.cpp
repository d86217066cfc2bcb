// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/run/config_spelling.hpp>

#include <array>
#include <charconv>

namespace xdpk::form {

namespace {

struct proto_name {
    std::string_view name;
    ip_proto number;
};

constexpr std::array proto_names{
    proto_name{"tcp", ip_proto::tcp},       proto_name{"udp", ip_proto::udp},   proto_name{"icmp", ip_proto::icmp},
    proto_name{"icmpv6", ip_proto::icmpv6}, proto_name{"sctp", ip_proto::sctp}, proto_name{"gre", ip_proto::gre},
    proto_name{"esp", ip_proto::esp},       proto_name{"ah", ip_proto::ah},     proto_name{"igmp", ip_proto::igmp},
    proto_name{"ipip", ip_proto::ipip},     proto_name{"ipv6", ip_proto::ipv6}};

template <class T>
std::optional<T> parse_number(std::string_view text) {
    T value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failure != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

template <class Prefix>
std::optional<Prefix> if_masked(const std::optional<Prefix>& prefix) {
    return prefix && prefix->masked() == *prefix ? prefix : std::nullopt;
}

} // namespace

std::optional<ipv4_prefix> spelling<ipv4_prefix>::from_text(std::string_view text) {
    return if_masked(parse_ipv4_prefix(text));
}

std::optional<ipv6_prefix> spelling<ipv6_prefix>::from_text(std::string_view text) {
    return if_masked(parse_ipv6_prefix(text));
}

std::optional<address_block> spelling<address_block>::from_text(std::string_view text) {
    if (const auto prefix = spelling<ipv4_prefix>::from_text(text))
        return *prefix;
    if (const auto prefix = spelling<ipv6_prefix>::from_text(text))
        return *prefix;
    return std::nullopt;
}

std::string spelling<address_block>::to_text(const address_block& value) {
    return std::visit([](const auto& prefix) { return to_string(prefix); }, value);
}

std::optional<ip_proto> spelling<ip_proto>::from_text(std::string_view text) {
    const auto* const found = std::ranges::find(proto_names, text, &proto_name::name);
    if (found != proto_names.end())
        return found->number;
    const auto number = parse_number<std::uint8_t>(text);
    return number ? std::optional(static_cast<ip_proto>(*number)) : std::nullopt;
}

std::string spelling<ip_proto>::to_text(const ip_proto& value) {
    const auto* const found = std::ranges::find(proto_names, value, &proto_name::number);
    return found != proto_names.end() ? std::string(found->name) : std::to_string(static_cast<unsigned>(value));
}

std::vector<std::string_view> spelling<ip_proto>::words() {
    std::vector<std::string_view> list;
    for (const proto_name& p : proto_names)
        list.push_back(p.name);
    return list;
}

std::optional<port_range> spelling<port_range>::from_text(std::string_view text) {
    const std::size_t dash = text.find('-');
    const auto first = parse_number<std::uint16_t>(text.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : parse_number<std::uint16_t>(text.substr(dash + 1));
    if (!first || !last || *last < *first)
        return std::nullopt;
    return port_range{.first = *first, .last = *last};
}

std::string spelling<port_range>::to_text(const port_range& value) {
    const std::string first = std::to_string(value.first);
    return value.first == value.last ? first : first + "-" + std::to_string(value.last);
}

} // namespace xdpk::form
