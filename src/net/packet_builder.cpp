// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/net/packet_builder.hpp>

#include <xdpk/base/error.hpp>
#include <xdpk/net/checksum.hpp>
#include <xdpk/net/headers.hpp>

#include <algorithm>
#include <cstring>
#include <fmt/format.h>

namespace xdpk {

namespace {

constexpr std::size_t min_frame = 60;
constexpr std::size_t max_ip_packet = 65535;
constexpr std::uint16_t max_vlan = 4094;
constexpr std::uint8_t max_dscp = 63;

[[noreturn]] void refuse(std::string what, std::string hint) {
    throw error({.where = "packet", .what = std::move(what), .hint = std::move(hint)});
}

bool is_ipv6(const packet_spec& spec) { return std::holds_alternative<ipv6_address>(spec.source); }

std::size_t tag_count(const packet_spec& spec) {
    return spec.vlans.size() - static_cast<std::size_t>(std::count(spec.vlans.begin(), spec.vlans.end(), 0));
}

std::size_t l2_size(const packet_spec& spec) { return sizeof(ethernet_header) + tag_count(spec) * sizeof(vlan_tag); }

std::size_t l3_size(const packet_spec& spec) { return is_ipv6(spec) ? sizeof(ipv6_header) : sizeof(ipv4_header); }

std::size_t l4_size(const packet_spec& spec) {
    if (spec.protocol == ip_proto::tcp)
        return sizeof(tcp_header);
    static_assert(sizeof(udp_header) == sizeof(icmp_header));
    return sizeof(udp_header);
}

void check(const packet_spec& spec) {
    if (spec.source.index() != spec.destination.index())
        refuse("source and destination are of different families", "give two IPv4 or two IPv6 addresses");
    const ip_proto echo = is_ipv6(spec) ? ip_proto::icmpv6 : ip_proto::icmp;
    if (spec.protocol != ip_proto::udp && spec.protocol != ip_proto::tcp && spec.protocol != echo)
        refuse(fmt::format("protocol {} cannot be built", static_cast<unsigned>(spec.protocol)),
               fmt::format("use UDP (17), TCP (6) or ICMP ({})", static_cast<unsigned>(echo)));
    for (const std::uint16_t vlan : spec.vlans)
        if (vlan > max_vlan)
            refuse(fmt::format("VLAN {} does not exist", vlan), "use 1 to 4094, or 0 for no tag");
    if (spec.dscp > max_dscp)
        refuse(fmt::format("DSCP {} does not exist", spec.dscp), "use 0 to 63");
}

/// Appends headers to a frame.
class writer {
public:
    explicit writer(std::span<std::byte> frame) noexcept : rest_(frame) {}

    template <wire_header Header>
    Header& put(const Header& header) noexcept {
        auto* at = header_at<Header>(rest_, 0);
        *at = header;
        rest_ = rest_.subspan(sizeof(Header));
        return *at;
    }

    [[nodiscard]] std::span<std::byte> rest() const noexcept { return rest_; }

private:
    std::span<std::byte> rest_;
};

void put_ethernet(const packet_spec& spec, writer& out) {
    big_endian<ether_type>* type = &out.put(ethernet_header{spec.destination_mac, spec.source_mac, {}}).type;
    std::size_t tags = tag_count(spec);
    for (const std::uint16_t vlan : spec.vlans) {
        if (vlan == 0)
            continue;
        *type = big_endian{tags-- == 2 ? ether_type::qinq : ether_type::vlan};
        type = &out.put(vlan_tag{be16{vlan}, {}}).type;
    }
    *type = big_endian{is_ipv6(spec) ? ether_type::ipv6 : ether_type::ipv4};
}

ones_complement_sum put_ipv4(const packet_spec& spec, writer& out) {
    const auto total = static_cast<std::uint16_t>(out.rest().size());
    auto& ip = out.put(ipv4_header{
        .version_ihl = 0x45,
        .tos = static_cast<std::uint8_t>(spec.dscp << 2U),
        .total_length = be16{total},
        .id = {},
        .fragment = be16{ipv4_header::dont_fragment},
        .ttl = spec.ttl,
        .protocol = spec.protocol,
        .checksum = {},
        .source = std::get<ipv4_address>(spec.source),
        .destination = std::get<ipv4_address>(spec.destination),
    });
    ip.checksum = header_checksum(ip);
    return pseudo_header_sum(ip, spec.protocol, total - static_cast<std::uint32_t>(sizeof(ip)));
}

ones_complement_sum put_ipv6(const packet_spec& spec, writer& out) {
    const auto payload = static_cast<std::uint16_t>(out.rest().size() - sizeof(ipv6_header));
    const auto& ip = out.put(ipv6_header{
        .version_class_flow = be32{6U << 28U | static_cast<std::uint32_t>(spec.dscp) << 22U},
        .payload_length = be16{payload},
        .next_header = spec.protocol,
        .hop_limit = spec.ttl,
        .source = std::get<ipv6_address>(spec.source),
        .destination = std::get<ipv6_address>(spec.destination),
    });
    return pseudo_header_sum(ip, spec.protocol, payload);
}

void fill(std::span<std::byte> payload, std::span<const std::byte> pattern) {
    for (std::size_t i = 0; i < payload.size(); ++i)
        payload[i] = pattern.empty() ? std::byte{} : pattern[i % pattern.size()];
}

void put_udp(const packet_spec& spec, ones_complement_sum sum, writer& out) {
    const std::span<std::byte> datagram = out.rest();
    const be16 length{static_cast<std::uint16_t>(datagram.size())};
    auto& udp = out.put(udp_header{be16{spec.source_port}, be16{spec.destination_port}, length, {}});
    fill(out.rest(), spec.payload);
    sum.add(datagram);
    udp.checksum = udp_checksum(sum);
}

void put_tcp(const packet_spec& spec, ones_complement_sum sum, writer& out) {
    const std::span<std::byte> segment = out.rest();
    auto& tcp = out.put(tcp_header{
        .source_port = be16{spec.source_port},
        .destination_port = be16{spec.destination_port},
        .sequence = be32{1},
        .acknowledgement = be32{(spec.tcp_flags & tcp_header::ack) != 0 ? 1U : 0U},
        .data_offset = sizeof(tcp_header) / 4 << 4U,
        .flags = spec.tcp_flags,
        .window = be16{0xffff},
        .checksum = {},
        .urgent = {},
    });
    fill(out.rest(), spec.payload);
    sum.add(segment);
    tcp.checksum = sum.checksum();
}

void put_echo(const packet_spec& spec, ones_complement_sum sum, writer& out) {
    const std::span<std::byte> message = out.rest();
    const std::uint8_t type = is_ipv6(spec) ? icmp_header::v6_echo_request : icmp_header::echo_request;
    auto& icmp = out.put(icmp_header{type, 0, {}, be16{spec.source_port}, be16{spec.destination_port}});
    fill(out.rest(), spec.payload);
    sum.add(message);
    icmp.checksum = sum.checksum();
}

} // namespace

std::size_t frame_size(const packet_spec& spec) {
    check(spec);
    const std::size_t least = l2_size(spec) + l3_size(spec) + l4_size(spec);
    const std::size_t size = spec.frame_size == 0 ? std::max(least, min_frame) : spec.frame_size;
    // IPv6's payload may be 65,535 bytes long; one limit for both families is enough.
    const std::size_t most = l2_size(spec) + max_ip_packet;
    if (size < least || size > most)
        refuse(fmt::format("{} bytes cannot hold it", size), fmt::format("use {} to {} bytes", least, most));
    return size;
}

std::size_t build_packet(const packet_spec& spec, std::span<std::byte> frame) {
    const std::size_t size = frame_size(spec);
    if (size > frame.size())
        refuse(fmt::format("{} bytes do not fit in {}", size, frame.size()), "use a smaller size or larger frames");
    writer out(frame.first(size));
    put_ethernet(spec, out);
    const ones_complement_sum pseudo_header = is_ipv6(spec) ? put_ipv6(spec, out) : put_ipv4(spec, out);
    if (spec.protocol == ip_proto::udp)
        put_udp(spec, pseudo_header, out);
    else if (spec.protocol == ip_proto::tcp)
        put_tcp(spec, pseudo_header, out);
    else
        put_echo(spec, is_ipv6(spec) ? pseudo_header : ones_complement_sum{}, out);
    return size;
}

std::vector<std::byte> build_packet(const packet_spec& spec) {
    std::vector<std::byte> frame(frame_size(spec));
    build_packet(spec, frame);
    return frame;
}

} // namespace xdpk
