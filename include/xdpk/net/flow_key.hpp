// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/big_endian.hpp>
#include <xdpk/net/headers.hpp>
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

namespace detail {

/// A value that stands `offset` bytes into a word in memory.
template <class T>
constexpr std::uint64_t at_byte(std::size_t offset, T value) noexcept {
    constexpr bool little = std::endian::native == std::endian::little;
    const std::size_t below = little ? offset : sizeof(std::uint64_t) - sizeof(T) - offset;
    return std::uint64_t{value} << 8U * below;
}

/// Source and destination port as in a flow_key, at the start of a word; of echo the identifier as both.
inline std::uint64_t ports_at(const std::byte* transport, packet_type type) noexcept {
    if (type.protocol == ip_proto::tcp || type.protocol == ip_proto::udp || type.protocol == ip_proto::sctp) [[likely]]
        return at_byte(0, std::bit_cast<std::uint32_t>(*reinterpret_cast<const be32*>(transport)));
    const auto& icmp = *reinterpret_cast<const icmp_header*>(transport);
    if (!type.is_icmp() || !icmp.has_identifier(type.l3 == l3_type::ipv6))
        return 0;
    return at_byte(0, icmp.identifier.raw()) | at_byte(2, icmp.identifier.raw());
}

/// extract_flow_key() of a packet that is IP and well formed, for stages that ask for one after the other.
// In registers and word by word: narrow stores would make the wide loads of whoever hashes or compares the key wait.
inline flow_key flow_key_at(const std::byte* data, packet_type type, std::uint8_t l3_offset, std::uint8_t l4_offset,
                            std::uint16_t zone = 0) noexcept {
    static_assert(offsetof(flow_key, source_port) == 32 && offsetof(flow_key, destination_port) == 34);
    flow_key::words words{};
    const bool v4 = type.l3 == l3_type::ipv4;
    if (v4) [[likely]] {
        const auto& ip = *reinterpret_cast<const ipv4_header*>(data + l3_offset);
        words[0] = at_byte(0, std::bit_cast<std::uint32_t>(ip.source));
        words[2] = at_byte(0, std::bit_cast<std::uint32_t>(ip.destination));
    } else {
        using halves = std::array<std::uint64_t, 2>;
        const auto& ip = *reinterpret_cast<const ipv6_header*>(data + l3_offset);
        const auto source = std::bit_cast<halves>(ip.source);
        const auto destination = std::bit_cast<halves>(ip.destination);
        words = {source[0], source[1], destination[0], destination[1]};
    }
    words[4] = (l4_offset != 0 ? ports_at(data + l4_offset, type) : 0) | at_byte(offsetof(flow_key, zone) % 8, zone) |
               at_byte(offsetof(flow_key, protocol) % 8, static_cast<std::uint8_t>(type.protocol)) |
               at_byte(offsetof(flow_key, ip_version) % 8, static_cast<std::uint8_t>(v4 ? 4 : 6));
    return std::bit_cast<flow_key>(words);
}

} // namespace detail

/// The key of a packet that parse() found to be IP and well formed; nothing for others. Of `at`, type and offsets are
/// used: what a packet descriptor has. Fragments but the first have no ports. Reads nothing but the headers in `head`.
[[nodiscard]] std::optional<flow_key> extract_flow_key(std::span<const std::byte> head, const parsed_packet& at,
                                                       std::uint16_t zone = 0) noexcept;

/// The key of the flow's other direction.
[[nodiscard]] flow_key reversed(const flow_key& key) noexcept;

} // namespace xdpk
