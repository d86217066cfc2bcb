// SPDX-License-Identifier: BSD-3-Clause
#include "flow_rewrite.hpp"

#include <xdpk/net/transport_checksum.hpp>

#include <algorithm>
#include <cstring>
#include <span>

namespace xdpk::detail {

namespace {

ones_complement_sum address_difference(const flow_key& from, const flow_key& to) noexcept {
    ones_complement_sum difference;
    const auto replace = [&difference](const auto& before, const auto& now) {
        difference.replace(ipv6_address{before}, ipv6_address{now});
    };
    replace(from.source, to.source);
    replace(from.destination, to.destination);
    return difference;
}

bool is_echo(ip_proto protocol) noexcept { return protocol == ip_proto::icmp || protocol == ip_proto::icmpv6; }

void update(be16& checksum, ip_proto protocol, const ones_complement_sum& difference) noexcept {
    checksum =
        protocol == ip_proto::udp ? updated_udp_checksum(checksum, difference) : updated_checksum(checksum, difference);
}

/// The addresses of an IP header; the IPv4 checksum with them.
void set_addresses(std::byte* ip, bool v4, const __u8* source, const __u8* destination, std::uint16_t delta) noexcept {
    if (v4) {
        auto& header = *reinterpret_cast<ipv4_header*>(ip);
        std::memcpy(&header.source, source, sizeof(header.source));
        std::memcpy(&header.destination, destination, sizeof(header.destination));
        header.checksum = updated_checksum(header.checksum, ones_complement_sum(delta));
    } else {
        auto& header = *reinterpret_cast<ipv6_header*>(ip);
        std::memcpy(&header.source, source, sizeof(header.source));
        std::memcpy(&header.destination, destination, sizeof(header.destination));
    }
}

/// What a key's transport checksum covers besides the transport's own bytes, but for their length.
ones_complement_sum pseudo_header_of(const flow_key& key) noexcept {
    ones_complement_sum sum;
    if (!has_pseudo_header(key.protocol))
        return sum;
    sum.add(ipv6_address{key.source});
    sum.add(ipv6_address{key.destination});
    sum.add(be16{static_cast<std::uint16_t>(key.protocol)});
    return sum;
}

} // namespace

void set_ports(std::byte* transport, packet_type type, port_pair ports, std::uint16_t delta,
               std::size_t seen) noexcept {
    const ip_proto protocol = type.protocol;
    if (is_echo(protocol)) {
        auto& icmp = *reinterpret_cast<icmp_header*>(transport);
        if (!type.is_icmp())
            return;
        if (icmp.has_identifier(type.l3 == l3_type::ipv6))
            icmp.identifier = ports.source;
    } else if (protocol == ip_proto::tcp || protocol == ip_proto::udp || protocol == ip_proto::sctp) {
        std::memcpy(transport, &ports, sizeof(ports));
    }
    const std::size_t checksum = checksum_offset(protocol);
    if (checksum != 0 && checksum + sizeof(be16) <= seen)
        update(*reinterpret_cast<be16*>(transport + checksum), protocol, ones_complement_sum(delta));
}

void set_rewrite(xdpk_flow_record& record, const flow_key& from, const flow_key& to) noexcept {
    record.l3_delta = from.ip_version == 4 ? address_difference(from, to).folded() : std::uint16_t{0};
    ones_complement_sum transport = pseudo_header_of(to);
    transport.add(pseudo_header_of(from).checksum());
    transport.replace(from.source_port, to.source_port);
    if (!is_echo(from.protocol))
        transport.replace(from.destination_port, to.destination_port);
    record.l4_delta = transport.folded();
    std::ranges::copy(to.source, record.source);
    std::ranges::copy(to.destination, record.destination);
    record.source_port = to.source_port.raw();
    record.destination_port = to.destination_port.raw();
    record.rewrite |= XDPK_REWRITE_ADDRESSES;
    if (from.ip_version != to.ip_version)
        record.rewrite |= XDPK_TRANSLATE_IP;
}

void rewrite(const packet& p, const xdpk_flow_record& record) noexcept {
    const packet_type type = packet_type::from_bits(p.type);
    set_addresses(p.data + p.l3, type.l3 == l3_type::ipv4, record.source, record.destination, record.l3_delta);
    if (p.l4 != 0)
        set_ports(p.data + p.l4, type, {be16::from_raw(record.source_port), be16::from_raw(record.destination_port)},
                  record.l4_delta, longest_header);
}

void rewrite_error(const packet& p, const quoted_packet& quoted, const xdpk_flow_record& record) noexcept {
    const packet_type type = packet_type::from_bits(p.type);
    const bool v4 = type.l3 == l3_type::ipv4;
    const std::size_t length = v4 ? sizeof(ipv4_address) : sizeof(ipv6_address);
    const std::size_t source_at = v4 ? offsetof(ipv4_header, source) : offsetof(ipv6_header, source);
    std::byte* const outer = p.data + p.l3;
    std::byte* const inner = p.data + quoted.l3_offset;
    // From here on nothing is covered but by its own checksums and the error's.
    const std::size_t changed_end =
        std::min<std::size_t>(quoted.end, (quoted.l4_offset != 0 ? quoted.l4_offset : quoted.l3_offset) + 60U);
    const std::span<const std::byte> changed(inner, changed_end - quoted.l3_offset);
    const std::uint16_t before = internet_checksum(changed).raw();

    ones_complement_sum outer_before;
    outer_before.add(std::span<const std::byte>(outer + source_at, 2 * length));
    if (std::memcmp(outer + source_at, inner + source_at + length, length) == 0)
        std::memcpy(outer + source_at, record.source, length);
    std::memcpy(outer + source_at + length, record.destination, length);
    ones_complement_sum outer_change;
    outer_change.add(std::span<const std::byte>(outer + source_at, 2 * length));
    outer_change.add(outer_before.checksum());

    set_addresses(inner, v4, record.destination, record.source, record.l3_delta);
    if (quoted.l4_offset != 0)
        set_ports(p.data + quoted.l4_offset, packet_type{.l3 = type.l3, .protocol = quoted.key.protocol},
                  {be16::from_raw(record.destination_port), be16::from_raw(record.source_port)}, record.l4_delta,
                  quoted.end - quoted.l4_offset);

    ones_complement_sum change;
    change.add(changed);
    change.add(be16::from_raw(before));
    auto& icmp = *reinterpret_cast<icmp_header*>(p.data + p.l4);
    if (v4) {
        auto& ip = *reinterpret_cast<ipv4_header*>(outer);
        ip.checksum = updated_checksum(ip.checksum, outer_change);
    } else {
        change.add(be16::from_raw(outer_change.folded()));
    }
    icmp.checksum = updated_checksum(icmp.checksum, change);
}

} // namespace xdpk::detail
