// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/big_endian.hpp>
#include <xdpk/net/ip.hpp>
#include <xdpk/net/ip_prefix.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <type_traits>
#include <variant>

namespace xdpk {

/// What a classifier looks at. Plain data without padding; what a packet does not have is 0. An IPv4 address is in the
/// first four bytes, with zeros behind.
struct alignas(4) packet_fields {
    std::array<std::uint8_t, 16> source{};
    std::array<std::uint8_t, 16> destination{};
    be16 source_port{};
    be16 destination_port{};
    ip_proto protocol = ip_proto::hop_by_hop;
    std::uint8_t tcp_flags = 0;
    std::uint8_t icmp_type = 0;
    std::uint8_t icmp_code = 0;
    std::uint16_t vlan = 0; ///< 0: untagged
    std::uint8_t dscp = 0;
    std::uint8_t fragment = 0; ///< bits of the caller's choice, for example: is a fragment, is the first, more follow
    std::uint16_t interface = 0;
    std::uint8_t ip_version = 0; ///< 4 or 6
    std::uint8_t zero = 0;
    std::uint16_t source_label = 0; ///< which named sets the addresses are in: the classifier finds it out itself
    std::uint16_t destination_label = 0;

    static constexpr std::size_t word_count = 13;
    using words = std::array<std::uint32_t, word_count>;
    [[nodiscard]] words to_words() const noexcept { return std::bit_cast<words>(*this); }
};
static_assert(sizeof(packet_fields) == 52 && std::has_unique_object_representations_v<packet_fields>);

/// Both ends belong to it.
struct port_range {
    std::uint16_t first = 0;
    std::uint16_t last = 0xFFFF;
};

/// Matches if the bits of `mask` are as in `value`.
struct bit_match {
    std::uint8_t value = 0;
    std::uint8_t mask = 0;
};

/// The addresses in a set that the classifier knows by this number. A set that nothing was put into has none.
struct named_set {
    std::uint32_t number;
};

/// Any address of either family, a block, or the addresses in a set.
using address_match = std::variant<std::monostate, ipv4_prefix, ipv6_prefix, named_set>;

/// What sets are made of.
using address_block = std::variant<ipv4_prefix, ipv6_prefix>;

/// A rule matches what agrees with all that it says. One that names a prefix, also of length 0, matches only packets of
/// that IP version.
struct classifier_rule {
    address_match source{};
    address_match destination{};
    std::optional<ip_proto> protocol{};
    port_range source_ports{}; ///< said of ports: packets without any have ports 0
    port_range destination_ports{};
    bit_match tcp_flags{};
    std::optional<std::uint8_t> icmp_type{};
    std::optional<std::uint8_t> icmp_code{};
    std::optional<std::uint16_t> vlan{};
    std::optional<std::uint8_t> dscp{};
    bit_match fragment{};
    std::optional<std::uint16_t> interface {};
    std::uint32_t priority = 0; ///< the lowest wins; of equal ones that which was added first
    std::uint32_t action = 0;   ///< the caller's
};

} // namespace xdpk
