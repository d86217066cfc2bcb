// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/tunnel.hpp>

#include "ip_fields.hpp"
#include "packet_sum.hpp"
#include "tunnel_payload.hpp"

#include <xdpk/base/error.hpp>
#include <xdpk/net/headers.hpp>
#include <xdpk/net/tunnel_headers.hpp>

#include <cstring>
#include <fmt/format.h>

namespace xdpk {

namespace {

constexpr std::uint16_t least_mtu = 576;
constexpr std::uint16_t ephemeral_ports = 0xc000;
constexpr std::uint32_t flow_label_mask = 0xfffff;

[[noreturn]] void refuse(const tunnel_config& config, const std::string& what, const std::string& hint) {
    throw error({.where = fmt::format("{} tunnel to {}", name(config.type), to_string(config.destination)),
                 .what = what,
                 .hint = hint});
}

bool has_inner_ethernet(tunnel_type type) noexcept { return type == tunnel_type::vxlan || type == tunnel_type::geneve; }

void check(const tunnel_config& config) {
    if (config.source.index() != config.destination.index())
        refuse(config, fmt::format("its source {} is of the other family", to_string(config.source)),
               "give two IPv4 or two IPv6 addresses");
    if (has_inner_ethernet(config.type) && (!config.key || *config.key > largest_vni))
        refuse(config, config.key ? fmt::format("key {} is no network identifier", *config.key) : "no key",
               fmt::format("use a network identifier of 0 to {}", largest_vni));
    if (config.key && (config.type == tunnel_type::ipip || config.type == tunnel_type::gue))
        refuse(config, "it cannot carry a key", "use gre, vxlan or geneve");
    if (default_port(config.type) == 0 && (config.port != 0 || config.udp_checksum))
        refuse(config, "it is not over UDP", "leave out port and UDP checksum");
    if (config.mtu < least_mtu)
        refuse(config, fmt::format("an MTU of {}", config.mtu), fmt::format("use {} or more", least_mtu));
}

template <wire_header Header>
void put(tunnel_header& tunnel, const Header& header) noexcept {
    std::memcpy(tunnel.bytes.data() + tunnel.length, &header, sizeof(header));
    tunnel.length = static_cast<std::uint8_t>(tunnel.length + sizeof(header));
}

ip_proto protocol_of(tunnel_type type) noexcept {
    if (type == tunnel_type::ipip)
        return ip_proto::hop_by_hop; // to be replaced by the inner packet's IP version
    return type == tunnel_type::gre ? ip_proto::gre : ip_proto::udp;
}

void put_ip(tunnel_header& tunnel, const tunnel_config& config) noexcept {
    if (const auto* const source = std::get_if<ipv4_address>(&config.source)) {
        tunnel.payload_type_at = offsetof(ipv4_header, protocol);
        put(tunnel, ipv4_header{.version_ihl = 0x45,
                                .tos = 0,
                                .total_length = {},
                                .id = {},
                                .fragment = be16{ipv4_header::dont_fragment},
                                .ttl = config.hop_limit,
                                .protocol = protocol_of(config.type),
                                .checksum = {},
                                .source = *source,
                                .destination = *std::get_if<ipv4_address>(&config.destination)});
    } else {
        tunnel.payload_type_at = offsetof(ipv6_header, next_header);
        put(tunnel, ipv6_header{.version_class_flow = be32{6U << 28U},
                                .payload_length = {},
                                .next_header = protocol_of(config.type),
                                .hop_limit = config.hop_limit,
                                .source = *std::get_if<ipv6_address>(&config.source),
                                .destination = *std::get_if<ipv6_address>(&config.destination)});
    }
}

void put_gre(tunnel_header& tunnel, const tunnel_config& config) noexcept {
    tunnel.payload_type_at = static_cast<std::uint8_t>(tunnel.length + offsetof(gre_header, protocol));
    put(tunnel, gre_header{be16{config.key ? gre_header::key_present : std::uint16_t{0}}, {}});
    if (config.key)
        put(tunnel, be32{*config.key});
}

void put_udp(tunnel_header& tunnel, const tunnel_config& config) noexcept {
    const std::uint16_t port = config.port != 0 ? config.port : default_port(config.type);
    put(tunnel, udp_header{{}, be16{port}, {}, {}});
    tunnel.has_udp_checksum = config.udp_checksum.value_or(std::holds_alternative<ipv6_address>(config.source));
    if (config.type == tunnel_type::gue) {
        tunnel.payload_type_at = static_cast<std::uint8_t>(tunnel.length + offsetof(gue_header, protocol));
        put(tunnel, gue_header{});
        return;
    }
    const be32 vni{config.key.value_or(0) << 8U};
    if (config.type == tunnel_type::vxlan)
        put(tunnel, vxlan_header{be32{vxlan_header::vni_present}, vni});
    else
        put(tunnel, geneve_header{0, 0, big_endian{transparent_ethernet}, vni});
    tunnel.payload_type_at = static_cast<std::uint8_t>(tunnel.length + offsetof(ethernet_header, type));
    put(tunnel, ethernet_header{config.inner_destination, config.inner_source, {}});
}

bool is_ipv4(const tunnel_header& tunnel) noexcept { return header_at<ipv4_header>(tunnel.bytes, 0)->version() == 4; }

/// The outer IP header; gives its protocol.
ip_proto finish_ip(std::byte* outer, bool v4, const detail::ip_fields& inner, const tunnel_header& tunnel,
                   std::uint32_t hash) noexcept {
    const std::uint32_t length = inner.length + tunnel.length;
    if (v4) {
        auto& ip = *reinterpret_cast<ipv4_header*>(outer);
        ip.tos = inner.traffic_class;
        ip.total_length = be16{static_cast<std::uint16_t>(length)};
        if (tunnel.copies_hop_limit)
            ip.ttl = inner.hop_limit;
        ip.checksum = header_checksum(ip);
        return ip.protocol;
    }
    auto& ip = *reinterpret_cast<ipv6_header*>(outer);
    ip.version_class_flow = be32{6U << 28U | std::uint32_t{inner.traffic_class} << 20U | (hash & flow_label_mask)};
    ip.payload_length = be16{static_cast<std::uint16_t>(length - sizeof(ip))};
    if (tunnel.copies_hop_limit)
        ip.hop_limit = inner.hop_limit;
    return ip.next_header;
}

void finish_udp(const burst& b, const packet& p, const tunnel_header& tunnel, std::uint32_t length) noexcept {
    auto& udp = *reinterpret_cast<udp_header*>(p.data + p.l4);
    udp.source_port = be16{static_cast<std::uint16_t>(ephemeral_ports | (p.hash & 0x3fffU))};
    udp.length = be16{static_cast<std::uint16_t>(length)};
    if (!tunnel.has_udp_checksum)
        return;
    const packet_type type = packet_type::from_bits(p.type);
    const std::byte* const ip = p.data + p.l3;
    const ones_complement_sum pseudo =
        type.l3 == l3_type::ipv4 ? pseudo_header_sum(*reinterpret_cast<const ipv4_header*>(ip), ip_proto::udp, length)
                                 : pseudo_header_sum(*reinterpret_cast<const ipv6_header*>(ip), ip_proto::udp, length);
    udp.checksum =
        udp_checksum(detail::sum_of(b, p, {.offset = p.l4, .length = length, .pseudo = pseudo, .checksum_offset = 0}));
}

} // namespace

const char* name(tunnel_type type) noexcept {
    constexpr std::array names{"ipip", "gre", "gue", "vxlan", "geneve"};
    return names[static_cast<std::size_t>(type)];
}

std::uint16_t default_port(tunnel_type type) noexcept {
    switch (type) {
    case tunnel_type::gue:
        return gue_header::udp_port;
    case tunnel_type::vxlan:
        return vxlan_header::udp_port;
    case tunnel_type::geneve:
        return geneve_header::udp_port;
    default:
        return 0;
    }
}

void detail::name_payload(std::byte* outer, const tunnel_header& tunnel, bool v4) noexcept {
    std::byte* const at = outer + tunnel.payload_type_at;
    if (tunnel.type == tunnel_type::ipip || tunnel.type == tunnel_type::gue) {
        *at = std::byte(v4 ? ip_proto::ipip : ip_proto::ipv6);
        return;
    }
    *reinterpret_cast<big_endian<ether_type>*>(at) = big_endian{v4 ? ether_type::ipv4 : ether_type::ipv6};
}

tunnel_header make_tunnel(const tunnel_config& config) {
    check(config);
    tunnel_header tunnel{.type = config.type, .copies_hop_limit = config.hop_limit == 0, .mtu = config.mtu};
    put_ip(tunnel, config);
    if (config.type == tunnel_type::gre)
        put_gre(tunnel, config);
    else if (config.type != tunnel_type::ipip)
        put_udp(tunnel, config);
    return tunnel;
}

ip_address destination_of(const tunnel_header& tunnel) noexcept {
    if (is_ipv4(tunnel))
        return header_at<ipv4_header>(tunnel.bytes, 0)->destination;
    return header_at<ipv6_header>(tunnel.bytes, 0)->destination;
}

bool encapsulate(const burst& b, packet& p, const tunnel_header& tunnel) noexcept {
    packet_type type = packet_type::from_bits(p.type);
    const frame_address before = b.pool().address_of(p.data) & (b.pool().chunk() - 1);
    if (!type.is_ip() || before < frame_reserved + tunnel.length)
        return false;
    const detail::ip_fields inner = detail::read_ip(p);
    if (inner.length > inner_mtu(tunnel))
        return false;
    const bool outer_v4 = is_ipv4(tunnel);
    std::memmove(p.data - tunnel.length, p.data, p.l3);
    p.data -= tunnel.length;
    p.length = p.rest_count == 0 ? p.l3 + tunnel.length + inner.length : p.length + tunnel.length;
    std::byte* const outer = p.data + p.l3;
    std::memcpy(outer, tunnel.bytes.data(), tunnel.length);
    detail::name_payload(outer, tunnel, inner.is_ipv4);
    reinterpret_cast<big_endian<ether_type>*>(outer)[-1] = big_endian{outer_v4 ? ether_type::ipv4 : ether_type::ipv6};

    const ip_proto protocol = finish_ip(outer, outer_v4, inner, tunnel, p.hash);
    const std::size_t ip_size = outer_v4 ? sizeof(ipv4_header) : sizeof(ipv6_header);
    type =
        packet_type{.vlan_tags = type.vlan_tags, .l3 = outer_v4 ? l3_type::ipv4 : l3_type::ipv6, .protocol = protocol};
    p.type = type.bits();
    p.l4 = static_cast<std::uint8_t>(p.l3 + ip_size);
    if (protocol == ip_proto::udp)
        finish_udp(b, p, tunnel, inner.length + tunnel.length - static_cast<std::uint32_t>(ip_size));
    return true;
}

} // namespace xdpk
