// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/big_endian.hpp>
#include <xdpk/net/ip_address.hpp>
#include <xdpk/net/mac_address.hpp>

#include <cstdint>

namespace xdpk {

/// IEEE 802 numbers, in host order.
enum class ether_type : std::uint16_t {
    ipv4 = 0x0800,
    arp = 0x0806,
    vlan = 0x8100, ///< 802.1Q customer tag
    ipv6 = 0x86dd,
    qinq = 0x88a8, ///< 802.1ad service tag
    lldp = 0x88cc,
};

struct ethernet_header {
    mac_address destination;
    mac_address source;
    big_endian<ether_type> type;
};
static_assert(sizeof(ethernet_header) == 14 && alignof(ethernet_header) == 1);

/// What follows an ether_type of vlan or qinq: the tag's control information and the type of what comes next.
struct vlan_tag {
    be16 control;
    big_endian<ether_type> type;

    [[nodiscard]] constexpr std::uint16_t id() const noexcept { return control.host() & 0x0fffU; }
    /// Priority code point, 0 to 7.
    [[nodiscard]] constexpr unsigned priority() const noexcept { return control.host() >> 13U; }
    [[nodiscard]] constexpr bool drop_eligible() const noexcept { return (control.host() & 0x1000U) != 0; }
};
static_assert(sizeof(vlan_tag) == 4 && alignof(vlan_tag) == 1);

enum class arp_operation : std::uint16_t { request = 1, reply = 2 };

/// ARP for IPv4 over Ethernet (RFC 826).
struct arp_ipv4 {
    be16 hardware_type;
    big_endian<ether_type> protocol_type;
    std::uint8_t hardware_length;
    std::uint8_t protocol_length;
    big_endian<arp_operation> operation;
    mac_address sender_mac;
    ipv4_address sender_ip;
    mac_address target_mac;
    ipv4_address target_ip;
};
static_assert(sizeof(arp_ipv4) == 28 && alignof(arp_ipv4) == 1);

} // namespace xdpk
