// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/router.hpp>

#include "martian.hpp"

#include <xdpk/base/error.hpp>
#include <xdpk/net/flow_hash.hpp>

namespace xdpk {

router::router(const router_config& config) : routes_(config.routes), hops_(config.hops), tunnels_(config.tunnels) {
    if (!routes_ || !hops_)
        throw error({.where = name, .what = "no routes or no hops", .hint = "give it a forwarding and a hop table"});
}

bool router::refuse(flow_decision& d, xdpk_verdict verdict, counter& why) noexcept {
    d.verdict = verdict;
    why.add(1);
    return false;
}

router::way router::way_to(const ip_address& to) const noexcept {
    const route_group* const group = routes_->find(to);
    if (group == nullptr || group->kind() != route_kind::tunnel || group->tunnel() > tunnels_.size())
        return {group, to, 0};
    const ip_address end = destination_of(tunnels_[group->tunnel() - 1U]);
    return {routes_->find(end), end, group->tunnel()};
}

std::uint16_t router::hop_of(const way& w, const flow_key& flow) noexcept {
    std::uint16_t hop = hop_table::none;
    if (w.group->kind() == route_kind::gateways)
        hop = w.group->pick(flow_hash(flow));
    else if (w.group->kind() == route_kind::connected)
        hop = hops_->find_or_make({w.group->port(), w.to});
    if (hop != hop_table::none && (*hops_)[hop].port == unrouted)
        hops_->want(hop);
    return hop;
}

bool router::may_go(flow_decision& d, const way& w) noexcept {
    if (w.group == nullptr) {
        d.why = refusal::net_unreachable;
        return refuse(d, XDPK_REJECT, no_route_);
    }
    switch (w.group->kind()) {
    case route_kind::blackhole:
        return refuse(d, XDPK_DROP, blackhole_);
    case route_kind::unreachable:
        d.why = refusal::host_unreachable;
        return refuse(d, XDPK_REJECT, unreachable_);
    case route_kind::tunnel:
    case route_kind::local: // the tunnel's other end would be this one
        return refuse(d, XDPK_DROP, no_tunnel_);
    default:
        return (w.tunnel == 0 || d.tunnel == 0) || refuse(d, XDPK_DROP, no_tunnel_);
    }
}

void router::set_way_back(flow_decision& d) noexcept {
    const way w = way_to(d.key.source_address());
    // What this host sends, by way of its kernel, is not forwarded.
    if (w.group == nullptr || w.group->kind() != route_kind::local)
        d.rewrite |= XDPK_DECREMENT_TTL;
    if (w.group == nullptr)
        return;
    d.reply_hop = hop_of(w, reversed(d.rewritten));
    d.reply_tunnel = d.reply_hop == hop_table::none ? std::uint16_t{0} : w.tunnel;
}

void router::decide(flow_decision& d) noexcept {
    const ip_address to = d.route_to ? *d.route_to : d.rewritten.destination_address();
    const way w = way_to(to);
    const bool is_ours = w.tunnel == 0 && w.group != nullptr && w.group->kind() == route_kind::local;
    if (detail::is_group(to) || is_ours) {
        d.verdict = XDPK_KERNEL;
        return;
    }
    if (detail::is_martian(d.key.source_address()) || detail::is_martian(to)) {
        refuse(d, XDPK_DROP, martian_);
        return;
    }
    if (!may_go(d, w))
        return;
    d.hop = hop_of(w, d.key);
    if (d.hop == hop_table::none) {
        refuse(d, XDPK_DROP, hops_full_);
        return;
    }
    if (w.tunnel != 0)
        d.tunnel = w.tunnel;
    set_way_back(d);
}

std::vector<named_counter> router::counters() const {
    return {{"no_route", &no_route_}, {"unreachable", &unreachable_}, {"blackhole", &blackhole_},
            {"martian", &martian_},   {"no_tunnel", &no_tunnel_},     {"hops_full", &hops_full_}};
}

} // namespace xdpk
