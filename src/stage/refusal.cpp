// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/refusal.hpp>

#include <xdpk/net/checksum.hpp>
#include <xdpk/net/flow_hash.hpp>
#include <xdpk/net/icmp_error.hpp>

#include <algorithm>
#include <cstring>
#include <type_traits>
#include <utility>

namespace xdpk {

namespace {

constexpr std::uint8_t hop_limit = 64;
constexpr std::uint8_t network_control = 0xc0; // precedence 6 (RFC 1812, section 4.3.2.5)
constexpr std::size_t least_frame = 60;

constexpr std::size_t most_told(const ipv4_header& /*ip*/) noexcept { return 576; } // RFC 1812, section 4.3.2.3
constexpr std::size_t most_told(const ipv6_header& /*ip*/) noexcept { return 1280; }

constexpr ip_proto icmp_of(const ipv4_header& /*ip*/) noexcept { return ip_proto::icmp; }
constexpr ip_proto icmp_of(const ipv6_header& /*ip*/) noexcept { return ip_proto::icmpv6; }

/// With its header.
std::size_t packet_length(const ipv4_header& ip) noexcept { return ip.total_length.host(); }
std::size_t packet_length(const ipv6_header& ip) noexcept { return sizeof(ip) + ip.payload_length.host(); }

bool is_one_host(const ipv4_address& a) noexcept {
    return a.bytes[0] != 0 && a.bytes[0] != 127 && a.bytes[0] < 224; // multicast and class E
}

bool is_multicast(const ipv6_address& a) noexcept { return a.bytes[0] == 0xff; }

bool is_one_host(const ipv6_address& a) noexcept {
    constexpr ipv6_address loopback{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}};
    return a > loopback && !is_multicast(a);
}

/// IPv6 senders to a group look for the path's MTU too.
bool may_tell_a_group(refusal /*why*/, const ipv4_header& /*ip*/) noexcept { return false; }
bool may_tell_a_group(refusal why, const ipv6_header& ip) noexcept {
    return why == refusal::too_big && is_multicast(ip.destination);
}

ipv4_header make_header(const ipv4_address& from, const ipv4_address& to, ip_proto protocol, std::size_t payload,
                        std::uint8_t tos) noexcept {
    ipv4_header ip{};
    ip.version_ihl = 0x45;
    ip.tos = tos;
    ip.total_length = be16{static_cast<std::uint16_t>(sizeof(ip) + payload)};
    ip.fragment = be16{ipv4_header::dont_fragment}; // needs no identification (RFC 6864)
    ip.ttl = hop_limit;
    ip.protocol = protocol;
    ip.source = from;
    ip.destination = to;
    ones_complement_sum sum;
    sum.add(ip);
    ip.checksum = sum.checksum();
    return ip;
}

ipv6_header make_header(const ipv6_address& from, const ipv6_address& to, ip_proto protocol, std::size_t payload,
                        std::uint8_t traffic_class) noexcept {
    ipv6_header ip{};
    ip.version_class_flow = be32{6U << 28U | std::uint32_t{traffic_class} << 20U};
    ip.payload_length = be16{static_cast<std::uint16_t>(payload)};
    ip.next_header = protocol;
    ip.hop_limit = hop_limit;
    ip.source = from;
    ip.destination = to;
    return ip;
}

struct icmp_kind {
    std::uint8_t type;
    std::uint8_t code;
};

icmp_kind kind_of(refusal why, const ipv4_header& /*ip*/) noexcept {
    switch (why) {
    case refusal::net_unreachable:
        return {3, 0};
    case refusal::host_unreachable:
        return {3, 1};
    case refusal::port_unreachable:
        return {3, 3};
    case refusal::too_big:
        return {3, 4};
    case refusal::time_exceeded:
        return {11, 0};
    case refusal::rejected:
    case refusal::prohibited:
        break;
    }
    return {3, 13};
}

icmp_kind kind_of(refusal why, const ipv6_header& /*ip*/) noexcept {
    switch (why) {
    case refusal::net_unreachable:
        return {1, 0};
    case refusal::host_unreachable:
        return {1, 3};
    case refusal::port_unreachable:
        return {1, 4};
    case refusal::too_big:
        return {2, 0};
    case refusal::time_exceeded:
        return {3, 0};
    case refusal::rejected:
    case refusal::prohibited:
        break;
    }
    return {1, 1};
}

std::span<const std::byte> head_of(const packet& p) noexcept { return {p.data, p.length}; }

/// Errors, and ICMPv6's redirect, which counts as one.
bool is_error(const packet& p) noexcept {
    constexpr std::uint8_t v6_redirect = 137;
    parsed_packet at;
    at.type = packet_type::from_bits(p.type);
    at.l3_offset = p.l3;
    at.l4_offset = p.l4;
    if (is_icmp_error(head_of(p), at))
        return true;
    return at.type.l3 == l3_type::ipv6 && at.type.protocol == ip_proto::icmpv6 && p.l4 != 0 &&
           header_at<icmp_header>(head_of(p), p.l4)->type == v6_redirect;
}

/// Puts `header` where it belongs; the packet's own may have stood there.
template <class Header>
void write(const packet& p, std::size_t offset, const Header& header) noexcept {
    std::memcpy(p.data + offset, &header, sizeof(header));
}

/// The packet is answered; what its descriptor says of headers and segments becomes true.
template <class Ip>
void send_back(burst& b, packet& p, const Ip& ip, ip_proto protocol) noexcept {
    packet_type type{.l3 = std::is_same_v<Ip, ipv4_header> ? l3_type::ipv4 : l3_type::ipv6, .protocol = protocol};
    type.vlan_tags = packet_type::from_bits(p.type).vlan_tags;
    write(p, p.l3, ip);
    p.type = type.bits();
    p.l4 = static_cast<std::uint8_t>(p.l3 + sizeof(Ip));
    auto& ethernet = *reinterpret_cast<ethernet_header*>(p.data);
    std::swap(ethernet.source, ethernet.destination);
    for (const segment& s : b.rest(p))
        b.pool().give(s.data);
    p.rest_count = 0;
    p.out_port = p.in_port;
    parsed_packet at;
    at.type = type;
    at.l3_offset = p.l3;
    at.l4_offset = p.l4;
    if (const auto key = extract_flow_key(head_of(p), at))
        p.hash = flow_hash(*key);
}

/// How much of the sequence space a segment takes (RFC 9293, section 3.4): of its fragment that is there.
template <class Ip>
std::uint32_t segment_length(const packet& p, const Ip& ip, const tcp_header& tcp) noexcept {
    const std::size_t headers = std::size_t{p.l4} - p.l3 + tcp.header_length();
    const unsigned flags = ((tcp.flags & tcp_header::syn) != 0 ? 1U : 0U) + ((tcp.flags & tcp_header::fin) != 0);
    return static_cast<std::uint32_t>(packet_length(ip) - headers) + flags;
}

template <class Ip>
bool reset(burst& b, packet& p, const Ip& ip) noexcept {
    const tcp_header tcp = *header_at<tcp_header>(head_of(p), p.l4);
    if ((tcp.flags & tcp_header::rst) != 0)
        return false;
    tcp_header answer{};
    answer.source_port = tcp.destination_port;
    answer.destination_port = tcp.source_port;
    answer.data_offset = (sizeof(tcp_header) / 4) << 4U;
    answer.flags = tcp_header::rst;
    if ((tcp.flags & tcp_header::ack) != 0) {
        answer.sequence = tcp.acknowledgement;
    } else {
        answer.acknowledgement = be32{tcp.sequence.host() + segment_length(p, ip, tcp)};
        answer.flags |= tcp_header::ack;
    }
    const Ip header = make_header(ip.destination, ip.source, ip_proto::tcp, sizeof(answer), 0);
    ones_complement_sum sum = pseudo_header_sum(header, ip_proto::tcp, sizeof(answer));
    sum.add(std::as_bytes(std::span(&answer, 1)));
    answer.checksum = sum.checksum();

    const std::size_t end = p.l3 + sizeof(Ip) + sizeof(answer);
    const std::size_t padded = std::min<std::size_t>(std::max(end, least_frame), p.length);
    write(p, p.l3 + sizeof(Ip), answer);
    std::memset(p.data + end, 0, padded - end);
    p.length = static_cast<std::uint32_t>(padded);
    send_back(b, p, header, ip_proto::tcp);
    return true;
}

std::size_t headroom(const burst& b, const packet& p) noexcept {
    const std::size_t offset = b.pool().address_of(p.data) & (b.pool().chunk() - 1);
    return offset > frame_reserved ? offset - frame_reserved : 0;
}

/// The Ethernet header moves forward, so that new headers fit in front of what is quoted, which stays where it is.
template <class Ip>
bool report(burst& b, packet& p, const Ip& ip, const decltype(Ip::source)& from, icmp_kind kind,
            std::uint16_t mtu) noexcept {
    constexpr std::size_t grow = sizeof(Ip) + sizeof(icmp_header);
    if (is_error(p) || headroom(b, p) < grow)
        return false;
    const std::size_t quoted = std::min({packet_length(ip), std::size_t{p.length} - p.l3, most_told(ip) - grow});
    const ip_proto protocol = icmp_of(ip);
    const Ip header = make_header(from, ip.source, protocol, sizeof(icmp_header) + quoted, network_control);
    icmp_header icmp{};
    icmp.type = kind.type;
    icmp.code = kind.code;
    icmp.sequence = be16{mtu}; // IPv4: RFC 1191, section 4; IPv6: the lower half

    std::memmove(p.data - grow, p.data, p.l3);
    p.data -= grow;
    p.length = static_cast<std::uint32_t>(p.l3 + grow + quoted);
    write(p, p.l3 + sizeof(Ip), icmp);
    ones_complement_sum sum;
    if (protocol == ip_proto::icmpv6)
        sum = pseudo_header_sum(header, protocol, static_cast<std::uint32_t>(sizeof(icmp) + quoted));
    sum.add(head_of(p).subspan(p.l3 + sizeof(Ip)));
    icmp.checksum = sum.checksum();
    write(p, p.l3 + sizeof(Ip), icmp);
    send_back(b, p, header, protocol);
    return true;
}

template <class Ip>
bool tell(burst& b, packet& p, refusal why, const std::optional<decltype(Ip::source)>& from,
          std::uint16_t mtu) noexcept {
    const Ip ip = *header_at<Ip>(head_of(p), p.l3);
    const auto& ethernet = *header_at<ethernet_header>(head_of(p), 0);
    if (!is_one_host(ip.source) || ethernet.source.is_group())
        return false;
    if (!may_tell_a_group(why, ip) && (!is_one_host(ip.destination) || ethernet.destination.is_group()))
        return false;
    if (why == refusal::rejected && packet_type::from_bits(p.type).protocol == ip_proto::tcp)
        return reset(b, p, ip);
    const auto source = from.value_or(ip.destination);
    return is_one_host(source) && report(b, p, ip, source, kind_of(why, ip), mtu);
}

} // namespace

bool refuse(burst& b, packet& p, refusal why, const refusal_source& from, std::uint16_t mtu) noexcept {
    const packet_type type = packet_type::from_bits(p.type);
    if (type.malformed || !type.is_ip() || type.fragment == fragment_type::later)
        return false;
    if (type.l3 == l3_type::ipv4)
        return tell<ipv4_header>(b, p, why, from.v4, mtu);
    return tell<ipv6_header>(b, p, why, from.v6, mtu);
}

} // namespace xdpk
