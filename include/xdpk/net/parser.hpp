// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/headers.hpp>
#include <xdpk/net/packet_type.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace xdpk {

/// What is wrong with a packet's headers. "truncated": the packet's first segment ends within the header.
enum class parse_error : std::uint16_t {
    none,
    ethernet_truncated,
    vlan_truncated,
    vlan_too_many_tags, ///< more than two
    arp_truncated,
    arp_not_ipv4_over_ethernet,
    ipv4_truncated,
    ipv4_bad_version,
    ipv4_bad_header_length,
    ipv4_bad_total_length, ///< less than the header
    ipv4_past_frame,       ///< total length is more than the frame holds
    ipv4_bad_fragment,     ///< not a multiple of 8, or past 65,535 bytes when put together
    ipv6_truncated,
    ipv6_bad_version,
    ipv6_past_frame, ///< payload length is more than the frame holds
    ipv6_extension_truncated,
    ipv6_extensions_too_long, ///< the transport header starts more than 255 bytes into the frame
    ipv6_bad_hop_by_hop,      ///< not the first extension header
    ipv6_bad_fragment,        ///< as of IPv4; or a second fragment header
    tcp_truncated,
    tcp_bad_data_offset, ///< less than a header, or past the IP packet
    udp_truncated,
    udp_bad_length, ///< less than a header, or past the IP packet
    icmp_truncated,
    icmpv6_truncated,
    sctp_truncated,
};
inline constexpr std::size_t parse_error_count = static_cast<std::size_t>(parse_error::sctp_truncated) + 1;

/// The enumerator's name, as telemetry shows it: "udp_bad_length".
[[nodiscard]] const char* name(parse_error error) noexcept;

/// Where a packet's headers are, from the start of its Ethernet header. A header whose offset is set was checked and
/// lies in the first segment with all its options; offset 0 is unknown or absent.
struct parsed_packet {
    packet_type type{};
    std::uint8_t l3_offset = 0;  ///< of what the last ether type announces, also where l3 is `other`
    std::uint8_t l4_offset = 0;  ///< of what type.protocol announces; 0 in later fragments
    std::uint16_t l4_length = 0; ///< from l4_offset to the end of the IP packet
    parse_error error = parse_error::none;

    bool operator==(const parsed_packet&) const = default;
};
static_assert(sizeof(parsed_packet) == 8, "returned in one register");

/// Reads the headers of one packet: Ethernet, up to two 802.1Q/802.1ad tags, then ARP, IPv4 (RFC 791) or IPv6
/// (RFC 8200) with hop-by-hop, routing, destination, fragment and authentication headers, then TCP, UDP, SCTP, ICMP or
/// ICMPv6. Other protocols are not looked into and are no error. Bytes after the IP packet are padding. Checksums are
/// not verified: see has_valid_checksum().
/// `head` is the first segment; `packet_length` counts all segments. Reads nothing outside of `head`.
[[nodiscard]] parsed_packet parse(std::span<const std::byte> head, std::size_t packet_length) noexcept;

/// The same for a packet of one segment.
[[nodiscard]] inline parsed_packet parse(std::span<const std::byte> frame) noexcept {
    return parse(frame, frame.size());
}

/// The identifier in the outermost VLAN tag of a parsed packet; 0 if there is no tag.
[[nodiscard]] inline std::uint16_t vlan_id(std::span<const std::byte> head, packet_type type) noexcept {
    return type.vlan_tags == 0 ? std::uint16_t{0} : header_at<vlan_tag>(head, sizeof(ethernet_header))->id();
}

} // namespace xdpk
