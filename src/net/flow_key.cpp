// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/net/flow_key.hpp>

#include <xdpk/net/headers.hpp>

#include <utility>

namespace xdpk {

namespace {

/// A value that stands `offset` bytes into a word in memory.
template <class T>
std::uint64_t at_byte(std::size_t offset, T value) noexcept {
    constexpr bool little = std::endian::native == std::endian::little;
    const std::size_t below = little ? offset : sizeof(std::uint64_t) - sizeof(T) - offset;
    return std::uint64_t{value} << 8U * below;
}

struct port_pair {
    be16 source;
    be16 destination;
};

port_pair ports_of(std::span<const std::byte> head, const parsed_packet& at) noexcept {
    switch (at.l4_offset != 0 ? at.type.protocol : ip_proto::no_next_header) {
    case ip_proto::tcp:
    case ip_proto::udp:
    case ip_proto::sctp:
        return *header_at<port_pair>(head, at.l4_offset);
    case ip_proto::icmp:
    case ip_proto::icmpv6:
        if (!at.type.is_icmp())
            return {};
        if (const auto& icmp = *header_at<icmp_header>(head, at.l4_offset);
            icmp.has_identifier(at.type.l3 == l3_type::ipv6))
            return {icmp.identifier, icmp.identifier};
        return {};
    default:
        return {};
    }
}

} // namespace

// The key is put together in registers and stored word by word: narrow stores would make the wide loads of whoever
// hashes or compares it wait.
std::optional<flow_key> extract_flow_key(std::span<const std::byte> head, const parsed_packet& at,
                                         std::uint16_t zone) noexcept {
    if (!at.type.is_ip() || at.type.malformed)
        return std::nullopt;
    flow_key::words words{};
    const bool v4 = at.type.l3 == l3_type::ipv4;
    if (v4) {
        const auto& ip = *header_at<ipv4_header>(head, at.l3_offset);
        words[0] = at_byte(0, std::bit_cast<std::uint32_t>(ip.source));
        words[2] = at_byte(0, std::bit_cast<std::uint32_t>(ip.destination));
    } else {
        using halves = std::array<std::uint64_t, 2>;
        const auto& ip = *header_at<ipv6_header>(head, at.l3_offset);
        const auto source = std::bit_cast<halves>(ip.source);
        const auto destination = std::bit_cast<halves>(ip.destination);
        words = {source[0], source[1], destination[0], destination[1]};
    }
    const port_pair ports = ports_of(head, at);
    words[4] = at_byte(offsetof(flow_key, source_port) % 8, ports.source.raw()) |
               at_byte(offsetof(flow_key, destination_port) % 8, ports.destination.raw()) |
               at_byte(offsetof(flow_key, zone) % 8, zone) |
               at_byte(offsetof(flow_key, protocol) % 8, static_cast<std::uint8_t>(at.type.protocol)) |
               at_byte(offsetof(flow_key, ip_version) % 8, static_cast<std::uint8_t>(v4 ? 4 : 6));
    return std::bit_cast<flow_key>(words);
}

flow_key reversed(const flow_key& key) noexcept {
    flow_key other = key;
    std::swap(other.source, other.destination);
    std::swap(other.source_port, other.destination_port);
    return other;
}

} // namespace xdpk
