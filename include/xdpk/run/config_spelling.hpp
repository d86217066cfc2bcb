// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/ip_prefix_text.hpp>
#include <xdpk/net/mac_address.hpp>
#include <xdpk/run/config_form.hpp>
#include <xdpk/table/classifier_rule.hpp>

namespace xdpk::form {

/// How a T is spelled: from_text() gives nothing if the text is something else. One with `words()` proposes the nearest
/// of them, one with `takes_numbers` takes a bare number too.
template <class T>
struct spelling;

/// A T by its spelling.
template <class T>
struct spelled {
    bool parse(const config_node& node, T& value) const {
        const std::optional<T> given = spelling<T>::from_text(text_of(node));
        value = given.value_or(value);
        return given.has_value();
    }
    [[nodiscard]] std::string show(const T& value) const { return "\"" + spelling<T>::to_text(value) + "\""; }
    [[nodiscard]] std::string wanted() const { return spelling<T>::wanted; }
    [[nodiscard]] std::vector<std::string_view> words() const {
        if constexpr (requires { spelling<T>::words(); })
            return spelling<T>::words();
        else
            return {};
    }

private:
    static std::string text_of(const config_node& node) {
        if constexpr (requires { spelling<T>::takes_numbers; })
            if (const auto* number = std::get_if<std::int64_t>(&node.value))
                return std::to_string(*number);
        const auto* text = std::get_if<std::string>(&node.value);
        return text != nullptr ? *text : std::string();
    }
};

template <>
struct spelling<mac_address> {
    static constexpr const char* wanted = "a MAC address such as 02:00:00:00:00:01";
    static std::optional<mac_address> from_text(std::string_view text) { return parse_mac(text); }
    static std::string to_text(const mac_address& value) { return to_string(value); }
};
template <>
struct spelling<ipv4_address> {
    static constexpr const char* wanted = "an IPv4 address such as 192.0.2.1";
    static std::optional<ipv4_address> from_text(std::string_view text) { return parse_ipv4(text); }
    static std::string to_text(const ipv4_address& value) { return to_string(value); }
};
template <>
struct spelling<ipv6_address> {
    static constexpr const char* wanted = "an IPv6 address such as 2001:db8::1";
    static std::optional<ipv6_address> from_text(std::string_view text) { return parse_ipv6(text); }
    static std::string to_text(const ipv6_address& value) { return to_string(value); }
};
template <>
struct spelling<ip_address> {
    static constexpr const char* wanted = "an IP address such as 192.0.2.1 or 2001:db8::1";
    static std::optional<ip_address> from_text(std::string_view text) { return parse_ip(text); }
    static std::string to_text(const ip_address& value) { return to_string(value); }
};
/// Prefixes have no bit set behind their length: it would be a slip.
template <>
struct spelling<ipv4_prefix> {
    static constexpr const char* wanted = "an IPv4 prefix such as 192.0.2.0/24, with no bit set behind its length";
    static std::optional<ipv4_prefix> from_text(std::string_view text);
    static std::string to_text(const ipv4_prefix& value) { return to_string(value); }
};
template <>
struct spelling<ipv6_prefix> {
    static constexpr const char* wanted = "an IPv6 prefix such as 2001:db8::/32, with no bit set behind its length";
    static std::optional<ipv6_prefix> from_text(std::string_view text);
    static std::string to_text(const ipv6_prefix& value) { return to_string(value); }
};
template <>
struct spelling<address_block> {
    static constexpr const char* wanted =
        "a prefix such as 192.0.2.0/24 or 2001:db8::/32, with no bit set behind its length";
    static std::optional<address_block> from_text(std::string_view text);
    static std::string to_text(const address_block& value);
};
/// By name, or by its IANA number.
template <>
struct spelling<ip_proto> {
    static constexpr const char* wanted = "a protocol: tcp, udp, icmp, icmpv6, sctp, gre, … or a number up to 255";
    static constexpr bool takes_numbers = true;
    static std::optional<ip_proto> from_text(std::string_view text);
    static std::string to_text(const ip_proto& value);
    static std::vector<std::string_view> words();
};
template <>
struct spelling<port_range> {
    static constexpr const char* wanted = "a port such as 80 or a range such as \"1000-2000\"";
    static constexpr bool takes_numbers = true;
    static std::optional<port_range> from_text(std::string_view text);
    static std::string to_text(const port_range& value);
};

} // namespace xdpk::form

namespace xdpk {

/// The form of a T when none is named: `type`.
template <class T>
struct default_form;
template <>
struct default_form<std::string> {
    using type = form::text;
};
template <>
struct default_form<bool> {
    using type = form::flag;
};
template <std::integral T>
struct default_form<T> {
    using type = form::whole<T>;
};
template <class Rep, class Period>
struct default_form<std::chrono::duration<Rep, Period>> {
    using type = form::duration<std::chrono::duration<Rep, Period>>;
};
template <class T>
requires requires { form::spelling<T>::wanted; }
struct default_form<T> {
    using type = form::spelled<T>;
};

} // namespace xdpk
