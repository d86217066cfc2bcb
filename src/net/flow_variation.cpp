// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/net/flow_variation.hpp>

#include <xdpk/base/error.hpp>
#include <xdpk/net/checksum.hpp>
#include <xdpk/net/headers.hpp>
#include <xdpk/net/parser.hpp>

#include <cstddef>

namespace xdpk {

namespace {

constexpr unsigned port_bits = 14;

/// Offsets of the varied fields within a transport header.
struct l4_fields {
    std::size_t port;
    std::size_t checksum;
};

bool is_echo_request(std::span<const std::byte> packet, const parsed_packet& at) {
    const bool v4 = at.type.l3 == l3_type::ipv4;
    if (at.type.protocol != (v4 ? ip_proto::icmp : ip_proto::icmpv6))
        return false;
    const std::uint8_t type = v4 ? icmp_header::echo_request : icmp_header::v6_echo_request;
    return header_at<icmp_header>(packet, at.l4_offset)->type == type;
}

l4_fields fields_of(std::span<const std::byte> packet, const parsed_packet& at) {
    if (at.error == parse_error::none && at.l4_offset != 0) {
        if (at.type.protocol == ip_proto::udp)
            return {offsetof(udp_header, source_port), offsetof(udp_header, checksum)};
        if (at.type.protocol == ip_proto::tcp)
            return {offsetof(tcp_header, source_port), offsetof(tcp_header, checksum)};
        if (is_echo_request(packet, at))
            return {offsetof(icmp_header, identifier), offsetof(icmp_header, checksum)};
    }
    throw error({.where = "packet",
                 .what = "cannot be varied into flows",
                 .hint = "use a whole UDP or TCP packet or ICMP echo request"});
}

template <class Field>
Field replace(std::span<std::byte> packet, std::size_t at, Field now) noexcept {
    auto* field = header_at<Field>(packet, at);
    const Field before = *field;
    *field = now;
    return before;
}

} // namespace

flow_variation::layout flow_variation::locate(std::span<const std::byte> packet) {
    const parsed_packet found = parse(packet);
    const l4_fields fields = fields_of(packet, found);
    const bool v4 = found.type.l3 == l3_type::ipv4;
    const std::size_t address = v4 ? offsetof(ipv4_header, source) : offsetof(ipv6_header, source) + 12;
    const auto offset = [](std::size_t value) { return static_cast<std::uint16_t>(value); };
    return {
        .address = offset(found.l3_offset + address),
        .port = offset(found.l4_offset + fields.port),
        .l4_checksum = offset(found.l4_offset + fields.checksum),
        .ip_checksum = offset(v4 ? found.l3_offset + offsetof(ipv4_header, checksum) : 0),
        .is_udp = found.type.protocol == ip_proto::udp,
        .has_pseudo_header = found.type.protocol != ip_proto::icmp,
    };
}

flow_variation::flow_variation(std::span<const std::byte> original)
    : at_(locate(original)), address_(header_at<be32>(original, at_.address)->host()),
      port_(header_at<be16>(original, at_.port)->host()) {}

void flow_variation::apply(std::span<std::byte> packet, std::uint32_t n) const noexcept {
    const be32 address{address_ + (n >> port_bits)};
    const be16 port{static_cast<std::uint16_t>(port_ + (n & ((1U << port_bits) - 1)))};
    ones_complement_sum l3_change;
    l3_change.replace(replace(packet, at_.address, address), address);
    if (at_.ip_checksum != 0) {
        auto* checksum = header_at<be16>(packet, at_.ip_checksum);
        *checksum = updated_checksum(*checksum, l3_change);
    }
    ones_complement_sum l4_change = at_.has_pseudo_header ? l3_change : ones_complement_sum{};
    l4_change.replace(replace(packet, at_.port, port), port);
    auto* checksum = header_at<be16>(packet, at_.l4_checksum);
    *checksum = at_.is_udp ? updated_udp_checksum(*checksum, l4_change) : updated_checksum(*checksum, l4_change);
}

} // namespace xdpk
