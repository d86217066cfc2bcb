// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/icmp_error.hpp>
#include <xdpk/net/transport.hpp>
#include <xdpk/stage/flow_engine.hpp>

#include <array>
#include <bit>
#include <cstddef>
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
    std::uint64_t errors = 0; ///< a bit per packet, as the next two
    std::uint64_t missed = 0; ///< not handled, for want of a flow that is up to date
    std::uint64_t news = 0;   ///< those of them that there is no flow for
    std::array<flow_key, capacity> keys;
    std::array<std::uint8_t, capacity> packets; ///< their places in the burst

    /// The place of the i-th packet among those that begin flows.
    [[nodiscard]] std::optional<std::size_t> place_in_news(std::uint32_t i) const noexcept {
        if ((news >> i & 1U) == 0)
            return std::nullopt;
        return std::popcount(news & ((std::uint64_t{1} << i) - 1));
    }
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

inline constexpr std::uint8_t heard_both = XDPK_SEEN_FORWARD | XDPK_SEEN_REPLY;
inline constexpr std::uint8_t turning = tcp_header::syn | tcp_header::fin | tcp_header::rst;

/// A packet of these flags changes nothing: who sends it was heard before, and it begins and ends nothing.
inline bool is_settled(std::uint8_t state, std::uint8_t tcp_flags) noexcept {
    const std::uint8_t mine = (state & XDPK_IS_REPLY) != 0 ? XDPK_SEEN_REPLY : XDPK_SEEN_FORWARD;
    const std::uint8_t heard = (state & XDPK_ONE_WAY) != 0 ? heard_both : mine;
    return (tcp_flags & turning) == 0 && (state & (heard | XDPK_RST)) == heard;
}

/// A TCP connection that has come to its end: the next one may have its ports.
inline bool is_over(std::uint8_t state) noexcept {
    constexpr std::uint8_t both = XDPK_FIN_FORWARD | XDPK_FIN_REPLY;
    return (state & both) == both || (state & XDPK_RST) != 0;
}

inline void flow_engine::track(const packet& p, index flow, tick now) noexcept {
    const xdpk_flow_record& record = table_.value(flow);
    const std::uint8_t flags = tcp_flags_of(p);
    if (is_settled(record.state, flags)) [[likely]]
        table_.refresh(flow, now + timeouts_[record.timeout]);
    else if (record.verdict == XDPK_FORWARD || record.verdict == XDPK_KERNEL)
        change_state(flow, packet_type::from_bits(p.type).protocol, flags, now);
}

} // namespace xdpk::detail
