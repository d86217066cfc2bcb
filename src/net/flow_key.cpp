// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/net/flow_key.hpp>

#include <xdpk/net/headers.hpp>

#include <algorithm>
#include <utility>

namespace xdpk {

namespace {

bool has_identifier(const icmp_header& icmp, bool v4) noexcept {
    if (v4)
        return icmp.type == icmp_header::echo_request || icmp.type == icmp_header::echo_reply;
    return icmp.type == icmp_header::v6_echo_request || icmp.type == icmp_header::v6_echo_reply;
}

void set_ports(flow_key& key, std::span<const std::byte> head, std::size_t offset) noexcept {
    const bool v4 = key.ip_version == 4;
    switch (key.protocol) {
    case ip_proto::tcp:
    case ip_proto::udp:
    case ip_proto::sctp:
        key.source_port = *header_at<be16>(head, offset);
        key.destination_port = *header_at<be16>(head, offset + sizeof(be16));
        return;
    case ip_proto::icmp:
    case ip_proto::icmpv6:
        if ((key.protocol == ip_proto::icmp) != v4)
            return;
        if (const auto& icmp = *header_at<icmp_header>(head, offset); has_identifier(icmp, v4))
            key.source_port = key.destination_port = icmp.identifier;
        return;
    default:
        return;
    }
}

template <class Header>
void set_addresses(flow_key& key, std::span<const std::byte> head, std::size_t offset) noexcept {
    const auto& ip = *header_at<Header>(head, offset);
    std::copy(ip.source.bytes.begin(), ip.source.bytes.end(), key.source.begin());
    std::copy(ip.destination.bytes.begin(), ip.destination.bytes.end(), key.destination.begin());
}

} // namespace

std::optional<flow_key> extract_flow_key(std::span<const std::byte> head, const parsed_packet& at,
                                         std::uint16_t zone) noexcept {
    if (!at.type.is_ip() || at.type.malformed)
        return std::nullopt;
    flow_key key{.zone = zone, .protocol = at.type.protocol};
    if (at.type.l3 == l3_type::ipv4) {
        key.ip_version = 4;
        set_addresses<ipv4_header>(key, head, at.l3_offset);
    } else {
        key.ip_version = 6;
        set_addresses<ipv6_header>(key, head, at.l3_offset);
    }
    if (at.l4_offset != 0)
        set_ports(key, head, at.l4_offset);
    return key;
}

flow_key reversed(const flow_key& key) noexcept {
    flow_key other = key;
    std::swap(other.source, other.destination);
    std::swap(other.source_port, other.destination_port);
    return other;
}

} // namespace xdpk
