// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/net/ip_address.hpp>

#include <arpa/inet.h>

namespace xdpk {

namespace {

template <int Family, class Address>
std::string format(const Address& address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    return ::inet_ntop(Family, address.bytes.data(), text.data(), text.size());
}

template <int Family, class Address>
std::optional<Address> parse(std::string_view text) {
    Address address;
    // inet_pton stops at a NUL: text behind one would pass unseen.
    if (text.find('\0') != std::string_view::npos)
        return std::nullopt;
    if (::inet_pton(Family, std::string(text).c_str(), address.bytes.data()) != 1)
        return std::nullopt;
    return address;
}

} // namespace

std::string to_string(const ipv4_address& address) { return format<AF_INET>(address); }

std::string to_string(const ipv6_address& address) { return format<AF_INET6>(address); }

std::string to_string(const ip_address& address) {
    return std::visit([](const auto& either) { return to_string(either); }, address);
}

std::optional<ipv4_address> parse_ipv4(std::string_view text) { return parse<AF_INET, ipv4_address>(text); }

std::optional<ipv6_address> parse_ipv6(std::string_view text) { return parse<AF_INET6, ipv6_address>(text); }

std::optional<ip_address> parse_ip(std::string_view text) {
    if (const auto address = parse_ipv4(text))
        return *address;
    if (const auto address = parse_ipv6(text))
        return *address;
    return std::nullopt;
}

} // namespace xdpk
