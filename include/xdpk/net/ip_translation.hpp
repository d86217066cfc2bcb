// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/ip.hpp>
#include <xdpk/net/transport.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace xdpk {

/// What the IP header of one version says that one of the other version can say too (RFC 7915, sections 4.1 and 5.1).
struct common_ip_header {
    ip_proto protocol = ip_proto::hop_by_hop; ///< of the payload, in the version that the header is of
    std::uint8_t traffic_class = 0;           ///< IPv4's type of service
    std::uint8_t hop_limit = 0;
    std::uint8_t version = 0;         ///< 4 or 6
    std::uint16_t length = 0;         ///< of the header, with IPv4's options or IPv6's extension headers
    std::uint16_t payload_length = 0; ///< of what follows, as the header says

    bool has_id = false; ///< an IPv4 fragment, or an IPv6 packet with a fragment header
    bool more_fragments = false;
    std::uint16_t fragment_offset = 0; ///< in bytes
    std::uint32_t id = 0;

    [[nodiscard]] bool is_fragment() const noexcept { return more_fragments || fragment_offset != 0; }
};

/// Reads the header that `packet` begins with; nothing if a translator may not pass the packet on. That is so of
/// headers that are malformed or not all there, IPv4 source routes and IPv6 routing headers that are not used up,
/// authentication headers, extension headers behind a fragment header, payloads that only one version has (IGMP, the
/// other version's ICMP, IPv6's extension headers in IPv4), and what would be longer than 65,535 bytes. Other options
/// and extension headers are ignored.
[[nodiscard]] std::optional<common_ip_header> read_common_header(std::span<const std::byte> packet) noexcept;

/// A header of the other version: IPv4's 20 bytes, IPv6's 40, or 48 with a fragment header.
struct translated_header {
    std::array<std::byte, sizeof(ipv6_header) + sizeof(ipv6_fragment)> bytes{};
    std::size_t length = 0;
    ip_proto protocol = ip_proto::hop_by_hop; ///< of the payload, as the header says it
};

/// Of the header that translate_header() makes.
[[nodiscard]] constexpr std::size_t translated_length(const common_ip_header& from) noexcept {
    if (from.version == 6)
        return sizeof(ipv4_header);
    return sizeof(ipv6_header) + (from.has_id ? sizeof(ipv6_fragment) : 0);
}

/// Addresses are as in a flow_key. `id` is used for IPv4 packets whose IPv6 header had none: those of at most 1260
/// bytes may be fragmented, larger ones not (RFC 7915, section 5.1). IPv4's checksum is right.
[[nodiscard]] translated_header translate_header(const common_ip_header& from,
                                                 const std::array<std::uint8_t, 16>& source,
                                                 const std::array<std::uint8_t, 16>& destination, be16 id) noexcept;

/// An ICMP message's header as ICMPv6 says it (RFC 7915, section 4.2), and the other way (section 5.2); the checksum
/// and echo's identifier and sequence stay as they are, the length of RFC 4884 becomes 0. Nothing: it has no
/// counterpart and is dropped. `quoted_length` is the length of the packet that an error speaks of, as its header says:
/// from it the MTU is guessed if a router did not tell it (RFC 1191, section 5). An MTU changes by the difference of
/// the headers' lengths, and is never told to be less than what all IPv6 links have.
[[nodiscard]] std::optional<icmp_header> icmp_to_icmpv6(const icmp_header& icmp, std::size_t quoted_length) noexcept;
[[nodiscard]] std::optional<icmp_header> icmpv6_to_icmp(const icmp_header& icmp) noexcept;

/// How much of an ICMP error is the packet that it quotes, if extensions follow it (RFC 4884); nothing: all of it.
[[nodiscard]] std::optional<std::size_t> quoted_length_of(const icmp_header& icmp, bool v6) noexcept;

} // namespace xdpk
