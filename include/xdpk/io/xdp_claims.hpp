// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/ip_prefix.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace xdpk {

/// Ports from the first to the last.
struct claim_ports {
    std::uint16_t first = 0;
    std::uint16_t last = 0;

    bool operator==(const claim_ports&) const = default;
};

/// Frames that are the sockets' and not the kernel's: those that fit all of what is said. One that says nothing is all
/// frames.
///
/// As far as the XDP program can tell: behind two VLAN tags, and behind eight extension headers of IPv6. A NIC that
/// takes VLAN tags off (`ethtool -K IF rxvlan off` stops that) shows frames without them. Fragments have no ports, the
/// first one neither: a datagram in fragments goes to the kernel as a whole unless a claim without ports fits it.
struct claim {
    std::optional<std::uint16_t> type{};    ///< EtherType, behind VLAN tags
    std::optional<std::uint16_t> vlan{};    ///< of the outer tag; 0: frames without one, or with a priority only
    std::optional<std::uint8_t> protocol{}; ///< of IPv4 or behind IPv6's extension headers
    std::optional<claim_ports> ports{};     ///< destination, of TCP, UDP, UDP-Lite, DCCP and SCTP
    std::variant<std::monostate, ipv4_prefix, ipv6_prefix> destination{};

    bool operator==(const claim&) const = default;
};

/// Reads one claim: `all`, or one or more of these, joined by `+`, each property once:
///
///     192.0.2.0/24  2001:db8::1          destination address
///     tcp  udp/53  sctp/8000-8080        IP protocol, and destination port or ports
///     port/53                            destination port of any protocol
///     icmp  icmpv6  ospf  gre  proto/89  IP protocol
///     arp  ipv4  ipv6  ethertype/0x88cc  type of the frame
///     vlan/100                           VLAN; vlan/0 is frames without a tag
///
/// For example `vlan/100+192.0.2.1+tcp/443`. Throws usage_error.
[[nodiscard]] claim parse_claim(std::string_view text);
[[nodiscard]] std::vector<claim> parse_claims(const std::vector<std::string>& texts);

/// A claim as parse_claim() reads it, always the same for the same claim.
[[nodiscard]] std::string to_string(const claim& c);

/// Frames that an XDP program has decided on, each counted once.
struct claim_counters {
    std::uint64_t claimed = 0;   ///< sent to a socket; counted while there are claims only
    std::uint64_t passed = 0;    ///< left to the kernel, because no claim fits
    std::uint64_t dropped = 0;   ///< claimed, and dropped by the program itself
    std::uint64_t no_socket = 0; ///< claimed, and left to the kernel, because their queue has no socket

    claim_counters& operator+=(const claim_counters& other) noexcept {
        claimed += other.claimed;
        passed += other.passed;
        dropped += other.dropped;
        no_socket += other.no_socket;
        return *this;
    }
    bool operator==(const claim_counters&) const = default;
};

} // namespace xdpk
