// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/ethernet.hpp>
#include <xdpk/net/ip.hpp>

#include <cstddef>
#include <cstdint>

namespace xdpk {

/// RFC 2784. After it come, as the flags say, checksum, key and sequence number, 4 bytes each (RFC 2890).
struct gre_header {
    be16 flags;
    big_endian<ether_type> protocol;

    static constexpr std::uint16_t checksum_present = 0x8000;
    static constexpr std::uint16_t key_present = 0x2000;
    static constexpr std::uint16_t sequence_present = 0x1000;
    static constexpr std::uint16_t known_flags = checksum_present | key_present | sequence_present;
};
static_assert(sizeof(gre_header) == 4 && alignof(gre_header) == 1);

/// Generic UDP Encapsulation (draft-ietf-intarea-gue-09), variant 0. In variant 1 an IP header stands in its place.
struct gue_header {
    std::uint8_t variant_length; ///< variant (2 bits), control (1 bit), length of options in 4-byte units
    ip_proto protocol;
    be16 flags;

    static constexpr std::uint16_t udp_port = 6080;
    static constexpr std::uint8_t direct_ip = 0x40; ///< the highest two bits of variant 1
    static constexpr std::uint8_t variant_mask = 0xc0;
};
static_assert(sizeof(gue_header) == 4 && alignof(gue_header) == 1);

/// RFC 7348. What follows is an Ethernet header.
struct vxlan_header {
    be32 flags;
    be32 vni; ///< network identifier in the upper 24 bits

    static constexpr std::uint16_t udp_port = 4789;
    static constexpr std::uint32_t vni_present = 0x08000000;
};
static_assert(sizeof(vxlan_header) == 8 && alignof(vxlan_header) == 1);

/// RFC 8926.
struct geneve_header {
    std::uint8_t version_length; ///< version (2 bits), length of options in 4-byte units
    std::uint8_t flags;
    big_endian<ether_type> protocol;
    be32 vni; ///< network identifier in the upper 24 bits

    static constexpr std::uint16_t udp_port = 6081;
    static constexpr std::uint8_t control = 0x80;
    static constexpr std::uint8_t critical_options = 0x40;
    static constexpr std::uint8_t version_mask = 0xc0;

    /// In bytes, options included.
    [[nodiscard]] constexpr std::size_t header_length() const noexcept { return 8 + (version_length & 0x3fU) * 4U; }
};
static_assert(sizeof(geneve_header) == 8 && alignof(geneve_header) == 1);

/// The ether type of a payload that is an Ethernet frame (RFC 1701, RFC 8926).
inline constexpr ether_type transparent_ethernet{0x6558};

/// Network identifiers of VXLAN and Geneve have 24 bits.
inline constexpr std::uint32_t largest_vni = 0xffffff;

} // namespace xdpk
