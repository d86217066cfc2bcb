// SPDX-License-Identifier: BSD-3-Clause
#include "followed_routes.hpp"

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

namespace xdpk::stages {

namespace {

constexpr std::uint32_t main_table = 254;
constexpr std::uint32_t local_table = 255;

address_block block_of(const kernel_route& route) {
    return std::visit(
        [&route]<class Address>(const Address& address) -> address_block {
            return ip_prefix<Address>{address, route.length}.masked();
        },
        route.destination);
}

// What comes from a wire and goes there is dropped, whatever the kernel does within itself.
bool is_loopback(const address_block& block) {
    constexpr ipv6_address one{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}};
    constexpr std::uint8_t loopback_net = 127;
    if (const auto* const v4 = std::get_if<ipv4_prefix>(&block))
        return v4->address.bytes[0] == loopback_net;
    return std::get<ipv6_prefix>(block).address == one;
}

bool equal(const route_target& a, const route_target& b) { return !(a < b) && !(b < a); }

route_rank rank_of(std::uint32_t table, std::uint32_t metric) {
    constexpr std::uint32_t local_distance = 0;
    constexpr std::uint32_t main_distance = 10;
    return {table == local_table ? local_distance : main_distance, metric};
}

} // namespace

followed_routes::followed_routes(std::shared_ptr<forwarding_table> routes, std::shared_ptr<hop_table> hops,
                                 std::set<address_block> configured)
    : best_(std::move(routes)), hops_(std::move(hops)), configured_(std::move(configured)) {}

void followed_routes::hear(const kernel_change<kernel_route>& change, const kernel_devices& devices) {
    const kernel_route& route = change.what;
    if (route.table != main_table && route.table != local_table)
        return;
    const key which{block_of(route), route.table, route.metric};
    if (is_loopback(std::get<0>(which)) || configured_.contains(std::get<0>(which)))
        return;
    try {
        refused_.erase(which);
        apply(change, devices);
    } catch (const error&) {
        refused_.insert_or_assign(which, change);
        if (const auto at = followed_.find(which); at != followed_.end())
            at->second.round = round_;
    }
}

void followed_routes::apply(const kernel_change<kernel_route>& change, const kernel_devices& devices) {
    const key which{block_of(change.what), change.what.table, change.what.metric};
    if (change.present)
        set(which, change.what, devices);
    else
        remove_part(which, change.what, devices);
}

void followed_routes::start_over() noexcept {
    ++round_;
    refused_.clear();
}

// The new target's hops are held before the old one's are let go: those in both never look unused.
void followed_routes::set(const key& which, const kernel_route& route, const kernel_devices& devices) {
    const std::optional<route_target> target = target_of(route, devices);
    const auto at = followed_.find(which);
    if (!target) {
        if (at != followed_.end())
            remove(at);
        return;
    }
    if (at != followed_.end() && equal(at->second.target, *target)) {
        at->second.told = route.hops;
        at->second.round = round_;
        return;
    }
    hold(*target);
    try {
        offer(which, *target);
    } catch (const error&) {
        let_go(*target);
        throw;
    }
    if (at != followed_.end())
        let_go(at->second.target);
    followed_.insert_or_assign(which, followed{route.hops, *target, round_});
}

void followed_routes::remove(followed_by_key::iterator at) {
    withdraw(at->first);
    let_go(at->second.target);
    followed_.erase(at);
}

// Of an IPv6 route with several next hops the kernel takes out one alone, and tells of that one only. Where none of
// the route's is named, another route of the same prefix and metric is meant.
void followed_routes::remove_part(const key& which, const kernel_route& gone, const kernel_devices& devices) {
    const auto at = followed_.find(which);
    if (at == followed_.end())
        return;
    kernel_route left = gone;
    left.hops = at->second.told;
    std::erase_if(left.hops, [&gone](const kernel_next_hop& told) {
        return std::ranges::any_of(gone.hops, [&told](const kernel_next_hop& hop) {
            return hop.ifindex == told.ifindex && hop.gateway == told.gateway;
        });
    });
    if (left.hops.empty() || gone.hops.empty())
        remove(at);
    else if (left.hops.size() < at->second.told.size())
        set(which, left, devices);
}

void followed_routes::finish(const kernel_devices& devices) {
    for (auto at = followed_.begin(); at != followed_.end();) {
        const auto old = at++;
        if (old->second.round == round_)
            continue;
        const auto& [prefix, table, metric] = old->first;
        kernel_route gone{.table = table, .metric = metric};
        std::visit(
            [&gone](const auto& p) {
                gone.destination = p.address;
                gone.length = p.length;
            },
            prefix);
        hear({.what = gone, .present = false}, devices);
    }
}

void followed_routes::retry(const kernel_devices& devices) {
    for (const auto& [which, change] : std::exchange(refused_, {}))
        hear(change, devices);
}

std::optional<route_target> followed_routes::target_of(const kernel_route& route, const kernel_devices& devices) {
    switch (route.kind) {
    case kernel_route_kind::unicast:
        return by_ports(route, devices);
    case kernel_route_kind::local:
    case kernel_route_kind::group:
        return route_target{.kind = route_kind::local};
    case kernel_route_kind::blackhole:
        return route_target{.kind = route_kind::blackhole};
    default:
        return route_target{.kind = route_kind::unreachable};
    }
}

std::optional<route_target> followed_routes::by_ports(const kernel_route& route, const kernel_devices& devices) {
    route_target gateways;
    std::optional<route_target> connected;
    for (const kernel_next_hop& next : route.hops) {
        const kernel_device* const device = devices.find(next.ifindex);
        if (device != nullptr && next.gateway)
            gateways.hops.push_back({hops_->find_or_make({device->port, *next.gateway}), next.weight});
        else if (device != nullptr && !connected)
            connected = {.kind = route_kind::connected, .port = device->port};
    }
    if (!gateways.hops.empty()) {
        // However the kernel orders them, the same hops get the same flows.
        std::ranges::sort(gateways.hops);
        return gateways;
    }
    if (connected || route.hops.empty())
        return connected;
    return route_target{.kind = route_kind::local};
}

void followed_routes::offer(const key& which, const route_target& target) {
    const auto& [block, table, metric] = which;
    std::visit([&, rank = rank_of(table, metric)](const auto& prefix) { best_.offer(prefix, rank, target); }, block);
}

void followed_routes::withdraw(const key& which) {
    const auto& [block, table, metric] = which;
    std::visit([&, rank = rank_of(table, metric)](const auto& prefix) { best_.withdraw(prefix, rank); }, block);
}

// Hops that others keep stay theirs to let go.
void followed_routes::hold(const route_target& target) {
    for (const weighted_hop& to : target.hops) {
        const auto at = held_.find(to.hop);
        if (at != held_.end()) {
            ++at->second;
        } else if (hops_->holds(to.hop) && !hops_->is_kept(to.hop)) {
            hops_->keep(to.hop);
            held_.emplace(to.hop, 1);
        }
    }
}

void followed_routes::let_go(const route_target& target) {
    for (const weighted_hop& to : target.hops) {
        const auto at = held_.find(to.hop);
        if (at == held_.end() || --at->second != 0)
            continue;
        hops_->keep(to.hop, false);
        held_.erase(at);
    }
}

} // namespace xdpk::stages
