// SPDX-License-Identifier: BSD-3-Clause
#include "steering.hpp"

#include <xdpk/net/ip_prefix_text.hpp>

#include <algorithm>
#include <bit>
#include <cstring>
#include <linux/ethtool.h>
#include <netinet/in.h>

namespace xdpk {

namespace {

using protocol = steering_filter::protocol;

constexpr std::uint16_t whole_port = 0xFFFF;

struct flow_form {
    std::uint32_t type;
    bool ipv6;
    protocol proto;
};

constexpr std::array<flow_form, 8> flow_forms{{{TCP_V4_FLOW, false, protocol::tcp},
                                               {UDP_V4_FLOW, false, protocol::udp},
                                               {SCTP_V4_FLOW, false, protocol::sctp},
                                               {IPV4_USER_FLOW, false, protocol::any},
                                               {TCP_V6_FLOW, true, protocol::tcp},
                                               {UDP_V6_FLOW, true, protocol::udp},
                                               {SCTP_V6_FLOW, true, protocol::sctp},
                                               {IPV6_USER_FLOW, true, protocol::any}}};

/// The kernel's addresses and ports, of values and of masks alike.
struct fields {
    std::array<std::uint8_t, 16> source{};
    std::array<std::uint8_t, 16> destination{};
    std::uint16_t source_port = 0; ///< in network order
    std::uint16_t destination_port = 0;
};

// The address structures of the user flows begin like those of TCP; their ports are other things.
fields load(const ethtool_flow_union& u, const flow_form& form) {
    fields f;
    if (form.ipv6) {
        std::memcpy(f.source.data(), u.tcp_ip6_spec.ip6src, 16);
        std::memcpy(f.destination.data(), u.tcp_ip6_spec.ip6dst, 16);
    } else {
        std::memcpy(f.source.data(), &u.tcp_ip4_spec.ip4src, 4);
        std::memcpy(f.destination.data(), &u.tcp_ip4_spec.ip4dst, 4);
    }
    if (form.proto != protocol::any) {
        f.source_port = form.ipv6 ? u.tcp_ip6_spec.psrc : u.tcp_ip4_spec.psrc;
        f.destination_port = form.ipv6 ? u.tcp_ip6_spec.pdst : u.tcp_ip4_spec.pdst;
    }
    return f;
}

void store(const fields& f, const flow_form& form, ethtool_flow_union& u) {
    if (form.ipv6) {
        std::memcpy(u.tcp_ip6_spec.ip6src, f.source.data(), 16);
        std::memcpy(u.tcp_ip6_spec.ip6dst, f.destination.data(), 16);
    } else {
        std::memcpy(&u.tcp_ip4_spec.ip4src, f.source.data(), 4);
        std::memcpy(&u.tcp_ip4_spec.ip4dst, f.destination.data(), 4);
    }
    if (form.proto == protocol::any)
        return;
    (form.ipv6 ? u.tcp_ip6_spec.psrc : u.tcp_ip4_spec.psrc) = f.source_port;
    (form.ipv6 ? u.tcp_ip6_spec.pdst : u.tcp_ip4_spec.pdst) = f.destination_port;
}

std::uint16_t in_network_order(const std::optional<std::uint16_t>& port) { return htons(port.value_or(0)); }
std::uint16_t mask_of(const std::optional<std::uint16_t>& port) { return port ? whole_port : std::uint16_t{0}; }

std::optional<std::uint16_t> port_of(std::uint16_t value, std::uint16_t mask) {
    return mask == whole_port ? std::optional<std::uint16_t>(ntohs(value)) : std::nullopt;
}

std::string text_of(const steering_filter::end& end, bool ipv6, const char* word) {
    unsigned length = 0;
    for (const std::uint8_t byte : end.mask)
        length += static_cast<unsigned>(std::popcount(byte));
    std::string text;
    if (length > 0 && ipv6)
        text = to_string(ipv6_prefix{.address = {end.address}, .length = static_cast<std::uint8_t>(length)});
    else if (length > 0)
        text = to_string(ipv4_prefix{.address = {{end.address[0], end.address[1], end.address[2], end.address[3]}},
                                     .length = static_cast<std::uint8_t>(length)});
    if (end.port)
        text += (text.empty() ? "port " : " port ") + std::to_string(*end.port);
    return text.empty() ? text : std::string(" ") + word + " " + text;
}

} // namespace

std::string to_string(const steering_filter& filter) {
    static constexpr std::array names{"", "tcp", "udp", "sctp"};
    const std::string proto = names[static_cast<std::size_t>(filter.proto)];
    return (proto.empty() ? filter.ipv6 ? "ipv6" : "ipv4" : proto + (filter.ipv6 ? " over ipv6" : "")) +
           text_of(filter.source, filter.ipv6, "from") + text_of(filter.destination, filter.ipv6, "to") + " -> queue " +
           std::to_string(filter.queue);
}

namespace detail {

void encode(const steering_filter& filter, ethtool_rx_flow_spec& spec) {
    const auto* const form = std::ranges::find_if(
        flow_forms, [&](const flow_form& f) { return f.ipv6 == filter.ipv6 && f.proto == filter.proto; });
    spec = {};
    spec.flow_type = form->type;
    spec.ring_cookie = filter.queue;
    if (form->type == IPV4_USER_FLOW)
        spec.h_u.usr_ip4_spec.ip_ver = ETH_RX_NFC_IP4;
    store({.source = filter.source.address,
           .destination = filter.destination.address,
           .source_port = in_network_order(filter.source.port),
           .destination_port = in_network_order(filter.destination.port)},
          *form, spec.h_u);
    store({.source = filter.source.mask,
           .destination = filter.destination.mask,
           .source_port = mask_of(filter.source.port),
           .destination_port = mask_of(filter.destination.port)},
          *form, spec.m_u);
}

std::optional<steering_filter> decode(const ethtool_rx_flow_spec& spec) {
    const auto* const form = std::ranges::find(flow_forms, spec.flow_type, &flow_form::type);
    if (form == flow_forms.end() || spec.ring_cookie > 0xFFFF'FFFFU)
        return std::nullopt;
    const fields value = load(spec.h_u, *form);
    const fields mask = load(spec.m_u, *form);
    steering_filter filter{
        .ipv6 = form->ipv6,
        .proto = form->proto,
        .source = {.address = value.source, .mask = mask.source, .port = port_of(value.source_port, mask.source_port)},
        .destination = {.address = value.destination,
                        .mask = mask.destination,
                        .port = port_of(value.destination_port, mask.destination_port)},
        .queue = static_cast<std::uint32_t>(spec.ring_cookie)};
    // One that looks at more than we know, such as TOS or a VLAN, is none of ours.
    ethtool_rx_flow_spec again{};
    encode(filter, again);
    const bool same = std::memcmp(&again.m_u, &spec.m_u, sizeof spec.m_u) == 0;
    return same ? std::optional{filter} : std::nullopt;
}

} // namespace detail

} // namespace xdpk
