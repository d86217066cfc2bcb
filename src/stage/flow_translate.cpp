// SPDX-License-Identifier: BSD-3-Clause
#include "flow_translate.hpp"

#include "embedding.hpp"
#include "flow_rewrite.hpp"
#include "packet_sum.hpp"

#include <xdpk/net/embedded_address.hpp>
#include <xdpk/net/headers.hpp>
#include <xdpk/net/ip_translation.hpp>

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

namespace xdpk::detail {

namespace {

using address_bytes = std::array<std::uint8_t, 16>;

std::span<const std::byte> bytes_of(const packet& p) noexcept { return {p.data, p.length}; }

l3_type other_version(l3_type of) noexcept { return of == l3_type::ipv4 ? l3_type::ipv6 : l3_type::ipv4; }

bool has_room(const burst& b, const packet& p, std::size_t old_length, std::size_t new_length) noexcept {
    const frame_address before = b.pool().address_of(p.data) & (b.pool().chunk() - 1);
    return before + old_length >= frame_reserved + new_length;
}

/// Puts `header` where it ends `end` bytes into the packet, and the Ethernet header in front of it.
void put_header(packet& p, std::size_t end, const translated_header& header) noexcept {
    packet_type type = packet_type::from_bits(p.type);
    type.l3 = other_version(type.l3);
    type.protocol = header.protocol;
    type.has_options = header.length > sizeof(ipv6_header);
    const auto shift = static_cast<std::ptrdiff_t>(end) - static_cast<std::ptrdiff_t>(p.l3 + header.length);
    std::byte* const data = p.data + shift;
    std::memmove(data, p.data, p.l3);
    std::memcpy(data + p.l3, header.bytes.data(), header.length);
    p.data = data;
    p.length = static_cast<std::uint32_t>(p.length - shift);
    p.type = type.bits();
    p.l4 = static_cast<std::uint8_t>(p.l4 == 0 ? 0 : p.l3 + header.length);
    reinterpret_cast<big_endian<ether_type>*>(data + p.l3)[-1] =
        big_endian{type.l3 == l3_type::ipv4 ? ether_type::ipv4 : ether_type::ipv6};
}

/// The checksum after a change; never 0, which is no sum of a message of zeros.
be16 changed(be16 checksum, ones_complement_sum change) noexcept {
    change.add(be16::from_raw(static_cast<std::uint16_t>(~checksum.raw())));
    return udp_checksum(change);
}

ones_complement_sum sum_of(const icmp_header& icmp) noexcept {
    icmp_header covered = icmp;
    covered.checksum = {};
    ones_complement_sum sum;
    sum.add(std::as_bytes(std::span(&covered, 1)));
    return sum;
}

/// An echo message of so many bytes; `delta` has all other changes in it. False: it is no echo.
bool translate_echo(std::byte* at, bool v6, be16 identifier, std::uint16_t delta, std::size_t length) noexcept {
    icmp_header icmp;
    std::memcpy(&icmp, at, sizeof(icmp));
    if (!icmp.has_identifier(v6))
        return false;
    const std::optional<icmp_header> translated = v6 ? icmpv6_to_icmp(icmp) : icmp_to_icmpv6(icmp, 0);
    ones_complement_sum change(delta);
    change.replace(be16{static_cast<std::uint16_t>(icmp.type << 8U)},
                   be16{static_cast<std::uint16_t>(translated->type << 8U)});
    const be16 covered_length{static_cast<std::uint16_t>(length)};
    if (v6)
        change.replace(covered_length, be16{});
    else
        change.add(covered_length);
    icmp.type = translated->type;
    icmp.identifier = identifier;
    icmp.checksum = changed(icmp.checksum, change);
    std::memcpy(at, &icmp, sizeof(icmp));
    return true;
}

/// Of a whole packet, that has the IPv6 header already.
void make_udp_checksum(const burst& b, const packet& p) noexcept {
    const auto& ip = *reinterpret_cast<const ipv6_header*>(p.data + p.l3);
    auto& udp = *reinterpret_cast<udp_header*>(p.data + p.l4);
    const std::size_t length = udp.length.host();
    const checksum_cover cover{.offset = p.l4,
                               .length = length,
                               .pseudo = pseudo_header_sum(ip, ip_proto::udp, static_cast<std::uint32_t>(length))};
    udp.checksum = udp_checksum(detail::sum_of(b, p, cover));
}

/// A UDP datagram that has no checksum, as it may be in IPv4.
bool is_unsummed(const packet& p, packet_type type) noexcept {
    return type.l3 == l3_type::ipv4 && type.protocol == ip_proto::udp && p.l4 != 0 &&
           reinterpret_cast<const udp_header*>(p.data + p.l4)->checksum == be16{};
}

} // namespace

std::optional<translated_lengths> lengths_of(const packet& p) noexcept {
    const std::optional<common_ip_header> ip = read_common_header(bytes_of(p).subspan(p.l3));
    if (!ip)
        return std::nullopt;
    return translated_lengths{std::size_t{ip->length} + ip->payload_length,
                              translated_length(*ip) + ip->payload_length};
}

bool translate(const burst& b, packet& p, const xdpk_flow_record& record, be16 id) noexcept {
    const packet_type type = packet_type::from_bits(p.type);
    const std::optional<common_ip_header> ip = read_common_header(bytes_of(p).subspan(p.l3));
    const bool unsummed = is_unsummed(p, type);
    if (!ip || (ip->is_fragment() && (type.is_icmp() || unsummed)))
        return false;
    const translated_header header =
        translate_header(*ip, std::to_array(record.source), std::to_array(record.destination), id);
    if (!has_room(b, p, ip->length, header.length))
        return false;
    put_header(p, std::size_t{p.l3} + ip->length, header);
    if (p.l4 == 0)
        return true;
    const port_pair ports{be16::from_raw(record.source_port), be16::from_raw(record.destination_port)};
    if (type.is_icmp())
        return translate_echo(p.data + p.l4, ip->version == 6, ports.source, record.l4_delta, ip->payload_length);
    set_ports(p.data + p.l4, packet_type::from_bits(p.type), ports, record.l4_delta, longest_header);
    if (unsummed)
        make_udp_checksum(b, p);
    return true;
}

namespace {

constexpr std::size_t least_quoted = 8;
constexpr std::size_t longest_error = 1280; // of ICMPv6 (RFC 4443, section 2.4)

/// An ICMP error while it is translated. Offsets are from the start of the frame.
struct error_parts {
    common_ip_header outer;
    common_ip_header inner;
    icmp_header icmp;        ///< as it came
    icmp_header translated;  ///< its checksum is still the old one
    std::size_t transport;   ///< of the quoted packet
    std::size_t end;         ///< of the message as it came
    std::size_t new_end = 0; ///< what is behind is cut off

    [[nodiscard]] std::size_t transport_length() const noexcept { return new_end - transport; }
    /// Of the whole message, with the quoted packet's new header.
    [[nodiscard]] std::size_t new_length(const translated_header& header) const noexcept {
        return sizeof(icmp_header) + header.length + transport_length();
    }
};

std::optional<error_parts> read_error(const packet& p, const quoted_packet& quoted) noexcept {
    const std::span<const std::byte> head = bytes_of(p);
    const auto outer = read_common_header(head.subspan(p.l3));
    const auto inner = read_common_header(head.subspan(quoted.l3_offset));
    if (!outer || !inner || p.rest_count != 0 || outer->version != inner->version)
        return std::nullopt;
    const icmp_header icmp = *header_at<icmp_header>(head, p.l4);
    const bool v6 = outer->version == 6;
    const auto translated =
        v6 ? icmpv6_to_icmp(icmp) : icmp_to_icmpv6(icmp, std::size_t{inner->length} + inner->payload_length);
    const bool is_echo = inner->protocol == ip_proto::icmp || inner->protocol == ip_proto::icmpv6;
    if (!translated || (is_echo && inner->is_fragment()))
        return std::nullopt;
    error_parts parts{.outer = *outer,
                      .inner = *inner,
                      .icmp = icmp,
                      .translated = *translated,
                      .transport = std::size_t{quoted.l3_offset} + inner->length,
                      .end = std::size_t{p.l3} + outer->length + outer->payload_length};
    parts.new_end = parts.end;
    if (const auto length = quoted_length_of(icmp, v6))
        parts.new_end = std::min(parts.new_end, quoted.l3_offset + *length);
    if (!v6) {
        const std::size_t headers =
            2 * sizeof(ipv6_header) + sizeof(icmp_header) + (inner->has_id ? sizeof(ipv6_fragment) : std::size_t{0});
        parts.new_end = std::min(parts.new_end, parts.transport + longest_error - headers);
    }
    if (parts.end > p.length || parts.new_end < parts.transport + least_quoted)
        return std::nullopt;
    return parts;
}

/// Who the error comes from.
address_bytes source_of_error(const packet& p, const error_parts& parts, const quoted_packet& quoted,
                              const xdpk_flow_record& record) noexcept {
    const unsigned prefix_length = embedding_length(record.rewrite);
    address_bytes end = std::to_array(record.source);
    if (parts.outer.version == 6 || prefix_length == 0)
        return end;
    const auto& outer = *header_at<ipv4_header>(bytes_of(p), p.l3);
    const auto& inner = *header_at<ipv4_header>(bytes_of(p), quoted.l3_offset);
    const bool shared = prefix_length == well_known_translation_prefix.length &&
                        well_known_translation_prefix.contains(ipv6_address{end});
    if (outer.source == inner.destination || (shared && !is_global(outer.source)))
        return end;
    return embed(outer.source, ipv6_address{end}, prefix_length).bytes;
}

/// The quoted packet's transport header becomes its sender's. False: it is an ICMP message, and no echo.
bool translate_quoted(const packet& p, const error_parts& parts, const xdpk_flow_record& record) noexcept {
    if (parts.inner.fragment_offset != 0)
        return true;
    std::byte* const at = p.data + parts.transport;
    const port_pair ports{be16::from_raw(record.destination_port), be16::from_raw(record.source_port)};
    const packet_type type{.l3 = parts.inner.version == 4 ? l3_type::ipv4 : l3_type::ipv6,
                           .protocol = parts.inner.protocol};
    if (type.is_icmp())
        return translate_echo(at, parts.inner.version == 6, ports.source, record.l4_delta, parts.inner.payload_length);
    set_ports(at, type, ports, record.l4_delta, parts.transport_length());
    return true;
}

/// What the pseudo header in front of an ICMPv6 message adds to its sum.
std::uint16_t pseudo_sum(std::span<const std::byte> ip, std::size_t length) noexcept {
    const auto& header = *reinterpret_cast<const ipv6_header*>(ip.data());
    return pseudo_header_sum(header, ip_proto::icmpv6, static_cast<std::uint32_t>(length)).folded();
}

/// The part of the quoted transport header that may change.
std::span<const std::byte> changing(const packet& p, const error_parts& parts) noexcept {
    return bytes_of(p).subspan(parts.transport, std::min(parts.transport_length(), longest_header));
}

/// What the checksum covers of that which changes: as the error came, and as it leaves. Everything begins at an even
/// offset of the message.
ones_complement_sum old_sum(const packet& p, const error_parts& parts) noexcept {
    const std::span<const std::byte> head = bytes_of(p);
    ones_complement_sum sum = sum_of(parts.icmp);
    if (parts.outer.version == 6)
        sum.add(be16::from_raw(pseudo_sum(head.subspan(p.l3), parts.outer.payload_length)));
    sum.add(head.subspan(parts.transport - parts.inner.length, parts.inner.length));
    sum.add(changing(p, parts));
    sum.add(head.subspan(parts.new_end, parts.end - parts.new_end));
    return sum;
}

ones_complement_sum new_sum(const packet& p, const error_parts& parts, const translated_header& inner,
                            const translated_header& outer) noexcept {
    ones_complement_sum sum = sum_of(parts.translated);
    if (parts.outer.version == 4)
        sum.add(be16::from_raw(pseudo_sum(outer.bytes, parts.new_length(inner))));
    sum.add(std::span(inner.bytes).first(inner.length));
    sum.add(changing(p, parts));
    return sum;
}

/// Headers in front of the quoted transport header, which stays where it is.
void put_headers(packet& p, const error_parts& parts, const translated_header& inner,
                 const translated_header& outer) noexcept {
    const std::size_t icmp = parts.transport - inner.length - sizeof(icmp_header);
    std::byte* const at = p.data + static_cast<std::ptrdiff_t>(icmp);
    p.length = static_cast<std::uint32_t>(parts.new_end);
    put_header(p, icmp, outer);
    std::memcpy(at, &parts.translated, sizeof(icmp_header));
    std::memcpy(at + sizeof(icmp_header), inner.bytes.data(), inner.length);
}

} // namespace

bool translate_error(const burst& b, packet& p, const quoted_packet& quoted, const xdpk_flow_record& record,
                     be16 id) noexcept {
    std::optional<error_parts> parts = read_error(p, quoted);
    if (!parts)
        return false;
    const address_bytes destination = std::to_array(record.destination);
    const translated_header inner = translate_header(parts->inner, destination, std::to_array(record.source), id);
    common_ip_header outside = parts->outer;
    outside.payload_length = static_cast<std::uint16_t>(parts->new_length(inner));
    const translated_header outer =
        translate_header(outside, source_of_error(p, *parts, quoted, record), destination, id);
    if (!has_room(b, p, parts->transport - p.l3, outer.length + sizeof(icmp_header) + inner.length))
        return false;
    const be16 before = old_sum(p, *parts).checksum();
    if (!translate_quoted(p, *parts, record))
        return false;
    ones_complement_sum change = new_sum(p, *parts, inner, outer);
    change.add(before);
    parts->translated.checksum = changed(parts->icmp.checksum, change);
    put_headers(p, *parts, inner, outer);
    return true;
}

} // namespace xdpk::detail
