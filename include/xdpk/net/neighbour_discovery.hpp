// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/big_endian.hpp>
#include <xdpk/net/ip.hpp>
#include <xdpk/net/ip_address.hpp>
#include <xdpk/net/mac_address.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace xdpk {

/// The fixed part of a neighbour solicitation or advertisement, an ICMPv6 message (RFC 4861, sections 4.3 and 4.4).
struct nd_message {
    std::uint8_t type;
    std::uint8_t code;
    be16 checksum;
    be32 flags; ///< of an advertisement
    ipv6_address target;

    static constexpr std::uint8_t solicitation = 135;
    static constexpr std::uint8_t advertisement = 136;
    static constexpr std::uint32_t from_router = 1U << 31U;
    static constexpr std::uint32_t solicited = 1U << 30U;
    static constexpr std::uint32_t overrides = 1U << 29U;
    /// Of every message, so that none can have come through a router.
    static constexpr std::uint8_t hop_limit = 255;

    [[nodiscard]] constexpr bool has(std::uint32_t flag) const noexcept { return (flags.host() & flag) != 0; }
};
static_assert(sizeof(nd_message) == 24 && alignof(nd_message) == 1);

/// A source or target link-layer address option, of Ethernet (RFC 4861, section 4.6.1; RFC 2464, section 6).
struct nd_link_layer_option {
    std::uint8_t type;
    std::uint8_t length; ///< in units of 8 bytes
    mac_address mac;

    static constexpr std::uint8_t source = 1;
    static constexpr std::uint8_t target = 2;
};
static_assert(sizeof(nd_link_layer_option) == 8 && alignof(nd_link_layer_option) == 1);

/// A solicitation or advertisement with the one option that it usually has.
struct nd_packet {
    ipv6_header ip;
    nd_message message;
    nd_link_layer_option option;
};
static_assert(sizeof(nd_packet) == 72 && alignof(nd_packet) == 1);

/// What a node says, or asks, about `target`. `mac` is its own.
struct nd_statement {
    std::uint8_t type = nd_message::solicitation;
    ipv6_address source{};
    ipv6_address destination{};
    ipv6_address target{};
    std::uint32_t flags = 0;
    mac_address mac{};
};

/// The packet, with its checksum.
[[nodiscard]] nd_packet make_nd_packet(const nd_statement& statement) noexcept;

/// The link-layer address in the options, `options` being all bytes behind the fixed part. Nothing if an option is
/// malformed, which makes the whole message invalid (RFC 4861, sections 7.1.1 and 7.1.2).
struct nd_options {
    std::optional<mac_address> source{};
    std::optional<mac_address> target{};
};
[[nodiscard]] std::optional<nd_options> read_nd_options(std::span<const std::byte> options) noexcept;

/// ff02::1, all nodes of a link.
inline constexpr ipv6_address all_nodes_address{{0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}};

/// Where solicitations for an address are sent (RFC 4291, section 2.7.1).
[[nodiscard]] constexpr ipv6_address solicited_node_address(const ipv6_address& a) noexcept {
    return {{0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff, a.bytes[13], a.bytes[14], a.bytes[15]}};
}

/// The Ethernet address of an IPv6 multicast group (RFC 2464, section 7).
[[nodiscard]] constexpr mac_address multicast_mac(const ipv6_address& group) noexcept {
    return {{0x33, 0x33, group.bytes[12], group.bytes[13], group.bytes[14], group.bytes[15]}};
}

} // namespace xdpk
