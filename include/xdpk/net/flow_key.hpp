// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/big_endian.hpp>
#include <xdpk/net/ip.hpp>
#include <xdpk/net/ip_address.hpp>
#include <xdpk/net/parser.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace xdpk {

/// What packets of one direction of a flow have in common: the 5-tuple and a zone. Plain data without padding.
/// An IPv4 address is in the first four bytes, with zeros behind.
struct alignas(8) flow_key {
    std::array<std::uint8_t, 16> source{};
    std::array<std::uint8_t, 16> destination{};
    be16 source_port{}; ///< TCP, UDP, SCTP; of ICMP echo the identifier, in both ports; else 0
    be16 destination_port{};
    std::uint16_t zone = 0; ///< keeps equal addresses apart, for example by VLAN; the caller's choice
    ip_proto protocol = ip_proto::hop_by_hop;
    std::uint8_t ip_version = 0; ///< 4 or 6

    /// The key as words, to compare and to hash.
    using words = std::array<std::uint64_t, 5>;
    [[nodiscard]] words to_words() const noexcept { return std::bit_cast<words>(*this); }

    friend bool operator==(const flow_key& a, const flow_key& b) noexcept {
        const words x = a.to_words();
        const words y = b.to_words();
        std::uint64_t difference = 0;
        for (std::size_t i = 0; i < x.size(); ++i)
            difference |= x[i] ^ y[i];
        return difference == 0;
    }

    [[nodiscard]] ip_address source_address() const noexcept { return address(source); }
    [[nodiscard]] ip_address destination_address() const noexcept { return address(destination); }

private:
    [[nodiscard]] ip_address address(const std::array<std::uint8_t, 16>& bytes) const noexcept {
        if (ip_version == 6)
            return ipv6_address{bytes};
        return ipv4_address{{bytes[0], bytes[1], bytes[2], bytes[3]}};
    }
};
static_assert(sizeof(flow_key) == 40 && std::has_unique_object_representations_v<flow_key>);

/// The key of a packet that parse() found to be IP and well formed; nothing for others. Of `at`, type and offsets are
/// used: what a packet descriptor has. Fragments but the first have no ports. Reads nothing but the headers in `head`.
[[nodiscard]] std::optional<flow_key> extract_flow_key(std::span<const std::byte> head, const parsed_packet& at,
                                                       std::uint16_t zone = 0) noexcept;

/// The key of the flow's other direction.
[[nodiscard]] flow_key reversed(const flow_key& key) noexcept;

} // namespace xdpk
