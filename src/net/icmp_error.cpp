// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/net/icmp_error.hpp>

#include <xdpk/net/headers.hpp>

#include <algorithm>

namespace xdpk {

namespace {

constexpr std::size_t quoted_transport = 8;
constexpr std::size_t most_extensions = 8;

/// A quoted packet's network header.
struct quoted_network {
    std::size_t transport = 0; ///< offset of what follows it
    parsed_packet as_parsed{};
};

std::optional<quoted_network> quoted_ipv4(std::span<const std::byte> head, std::size_t from) noexcept {
    const auto* const ip = header_at<ipv4_header>(head, from);
    if (ip == nullptr || ip->version() != 4 || ip->header_length() < sizeof(ipv4_header))
        return std::nullopt;
    quoted_network found{.transport = from + ip->header_length()};
    found.as_parsed.type.l3 = l3_type::ipv4;
    found.as_parsed.type.protocol = ip->protocol;
    if (ip->fragment_offset() != 0)
        found.as_parsed.type.fragment = fragment_type::later;
    return found;
}

bool is_extension(ip_proto protocol) noexcept {
    return protocol == ip_proto::hop_by_hop || protocol == ip_proto::routing ||
           protocol == ip_proto::destination_options || protocol == ip_proto::fragment;
}

std::optional<quoted_network> quoted_ipv6(std::span<const std::byte> head, std::size_t from) noexcept {
    const auto* const ip = header_at<ipv6_header>(head, from);
    if (ip == nullptr || ip->version() != 6)
        return std::nullopt;
    quoted_network found{.transport = from + sizeof(ipv6_header)};
    found.as_parsed.type.l3 = l3_type::ipv6;
    ip_proto protocol = ip->next_header;
    for (std::size_t n = 0; n < most_extensions && is_extension(protocol); ++n) {
        const auto* const extension = header_at<ipv6_extension>(head, found.transport);
        if (extension == nullptr)
            return std::nullopt;
        if (protocol == ip_proto::fragment) {
            const auto* const fragment = header_at<ipv6_fragment>(head, found.transport);
            if (fragment == nullptr)
                return std::nullopt;
            if (fragment->fragment_offset() != 0)
                found.as_parsed.type.fragment = fragment_type::later;
            found.transport += sizeof(ipv6_fragment);
        } else {
            found.transport += (extension->length + 1U) * 8U;
        }
        protocol = extension->next_header;
    }
    found.as_parsed.type.protocol = protocol;
    return found;
}

} // namespace

bool is_icmp_error(std::span<const std::byte> head, const parsed_packet& at) noexcept {
    if (at.l4_offset == 0 || !at.type.is_icmp())
        return false;
    const std::uint8_t type = header_at<icmp_header>(head, at.l4_offset)->type;
    if (at.type.l3 == l3_type::ipv6)
        return type < icmp_header::v6_echo_request;
    constexpr std::uint32_t errors = 1U << 3U | 1U << 4U | 1U << 5U | 1U << 11U | 1U << 12U;
    return type < 32 && (errors >> type & 1U) != 0;
}

std::optional<quoted_packet> find_quoted(std::span<const std::byte> head, const parsed_packet& at,
                                         std::uint16_t zone) noexcept {
    if (!is_icmp_error(head, at))
        return std::nullopt;
    const std::size_t from = at.l4_offset + sizeof(icmp_header);
    std::optional<quoted_network> found =
        at.type.l3 == l3_type::ipv4 ? quoted_ipv4(head, from) : quoted_ipv6(head, from);
    if (!found || found->transport + quoted_transport > head.size() || found->transport > 0xffff)
        return std::nullopt;
    const bool later = found->as_parsed.type.fragment == fragment_type::later;
    // Offsets of a parsed packet end at 255: the key is taken from where the quoted packet begins.
    found->as_parsed.l4_offset = static_cast<std::uint8_t>(later ? 0 : found->transport - from);
    if (!later && found->transport - from > 255)
        return std::nullopt;
    const std::optional<flow_key> key = extract_flow_key(head.subspan(from), found->as_parsed, zone);
    if (!key)
        return std::nullopt;
    return quoted_packet{.key = *key,
                         .l3_offset = static_cast<std::uint16_t>(from),
                         .l4_offset = static_cast<std::uint16_t>(later ? 0 : found->transport),
                         .end = static_cast<std::uint16_t>(std::min<std::size_t>(head.size(), 0xffff))};
}

} // namespace xdpk
