// SPDX-License-Identifier: BSD-3-Clause
#include "live_routing.hpp"

#include <xdpk/base/clock.hpp>
#include <xdpk/base/error.hpp>

#include <algorithm>
#include <set>
#include <utility>

namespace xdpk::stages {

namespace {

// A port with a tap has the tap's Ethernet address: the kernel tells neighbours that one.
std::vector<port_info> without_taps(std::vector<port_info> ports, const std::vector<kernel_config::pair>& taps) {
    for (const kernel_config::pair& pair : taps) {
        const auto tap = std::ranges::find(ports, pair.tap, &port_info::id);
        const auto port = std::ranges::find(ports, pair.port, &port_info::id);
        if (tap != ports.end() && port != ports.end())
            port->mac = tap->mac;
        std::erase_if(ports, [&pair](const port_info& p) { return p.id == pair.tap; });
    }
    return ports;
}

address_block masked(const address_block& block) {
    return std::visit([](const auto& prefix) -> address_block { return prefix.masked(); }, block);
}

std::set<address_block> prefixes_of(const routing_config& config) {
    std::set<address_block> all;
    for (const static_route& route : config.routes)
        all.insert(masked(route.destination));
    return all;
}

/// The gateways of a route, if it is there.
std::vector<weighted_hop> hops_to(const forwarding_table& routes, const address_block& destination) {
    for (const auto& [prefix, target] : routes.list())
        if (prefix == destination)
            return target.hops;
    return {};
}

} // namespace

live_routing::live_routing(const routing_config& config, const external_addresses& external, kernel_part kernel,
                           const std::vector<port_info>& ports, std::shared_ptr<hop_table> hops)
    : kernel_(std::move(kernel)),
      routing_(make_external_routing(config, external, without_taps(ports, kernel_.taps), std::move(hops))) {
    for (const port_info& port : without_taps(ports, kernel_.taps))
        macs_[port.id] = port.mac;
    if (kernel_.follow)
        follow(config, external, ports);
    seen_ = routing_.way.routes->changes();
}

void live_routing::follow(const routing_config& config, const external_addresses& external,
                          const std::vector<port_info>& ports) {
    kernel_tables_config wanted{
        .routes = routing_.way.routes, .hops = routing_.way.hops, .configured = prefixes_of(config)};
    for (const auto& [block, kind] : external)
        wanted.configured.insert(block);
    for (const port_info& port : without_taps(ports, kernel_.taps))
        wanted.devices.push_back({port.device, port.id, port.mac});
    for (const kernel_config::pair& pair : kernel_.taps)
        for (const port_info& port : ports)
            if (port.id == pair.tap)
                wanted.devices.push_back({port.device, pair.port, port.mac});
    tables_.emplace(wanted);
    take_own();
}

void live_routing::take_own() {
    routing_.way.own = tables_->picture().own();
    routing_.way.errors = tables_->picture().errors();
    // What else is external the kernel answers for, or nobody.
    routing_.answered = routing_.way.own;
}

live_routing::change live_routing::update() {
    change done;
    if (const std::uint32_t now = now_in_seconds(); now != swept_) {
        swept_ = now;
        done.routes = routing_.way.hops->sweep() != 0;
    }
    if (tables_) {
        tables_->serve();
        done.own = tables_->picture().take_own_change();
    }
    if (done.own)
        take_own();
    if (const std::uint64_t changes = routing_.way.routes->changes(); changes != seen_) {
        seen_ = changes;
        done.routes = true;
    }
    return done;
}

void live_routing::set(const static_route& route) {
    const address_block destination = masked(route.destination);
    const route_target target = target_of(route);
    const std::vector<weighted_hop> before = hops_to(*routing_.way.routes, destination);
    std::visit([&](const auto& prefix) { routing_.way.routes->set(prefix, target); }, destination);
    for (const weighted_hop& to : target.hops)
        routing_.way.hops->keep(to.hop);
    let_go_unused(before);
}

void live_routing::erase(const address_block& destination) {
    const std::vector<weighted_hop> before = hops_to(*routing_.way.routes, masked(destination));
    if (!std::visit([&](const auto& prefix) { return routing_.way.routes->erase(prefix); }, masked(destination)))
        throw error({.where = "route " + form::spelling<address_block>::to_text(destination),
                     .what = "is not there",
                     .hint = "show routes lists those that are"});
    let_go_unused(before);
}

route_target live_routing::target_of(const static_route& route) {
    const std::string where = "route " + form::spelling<address_block>::to_text(route.destination);
    if (const std::string fault = fault_of(route); !fault.empty())
        throw error({.where = where, .what = fault, .hint = "choose a gateway, a port, a tunnel or a kind"});
    if (route.tunnel)
        return {.kind = route_kind::tunnel, .tunnel = *route.tunnel};
    if (!route.via)
        return route.port ? route_target{.kind = route_kind::connected, .port = *route.port}
                          : route_target{.kind = route.kind};
    const neighbour gateway{route.port ? *route.port : port_of(*route.via), *route.via};
    const std::uint16_t hop = routing_.way.hops->find_or_make(gateway);
    if (hop == hop_table::none)
        throw error({.where = where, .what = "there is no room for another neighbour"});
    return {.hops = {{hop}}};
}

port_id live_routing::port_of(const ip_address& gateway) const {
    const route_group* const network = routing_.way.routes->find(gateway);
    if (network == nullptr || network->kind() != route_kind::connected)
        throw error({.where = "gateway " + to_string(gateway),
                     .what = "is in no network of ours",
                     .hint = "name the port that leads to it"});
    return network->port();
}

void live_routing::let_go_unused(const std::vector<weighted_hop>& hops) {
    if (hops.empty())
        return;
    const auto routes = routing_.way.routes->list();
    for (const weighted_hop& gone : hops) {
        const auto leads_there = [&gone](const auto& route) {
            return std::ranges::find(route.second.hops, gone.hop, &weighted_hop::hop) != route.second.hops.end();
        };
        if (!std::ranges::any_of(routes, leads_there))
            routing_.way.hops->keep(gone.hop, false);
    }
}

void live_routing::reclaim() {
    routing_.way.hops->reclaim();
    if (!tables_)
        return routing_.way.routes->reclaim();
    tables_->picture().reclaim();
    if (tables_->picture().refused() != 0)
        throw error({.where = "kernel routes",
                     .what = "not all of them find room",
                     .hint = "have the kernel summarise routes, or hold fewer"});
}

} // namespace xdpk::stages
