// SPDX-License-Identifier: BSD-3-Clause
// How the flow cache finds a packet's flow, and follows the flow's life.
#include "flow_batch.hpp"
#include "flow_records.hpp"

#include <xdpk/net/headers.hpp>

#include <algorithm>

namespace xdpk::detail {

namespace {

constexpr std::uint8_t done_both = XDPK_FIN_FORWARD | XDPK_FIN_REPLY;
constexpr std::uint8_t of_both = static_cast<std::uint8_t>(~XDPK_IS_REPLY);

/// Router, neighbour and listener discovery (RFC 4861, RFC 3810) is between neighbours: no flow goes through.
bool is_between_neighbours(const icmp_header& icmp) noexcept {
    return (icmp.type >= 130 && icmp.type <= 137) || icmp.type == 143;
}

std::uint8_t next_state(std::uint8_t state, std::uint8_t tcp_flags) noexcept {
    const bool reply = (state & XDPK_IS_REPLY) != 0;
    const bool over = (state & XDPK_RST) != 0 || (state & done_both) == done_both;
    // A new connection between the same ends.
    if (over && !reply && (tcp_flags & turning) == tcp_header::syn)
        state &= XDPK_IS_REPLY | XDPK_ONE_WAY;
    state |= static_cast<std::uint8_t>(reply ? XDPK_SEEN_REPLY : XDPK_SEEN_FORWARD);
    // What the client says after its SYN tells that the server has answered it.
    if ((state & XDPK_ONE_WAY) != 0 && (tcp_flags & tcp_header::syn) == 0)
        state |= XDPK_SEEN_REPLY;
    if ((tcp_flags & tcp_header::fin) != 0)
        state |= static_cast<std::uint8_t>(reply ? XDPK_FIN_REPLY : XDPK_FIN_FORWARD);
    if ((tcp_flags & tcp_header::rst) != 0)
        return state | XDPK_RST;
    return state & static_cast<std::uint8_t>(~XDPK_RST);
}

bool is_established(std::uint8_t state) noexcept {
    const std::uint8_t done = (state & XDPK_ONE_WAY) != 0 ? std::uint8_t{XDPK_FIN_FORWARD} : done_both;
    return (state & heard_both) == heard_both && (state & done) != done && (state & XDPK_RST) == 0;
}

} // namespace

bool flow_engine::key_of_fragment(packet& p, tick now, flow_key& key) noexcept {
    const fragment_place place = find_fragment(head_of(p), parsed(p));
    if (packet_type::from_bits(p.type).fragment == fragment_type::first) {
        fragments_.remember(key, place, now);
        return true;
    }
    switch (fragments_.complete(key, place, now)) {
    case fragment_ports::outcome::known:
        return true;
    case fragment_ports::outcome::unknown:
        discard(p, no_first_fragment_);
        return false;
    case fragment_ports::outcome::overlapping:
        discard(p, overlapping_fragment_);
        return false;
    }
    return false;
}

flow_engine::kind flow_engine::key_of(packet& p, tick now, flow_key& key) noexcept {
    const packet_type type = packet_type::from_bits(p.type);
    if (p.out_port == to_drop || !type.is_ip() || type.malformed)
        return kind::none;
    key = flow_key_at(p.data, type, p.l3, p.l4);
    if (type.fragment == fragment_type::none && !type.is_icmp()) [[likely]]
        return kind::ordinary;
    return key_of_others(p, now, key);
}

flow_engine::kind flow_engine::key_of_others(packet& p, tick now, flow_key& key) noexcept {
    const packet_type type = packet_type::from_bits(p.type);
    if (type.fragment != fragment_type::none) [[unlikely]]
        return key_of_fragment(p, now, key) ? kind::ordinary : kind::none;
    if (p.l4 == 0)
        return kind::ordinary;
    if (is_icmp_error(head_of(p), parsed(p))) {
        const std::optional<quoted_packet> quoted = quoted_in(p);
        if (!quoted) {
            discard(p, unrelated_);
            return kind::none;
        }
        key = reversed(quoted->key);
        return kind::error;
    }
    const auto& icmp = *header_at<icmp_header>(head_of(p), p.l4);
    const bool v6 = type.l3 == l3_type::ipv6;
    if (icmp.has_identifier(v6))
        return kind::ordinary;
    if (!v6 || !is_between_neighbours(icmp))
        discard(p, unrelated_);
    return kind::none;
}

void flow_engine::collect(burst& b, std::uint32_t from, tick now, batch& wanted) noexcept {
    const std::uint32_t end = std::min(b.size(), from + batch::capacity);
    for (std::uint32_t i = from; i < end; ++i) {
        const kind found = key_of(b[i], now, wanted.keys[wanted.count]);
        if (found == kind::none)
            continue;
        wanted.errors |= std::uint64_t{found == kind::error} << wanted.count;
        wanted.packets[wanted.count++] = static_cast<std::uint8_t>(i);
    }
}

void flow_engine::change_state(index flow, ip_proto protocol, std::uint8_t tcp_flags, tick now) noexcept {
    xdpk_flow_record& mine = table_.value(flow);
    xdpk_flow_record& others = table_.value(table_.other(flow));
    const std::uint8_t before = mine.state;
    const std::uint8_t state = next_state(before, tcp_flags);
    const bool established = is_established(state);
    mine.timeout = others.timeout = timeout_of(protocol, established);
    mine.state = state;
    if ((tcp_flags & turning) != 0)
        withdraw(flow);
    if (table_.other(flow) != flow)
        others.state = static_cast<std::uint8_t>((state & of_both) | (~before & XDPK_IS_REPLY));
    const flow_phase phase = established ? flow_phase::established : flow_phase::transitory;
    const tick deadline = now + timeouts_[mine.timeout];
    if (state == before && phase == table_.phase(flow))
        table_.refresh(flow, deadline);
    else
        table_.set_phase(flow, phase, deadline);
}

} // namespace xdpk::detail
