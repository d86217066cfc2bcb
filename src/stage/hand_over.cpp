// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/hand_over.hpp>

#include "flow_batch.hpp"

#include <xdpk/net/headers.hpp>
#include <xdpk/stage/owner_rules.hpp>

namespace xdpk::detail {

namespace {

/// The key of packets that go this packet's way; nothing for what belongs to no flow.
std::optional<flow_key> key_of(const packet& p) noexcept {
    const packet_type type = packet_type::from_bits(p.type);
    const std::optional<flow_key> own = extract_flow_key(head_of(p), parsed(p));
    if (!own || !type.is_icmp() || p.l4 == 0)
        return own;
    if (const std::optional<quoted_packet> quoted = quoted_in(p))
        return reversed(quoted->key);
    const auto& icmp = *header_at<icmp_header>(head_of(p), p.l4);
    return icmp.has_identifier(type.l3 == l3_type::ipv6) ? own : std::nullopt;
}

} // namespace

hand_over_engine::hand_over_engine(std::shared_ptr<worker_links> links, unsigned worker, std::size_t fragmented,
                                   std::uint32_t now)
    : links_(std::move(links)), link_(links_ != nullptr && links_->workers() > 1 ? &links_->of(worker) : nullptr),
      fragments_(link_ != nullptr ? fragmented : 0, now) {}

// Whoever got a packet from another worker keeps it, whatever the rule says here: it cannot go round in circles.
unsigned hand_over_engine::owner_of(const packet& p, bool handed_over, std::uint32_t now,
                                    const question& owner) noexcept {
    const unsigned self = link_->worker();
    const bool fragment = packet_type::from_bits(p.type).fragment != fragment_type::none;
    if (p.out_port == to_drop || (handed_over && !fragment))
        return self;
    std::optional<flow_key> key = key_of(p);
    if (!key)
        return self;
    if (fragment) [[unlikely]]
        return owner_of_fragment(p, *key, handed_over, now, owner);
    return owner.ask(owner.rule, p, *key).value_or(self);
}

unsigned hand_over_engine::owner_of_fragment(const packet& p, flow_key& key, bool handed_over, std::uint32_t now,
                                             const question& owner) noexcept {
    const unsigned self = link_->worker();
    const std::uint32_t meeting = owner_by_addresses{link_->workers()}(p, key);
    if (meeting != self)
        return handed_over ? self : meeting;
    const fragment_place place = find_fragment(head_of(p), parsed(p));
    if (packet_type::from_bits(p.type).fragment == fragment_type::first)
        fragments_.remember(key, place, now);
    else if (fragments_.complete(key, place, now) != fragment_ports::outcome::known)
        return self;
    return owner.ask(owner.rule, p, key).value_or(self);
}

bool hand_over_engine::give(const burst& b, packet& p, unsigned to) noexcept {
    switch (link_->send(to, b, p)) {
    case packet_ring::outcome::taken:
        handed_over_.add(1);
        b.recycle(p);
        return true;
    case packet_ring::outcome::full:
        full_.add(1);
        break;
    case packet_ring::outcome::too_long:
        too_long_.add(1);
        break;
    }
    p.out_port = to_drop;
    return false;
}

void hand_over_engine::run(burst& b, std::uint32_t now, const question& owner) noexcept {
    const bool handed_over = b.handed_over();
    const std::uint64_t before = handed_over_.get();
    b.retain([&](packet& p) noexcept {
        const unsigned to = owner_of(p, handed_over, now, owner);
        return to == link_->worker() || to >= link_->workers() || !give(b, p, to);
    });
    if (handed_over_.get() != before)
        link_->flush();
}

std::vector<named_counter> hand_over_engine::counters() const {
    return {{"handed_over", &handed_over_}, {"full", &full_}, {"too_long", &too_long_}};
}

} // namespace xdpk::detail
