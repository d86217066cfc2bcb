// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/checksum.hpp>
#include <xdpk/net/ethernet.hpp>
#include <xdpk/net/neighbour_discovery.hpp>

#include <cstring>
#include <span>
#include <string>

namespace xdpk::test {

inline constexpr mac_address own_mac{{2, 0, 0, 0, 0, 0xf1}};
inline constexpr mac_address peer_mac{{2, 0, 0, 0, 0, 0x0a}};
inline constexpr mac_address new_mac{{2, 0, 0, 0, 0, 0x0b}};
inline constexpr ipv6_address own{{0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}};
inline constexpr ipv6_address own_link_local{{0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}};
inline constexpr ipv6_address peer{{0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9}};
inline constexpr ipv6_address stranger{{0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x77}};

inline nd_statement solicitation() {
    return {.source = peer, .destination = solicited_node_address(own), .target = own, .mac = peer_mac};
}

inline nd_statement advertisement(const mac_address& mac, std::uint32_t flags) {
    return {.type = nd_message::advertisement,
            .source = peer,
            .destination = own,
            .target = peer,
            .flags = flags,
            .mac = mac};
}

/// A neighbour discovery message from a peer in an Ethernet frame.
struct nd_frame {
    ethernet_header ethernet{.destination = multicast_mac(solicited_node_address(own)),
                             .source = peer_mac,
                             .type = big_endian{ether_type::ipv6}};
    nd_packet nd;

    explicit nd_frame(const nd_statement& statement) : nd(make_nd_packet(statement)) {}
    explicit nd_frame(const std::string& bytes) {
        std::memcpy(&ethernet, bytes.data(), sizeof(ethernet));
        std::memcpy(&nd, bytes.data() + sizeof(ethernet), sizeof(nd));
    }

    [[nodiscard]] std::string bytes() const {
        return std::string(reinterpret_cast<const char*>(&ethernet), sizeof(ethernet)) +
               std::string(reinterpret_cast<const char*>(&nd), sizeof(nd));
    }
    operator std::string() const { return bytes(); } // NOLINT(google-explicit-constructor)

    /// With the first `length` bytes of the message, and lengths and checksum that say so.
    [[nodiscard]] std::string truncated(std::uint16_t length) {
        nd.ip.payload_length = be16{length};
        nd.message.checksum = {};
        ones_complement_sum sum = pseudo_header_sum(nd.ip, ip_proto::icmpv6, length);
        sum.add(std::as_bytes(std::span(&nd, 1)).subspan(sizeof(nd.ip), length));
        nd.message.checksum = sum.checksum();
        return bytes().substr(0, sizeof(ethernet) + sizeof(nd.ip) + length);
    }
    [[nodiscard]] std::string without_option() { return truncated(sizeof(nd_message)); }
    /// With a right checksum after changes.
    [[nodiscard]] std::string sealed() { return truncated(sizeof(nd) - sizeof(nd.ip)); }
};

} // namespace xdpk::test
