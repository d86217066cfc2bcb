// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/flow_record.h>
#include <xdpk/core/stage.hpp>
#include <xdpk/net/flow_key.hpp>
#include <xdpk/stage/refusal.hpp>
#include <xdpk/table/classifier_rule.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace xdpk {

/// What flow stages say about a flow, each in its turn. The flow cache makes both directions' records of it.
struct flow_decision {
    /// The flow's first direction, as its packets come in. For stages to read.
    flow_key key;
    /// The same as its packets go out: stages change addresses and ports, and see what those before them changed.
    /// Replies come with this key reversed, and are given `key` reversed. With the other IP version packets are
    /// translated to it (RFC 7915); ICMP then is the version's, and `rewrite` says how long a prefix stands before
    /// embedded addresses, so that IPv4 routers' errors have an IPv6 source.
    flow_key rewritten;
    /// What a classifier needs of the packet, as it came in.
    packet_fields fields{};
    /// The flow's first packet up to the end of its first segment; empty if a flow is decided anew on a reply.
    std::span<const std::byte> packet{};
    std::uint8_t l4_offset = 0; ///< in `packet`

    xdpk_verdict verdict = XDPK_FORWARD; ///< stages are asked as long as it is this
    refusal why = refusal::rejected;     ///< what senders are told if the verdict is XDPK_REJECT
    std::uint8_t rewrite = 0;            ///< bits besides XDPK_REWRITE_ADDRESSES, for both directions
    std::uint16_t hop = 0;
    std::uint16_t reply_hop = 0;
    /// Into which packets go; `hop` is then that of the tunnel's other end. They are dropped if there is no such one.
    std::uint16_t tunnel = 0;
    std::uint16_t reply_tunnel = 0;
    std::optional<ip_address> route_to{}; ///< route by this instead of the rewritten destination
    std::uint32_t mark = 0;
    std::array<std::uint32_t, 2> account{};

    /// Replies go another way (direct server return): there is one direction, and it is established by what the client
    /// sends.
    bool one_way = false;
    /// A packet of the flow is of use only if the cache keeps the flow: one that finds no room is dropped.
    bool needs_state = false;
    /// Decided for this packet only: the cache keeps nothing, and asks again for the flow's next packet.
    bool once = false;
    /// How often the stages were asked already for this packet: each time, the rewritten key was another flow's.
    unsigned attempt = 0;
    /// What had been decided before the configuration changed, if the flow is not new: established flows keep their
    /// backend and their ports.
    const xdpk_flow_record* before = nullptr;
};

/// Decides for a flow's first packet. Called by one worker only.
template <class S>
concept flow_stage = std::move_constructible<S> && requires(S& s, flow_decision& d) {
    { s.decide(d) }
    noexcept;
};

/// A flow stage to which it is cheaper to ask about a burst's new flows together: foresee() is given what a classifier
/// needs of each, and finds a number for each, which decide() is handed with the flow. Between the two the stage may be
/// asked to decide for other flows. Flows that are decided anew, and ICMP errors', come without.
template <class S>
concept foreseeing_flow_stage = flow_stage<S> &&
    requires(S& s, flow_decision& d, std::span<const packet_fields> flows, std::span<std::uint32_t> found) {
    { s.foresee(flows, found) }
    noexcept;
    { s.decide(d, found[0]) }
    noexcept;
};

/// A flow stage that holds something for each flow it decided for, and is told when one ends: `forward` is the first
/// direction's record.
template <class S>
concept flow_keeping_stage = flow_stage<S> && requires(S& s, const flow_key& key, const xdpk_flow_record& forward) {
    { s.forget(key, forward) }
    noexcept;
};

/// The same for flow stages in one, each of which remembers what it found: decide() is handed the flow's place in the
/// list, if it was in it.
template <class S>
concept foreseeing_flow_stages = flow_stage<S> &&
    requires(S& s, flow_decision& d, std::span<const packet_fields> flows, std::optional<std::size_t> flow) {
    { s.foresee(flows) }
    noexcept;
    { s.decide(d, flow) }
    noexcept;
};

/// Appends the counters of `s`, if it has any.
template <flow_stage S>
void list_flow_counters(const S& s, std::vector<stage_counter>& list) {
    if constexpr (requires { s.list_counters(list); }) {
        s.list_counters(list);
    } else if constexpr (requires { s.counters(); }) {
        for (const named_counter& c : s.counters())
            list.push_back({std::string(S::name) + "." + c.name, c.value});
    }
}

} // namespace xdpk
