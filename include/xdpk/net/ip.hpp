// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/big_endian.hpp>
#include <xdpk/net/ip_address.hpp>

#include <cstddef>
#include <cstdint>

namespace xdpk {

/// IANA protocol numbers: IPv4's protocol and IPv6's next header.
enum class ip_proto : std::uint8_t {
    hop_by_hop = 0,
    icmp = 1,
    igmp = 2,
    ipip = 4,
    tcp = 6,
    udp = 17,
    ipv6 = 41,
    routing = 43,
    fragment = 44,
    gre = 47,
    esp = 50,
    ah = 51,
    icmpv6 = 58,
    no_next_header = 59,
    destination_options = 60,
    sctp = 132,
};

/// RFC 791.
struct ipv4_header {
    std::uint8_t version_ihl;
    std::uint8_t tos;
    be16 total_length;
    be16 id;
    be16 fragment; ///< flags and offset
    std::uint8_t ttl;
    ip_proto protocol;
    be16 checksum;
    ipv4_address source;
    ipv4_address destination;

    static constexpr std::uint16_t dont_fragment = 0x4000;
    static constexpr std::uint16_t more_fragments = 0x2000;

    [[nodiscard]] constexpr unsigned version() const noexcept { return version_ihl >> 4U; }
    /// In bytes, options included.
    [[nodiscard]] constexpr std::size_t header_length() const noexcept { return (version_ihl & 0x0fU) * 4U; }
    /// In bytes.
    [[nodiscard]] constexpr std::size_t fragment_offset() const noexcept { return (fragment.host() & 0x1fffU) * 8U; }
    [[nodiscard]] constexpr bool has_more_fragments() const noexcept { return (fragment.host() & more_fragments) != 0; }
    [[nodiscard]] constexpr bool is_fragment() const noexcept { return (fragment.host() & 0x3fffU) != 0; }
};
static_assert(sizeof(ipv4_header) == 20 && alignof(ipv4_header) == 1);

/// RFC 8200.
struct ipv6_header {
    be32 version_class_flow;
    be16 payload_length;
    ip_proto next_header;
    std::uint8_t hop_limit;
    ipv6_address source;
    ipv6_address destination;

    [[nodiscard]] constexpr unsigned version() const noexcept { return version_class_flow.host() >> 28U; }
};
static_assert(sizeof(ipv6_header) == 40 && alignof(ipv6_header) == 1);

/// How every IPv6 extension header starts; the unit of `length` is the header's own.
struct ipv6_extension {
    ip_proto next_header;
    std::uint8_t length;
};
static_assert(sizeof(ipv6_extension) == 2 && alignof(ipv6_extension) == 1);

/// RFC 8200 §4.5.
struct ipv6_fragment {
    ip_proto next_header;
    std::uint8_t reserved;
    be16 fragment; ///< offset and the more-fragments flag
    be32 id;

    /// In bytes.
    [[nodiscard]] constexpr std::size_t fragment_offset() const noexcept { return fragment.host() & 0xfff8U; }
    [[nodiscard]] constexpr bool has_more_fragments() const noexcept { return (fragment.host() & 1U) != 0; }
};
static_assert(sizeof(ipv6_fragment) == 8 && alignof(ipv6_fragment) == 1);

} // namespace xdpk
