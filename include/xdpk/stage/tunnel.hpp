// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/burst.hpp>
#include <xdpk/net/ip_address.hpp>
#include <xdpk/net/mac_address.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <type_traits>

namespace xdpk {

/// Ways to carry an IP packet in another, each over IPv4 and IPv6, for either family.
enum class tunnel_type : std::uint8_t {
    ipip,   ///< nothing between the two IP headers (RFC 2003, RFC 2473, RFC 4213)
    gre,    ///< RFC 2784; with a key RFC 2890
    gue,    ///< over UDP, with a header of 4 bytes (draft-ietf-intarea-gue, variant 0)
    vxlan,  ///< over UDP, with an Ethernet header (RFC 7348)
    geneve, ///< the same with another header (RFC 8926)
};

[[nodiscard]] const char* name(tunnel_type type) noexcept;

/// The UDP port at which a tunnel's other end listens by default; 0 for tunnels that are not over UDP.
[[nodiscard]] std::uint16_t default_port(tunnel_type type) noexcept;

struct tunnel_config {
    tunnel_type type = tunnel_type::ipip;
    ip_address source{};
    ip_address destination{};
    /// GRE's key, if any; the network identifier of VXLAN and Geneve, which must have one.
    std::optional<std::uint32_t> key{};
    std::uint16_t port = 0;      ///< UDP port of the other end; 0: default_port()
    std::uint8_t hop_limit = 64; ///< 0: as that of the packet inside
    /// The longest IP packet that reaches the other end whole: outer packets are never fragmented.
    std::uint16_t mtu = 1500;
    /// Whether UDP gets a checksum. By default as the standards have it: over IPv6, where it costs a look at every
    /// byte; not over IPv4.
    std::optional<bool> udp_checksum{};
    mac_address inner_destination{}; ///< of VXLAN's and Geneve's Ethernet header
    mac_address inner_source{};
};

/// What encapsulate() puts before a packet. Plain data.
struct alignas(16) tunnel_header {
    /// From the outer IP header to the inner one, for a packet of no length; right but for what differs by packet.
    std::array<std::byte, 72> bytes{};
    std::uint8_t length = 0; ///< of these; 0: no tunnel
    tunnel_type type = tunnel_type::ipip;
    std::uint8_t payload_type_at = 0; ///< where in `bytes` the inner packet's IP version is told
    bool copies_hop_limit = false;
    std::uint16_t mtu = 0;
    bool has_udp_checksum = false;

    bool operator==(const tunnel_header&) const = default;
};
static_assert(sizeof(tunnel_header) == 80 && std::is_trivially_copyable_v<tunnel_header>);

/// Throws xdpk::error if there can be no such tunnel.
[[nodiscard]] tunnel_header make_tunnel(const tunnel_config& config);

/// The address by which a router finds the next hop of what goes into the tunnel.
[[nodiscard]] ip_address destination_of(const tunnel_header& tunnel) noexcept;

/// The longest IP packet that encapsulate() takes: what senders of longer ones are to be told.
[[nodiscard]] inline std::uint16_t inner_mtu(const tunnel_header& tunnel) noexcept {
    return static_cast<std::uint16_t>(tunnel.mtu - tunnel.length);
}

/// Puts a packet of `b` whose headers were parsed into a tunnel. Ethernet header and VLAN tags stay in front; bytes
/// behind the inner IP packet go. False, and nothing is changed, if the packet is not IP or longer than inner_mtu(), or
/// if there is no room before it in its frame.
///
/// DSCP and ECN are copied (RFC 2983's uniform model, RFC 6040's normal mode). Outer IPv4 packets have DF set and are
/// thus atomic (RFC 6864): their identification is 0. UDP source ports, 49152 to 65535, and IPv6 flow labels
/// (RFC 6438) are from the packet's hash, so that the flows in a tunnel take different ways and queues.
///
/// Afterwards type, l3 and l4 are those of the outer packet; the hash stays the inner flow's.
[[nodiscard]] bool encapsulate(const burst& b, packet& p, const tunnel_header& tunnel) noexcept;

} // namespace xdpk
