// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/net/ip_translation.hpp>

#include <xdpk/net/checksum.hpp>
#include <xdpk/net/headers.hpp>

#include <algorithm>
#include <cstring>

namespace xdpk {

namespace {

constexpr std::size_t longest_packet = 65535;
constexpr std::size_t least_ipv6_packet = 1260; // in IPv4: 1280 bytes less 20

/// A source route that has not come to its end (RFC 791, section 3.1).
bool is_source_route(std::span<const std::byte> option) noexcept {
    constexpr std::byte loose{131};
    constexpr std::byte strict{137};
    return (option[0] == loose || option[0] == strict) && option.size() > 2 &&
           std::to_integer<std::size_t>(option[2]) <= option.size();
}

/// False also of options that cannot be told apart: a source route might be among them.
bool options_allow(std::span<const std::byte> options) noexcept {
    constexpr std::byte end{0};
    constexpr std::byte no_operation{1};
    while (!options.empty() && options[0] != end) {
        if (options[0] == no_operation) {
            options = options.subspan(1);
            continue;
        }
        const std::size_t length = options.size() < 2 ? 0 : std::to_integer<std::size_t>(options[1]);
        if (length < 2 || length > options.size() || is_source_route(options.first(length)))
            return false;
        options = options.subspan(length);
    }
    return true;
}

bool is_extension(ip_proto protocol) noexcept {
    switch (protocol) {
    case ip_proto::hop_by_hop:
    case ip_proto::routing:
    case ip_proto::fragment:
    case ip_proto::ah:
    case ip_proto::destination_options:
        return true;
    default:
        return false;
    }
}

/// Payloads that the other version has no number for, or knows as something else.
bool is_of_one_version(ip_proto protocol, bool v6) noexcept {
    return is_extension(protocol) || protocol == ip_proto::igmp || protocol == ip_proto::no_next_header ||
           protocol == (v6 ? ip_proto::icmp : ip_proto::icmpv6);
}

std::optional<common_ip_header> read_ipv4(std::span<const std::byte> packet) noexcept {
    const auto* const ip = header_at<ipv4_header>(packet, 0);
    if (ip == nullptr)
        return std::nullopt;
    const std::size_t header = ip->header_length();
    const std::size_t total = ip->total_length.host();
    if (header < sizeof(*ip) || header > packet.size() || total < header || is_of_one_version(ip->protocol, false) ||
        !options_allow(packet.first(header).subspan(sizeof(*ip))))
        return std::nullopt;
    return common_ip_header{.protocol = ip->protocol,
                            .traffic_class = ip->tos,
                            .hop_limit = ip->ttl,
                            .version = 4,
                            .length = static_cast<std::uint16_t>(header),
                            .payload_length = static_cast<std::uint16_t>(total - header),
                            .has_id = ip->is_fragment(),
                            .more_fragments = ip->has_more_fragments(),
                            .fragment_offset = static_cast<std::uint16_t>(ip->fragment_offset()),
                            .id = ip->id.host()};
}

struct routing_header {
    ipv6_extension start;
    std::uint8_t type;
    std::uint8_t segments_left;
};

/// Steps over one extension header at `at`; false if there is none that a translator may skip.
bool skip_extension(std::span<const std::byte> packet, ip_proto protocol, std::size_t& at) noexcept {
    const auto* const header = header_at<routing_header>(packet, at);
    if (header == nullptr || protocol == ip_proto::ah || (protocol == ip_proto::routing && header->segments_left != 0))
        return false;
    at += (header->start.length + 1U) * 8U;
    return true;
}

std::optional<common_ip_header> read_ipv6(std::span<const std::byte> packet) noexcept {
    const auto* const ip = header_at<ipv6_header>(packet, 0);
    if (ip == nullptr)
        return std::nullopt;
    common_ip_header found{.protocol = ip->next_header,
                           .traffic_class = static_cast<std::uint8_t>(ip->version_class_flow.host() >> 20U),
                           .hop_limit = ip->hop_limit,
                           .version = 6};
    std::size_t at = sizeof(*ip);
    while (is_extension(found.protocol) && found.protocol != ip_proto::fragment) {
        const std::size_t next = at;
        if (!skip_extension(packet, found.protocol, at))
            return std::nullopt;
        found.protocol = header_at<ipv6_extension>(packet, next)->next_header;
    }
    if (found.protocol == ip_proto::fragment) {
        const auto* const fragment = header_at<ipv6_fragment>(packet, at);
        if (fragment == nullptr)
            return std::nullopt;
        found.has_id = true;
        found.more_fragments = fragment->has_more_fragments();
        found.fragment_offset = static_cast<std::uint16_t>(fragment->fragment_offset());
        found.id = fragment->id.host();
        found.protocol = fragment->next_header;
        at += sizeof(*fragment);
    }
    const std::size_t end = sizeof(*ip) + ip->payload_length.host();
    if (is_of_one_version(found.protocol, true) || at > packet.size() || at > end ||
        end - at + sizeof(ipv4_header) > longest_packet)
        return std::nullopt;
    found.length = static_cast<std::uint16_t>(at);
    found.payload_length = static_cast<std::uint16_t>(end - at);
    return found;
}

template <class Header>
void append(translated_header& to, const Header& header) noexcept {
    std::memcpy(to.bytes.data() + to.length, &header, sizeof(header));
    to.length += sizeof(header);
}

} // namespace

std::optional<common_ip_header> read_common_header(std::span<const std::byte> packet) noexcept {
    if (packet.empty())
        return std::nullopt;
    const auto version = std::to_integer<unsigned>(packet[0]) >> 4U;
    if (version == 4)
        return read_ipv4(packet);
    return version == 6 ? read_ipv6(packet) : std::nullopt;
}

namespace {

using address_bytes = std::array<std::uint8_t, 16>;

translated_header make_ipv6(const common_ip_header& from, const address_bytes& source,
                            const address_bytes& destination) noexcept {
    translated_header made;
    made.protocol = from.protocol == ip_proto::icmp ? ip_proto::icmpv6 : from.protocol;
    const std::size_t fragment = from.has_id ? sizeof(ipv6_fragment) : 0;
    append(made, ipv6_header{.version_class_flow = be32{6U << 28U | std::uint32_t{from.traffic_class} << 20U},
                             .payload_length = be16{static_cast<std::uint16_t>(from.payload_length + fragment)},
                             .next_header = from.has_id ? ip_proto::fragment : made.protocol,
                             .hop_limit = from.hop_limit,
                             .source = {source},
                             .destination = {destination}});
    if (from.has_id)
        append(made, ipv6_fragment{.next_header = made.protocol,
                                   .reserved = 0,
                                   .fragment = be16{static_cast<std::uint16_t>(from.fragment_offset |
                                                                               unsigned{from.more_fragments})},
                                   .id = be32{from.id}});
    return made;
}

/// Flags and offset.
std::uint16_t fragment_bits(const common_ip_header& from, std::size_t total) noexcept {
    if (from.has_id)
        return static_cast<std::uint16_t>(from.fragment_offset / 8U |
                                          (from.more_fragments ? ipv4_header::more_fragments : 0U));
    return total > least_ipv6_packet ? ipv4_header::dont_fragment : std::uint16_t{0};
}

ipv4_address first_four(const address_bytes& bytes) noexcept { return {{bytes[0], bytes[1], bytes[2], bytes[3]}}; }

translated_header make_ipv4(const common_ip_header& from, const address_bytes& source, const address_bytes& destination,
                            be16 id) noexcept {
    translated_header made;
    made.protocol = from.protocol == ip_proto::icmpv6 ? ip_proto::icmp : from.protocol;
    const std::size_t total = sizeof(ipv4_header) + from.payload_length;
    ipv4_header ip{.version_ihl = 0x45,
                   .tos = from.traffic_class,
                   .total_length = be16{static_cast<std::uint16_t>(total)},
                   .id = from.has_id ? be16{static_cast<std::uint16_t>(from.id)} : id,
                   .fragment = be16{fragment_bits(from, total)},
                   .ttl = from.hop_limit,
                   .protocol = made.protocol,
                   .checksum = {},
                   .source = first_four(source),
                   .destination = first_four(destination)};
    ones_complement_sum sum;
    sum.add(ip);
    ip.checksum = sum.checksum();
    append(made, ip);
    return made;
}

} // namespace

translated_header translate_header(const common_ip_header& from, const std::array<std::uint8_t, 16>& source,
                                   const std::array<std::uint8_t, 16>& destination, be16 id) noexcept {
    return from.version == 4 ? make_ipv6(from, source, destination) : make_ipv4(from, source, destination, id);
}

} // namespace xdpk
