// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/icmp_error.hpp>
#include <xdpk/net/transport.hpp>
#include <xdpk/stage/flow_engine.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <span>

namespace xdpk::detail {

/// A packet and the flow it goes with.
struct flow_engine::subject {
    packet& p;
    const flow_key& key;
    bool error; ///< it is an ICMP error; the key is that of packets that go the error's way
};

/// Packets of a burst that go with flows.
struct flow_engine::batch {
    static constexpr std::uint32_t capacity = burst::capacity;

    std::uint32_t count = 0;
    std::uint64_t errors = 0; ///< a bit per packet
    std::uint64_t done = 0;
    std::array<flow_key, capacity> keys;
    std::array<std::uint8_t, capacity> packets; ///< their places in the burst

    [[nodiscard]] subject at(burst& b, std::uint32_t i) const noexcept {
        return {b[packets[i]], keys[i], (errors >> i & 1U) != 0};
    }
};

/// A parsed packet's headers as parse() gave them.
inline parsed_packet parsed(const packet& p) noexcept {
    return {.type = packet_type::from_bits(p.type), .l3_offset = p.l3, .l4_offset = p.l4};
}

inline std::span<const std::byte> head_of(const packet& p) noexcept { return {p.data, p.length}; }

inline std::optional<quoted_packet> quoted_in(const packet& p) noexcept { return find_quoted(head_of(p), parsed(p)); }

/// 0 for what is not TCP, and for later fragments.
inline std::uint8_t tcp_flags_of(const packet& p) noexcept {
    if (p.l4 == 0 || packet_type::from_bits(p.type).protocol != ip_proto::tcp)
        return 0;
    return reinterpret_cast<const tcp_header*>(p.data + p.l4)->flags;
}

} // namespace xdpk::detail
