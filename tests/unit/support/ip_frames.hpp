// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/checksum.hpp>
#include <xdpk/net/flow_key.hpp>
#include <xdpk/net/headers.hpp>
#include <xdpk/net/packet_builder.hpp>

#include <algorithm>
#include <cstring>
#include <span>
#include <vector>

namespace xdpk::test {

using bytes = std::vector<std::byte>;

/// A frame of an IP packet.
template <class Header>
bytes ip_frame(const Header& ip, const bytes& payload) {
    bytes frame = build_packet(packet_spec{});
    frame.resize(sizeof(ethernet_header));
    header_at<ethernet_header>(std::span(frame), 0)->type =
        big_endian{ip.version() == 4 ? ether_type::ipv4 : ether_type::ipv6};
    const auto header = std::as_bytes(std::span(&ip, 1));
    frame.insert(frame.end(), header.begin(), header.end());
    frame.insert(frame.end(), payload.begin(), payload.end());
    return frame;
}

/// An ICMP message with its checksum, which covers what is in `pseudo` too.
inline bytes icmp_message(icmp_header icmp, std::span<const std::byte> payload, ones_complement_sum pseudo) {
    bytes message(sizeof(icmp));
    std::memcpy(message.data(), &icmp, sizeof(icmp));
    message.insert(message.end(), payload.begin(), payload.end());
    pseudo.add(message);
    icmp.checksum = pseudo.checksum();
    std::memcpy(message.data(), &icmp, sizeof(icmp));
    return message;
}

inline bytes error_about_ipv4(const flow_key& key, const ip_address& from, std::span<const std::byte> quoted) {
    icmp_header icmp{};
    icmp.type = 3;
    icmp.code = 1;
    ipv4_header ip{};
    ip.version_ihl = 0x45;
    ip.total_length = be16{static_cast<std::uint16_t>(sizeof(ip) + sizeof(icmp) + quoted.size())};
    ip.ttl = 64;
    ip.protocol = ip_proto::icmp;
    ip.source = std::get<ipv4_address>(from);
    ip.destination = std::get<ipv4_address>(key.source_address());
    ip.checksum = header_checksum(ip);
    return ip_frame(ip, icmp_message(icmp, quoted, {}));
}

inline bytes error_about_ipv6(const flow_key& key, const ip_address& from, std::span<const std::byte> quoted) {
    icmp_header icmp{};
    icmp.type = 1;
    icmp.code = 3;
    const auto length = static_cast<std::uint16_t>(sizeof(icmp) + quoted.size());
    ipv6_header ip{};
    ip.version_class_flow = be32{0x60000000};
    ip.payload_length = be16{length};
    ip.next_header = ip_proto::icmpv6;
    ip.hop_limit = 64;
    ip.source = std::get<ipv6_address>(from);
    ip.destination = std::get<ipv6_address>(key.source_address());
    return ip_frame(ip, icmp_message(icmp, quoted, pseudo_header_sum(ip, ip_proto::icmpv6, length)));
}

/// What a router says to the sender of `frame`, "unreachable", quoting at most `quoted` bytes of its IP packet.
inline bytes error_about(const bytes& frame, const ip_address& from, std::size_t quoted) {
    const parsed_packet at = parse(frame);
    const auto ip = std::span(frame).subspan(at.l3_offset);
    const auto part = ip.first(std::min(quoted, ip.size()));
    const flow_key key = extract_flow_key(frame, at).value();
    return key.ip_version == 4 ? error_about_ipv4(key, from, part) : error_about_ipv6(key, from, part);
}

} // namespace xdpk::test
