// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/router.hpp>

#include "martian.hpp"

#include <xdpk/base/error.hpp>
#include <xdpk/net/flow_hash.hpp>

namespace xdpk {

router::router(const router_config& config) : routes_(config.routes), hops_(config.hops) {
    if (!routes_ || !hops_)
        throw error({.where = name, .what = "no routes or no hops", .hint = "give it a forwarding and a hop table"});
}

void router::refuse(flow_decision& d, xdpk_verdict verdict, counter& why) noexcept {
    d.verdict = verdict;
    why.add(1);
}

std::uint16_t router::hop_of(const route_group& group, const ip_address& to, const flow_key& flow) noexcept {
    std::uint16_t hop = hop_table::none;
    if (group.kind() == route_kind::gateways)
        hop = group.pick(flow_hash(flow));
    else if (group.kind() == route_kind::connected)
        hop = hops_->find_or_make({group.port(), to});
    if (hop != hop_table::none && (*hops_)[hop].port == unrouted)
        hops_->want(hop);
    return hop;
}

void router::decide(flow_decision& d) noexcept {
    const ip_address to = d.route_to ? *d.route_to : d.rewritten.destination_address();
    const route_group* const group = routes_->find(to);
    if (detail::is_group(to) || (group != nullptr && group->kind() == route_kind::local)) {
        d.verdict = XDPK_KERNEL;
        return;
    }
    if (detail::is_martian(d.key.source_address()) || detail::is_martian(to))
        return refuse(d, XDPK_DROP, martian_);
    d.why = refusal::net_unreachable;
    if (group == nullptr)
        return refuse(d, XDPK_REJECT, no_route_);
    if (group->kind() == route_kind::blackhole)
        return refuse(d, XDPK_DROP, blackhole_);
    d.why = refusal::host_unreachable;
    if (group->kind() == route_kind::unreachable)
        return refuse(d, XDPK_REJECT, unreachable_);
    d.hop = hop_of(*group, to, d.key);
    if (d.hop == hop_table::none)
        return refuse(d, XDPK_DROP, hops_full_);
    d.rewrite |= XDPK_DECREMENT_TTL;
    const ip_address back = d.key.source_address();
    if (const route_group* const way_back = routes_->find(back))
        d.reply_hop = hop_of(*way_back, back, reversed(d.rewritten));
}

std::vector<named_counter> router::counters() const {
    return {{"no_route", &no_route_},
            {"unreachable", &unreachable_},
            {"blackhole", &blackhole_},
            {"martian", &martian_},
            {"hops_full", &hops_full_}};
}

} // namespace xdpk
