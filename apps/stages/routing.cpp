// SPDX-License-Identifier: BSD-3-Clause
#include "routing.hpp"

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <limits>
#include <map>
#include <string>
#include <type_traits>
#include <utility>

namespace xdpk::stages {

namespace {

using routes_by_prefix = std::map<address_block, std::vector<const static_route*>>;

[[noreturn]] void refuse(const std::string& where, const std::string& what, const std::string& hint) {
    throw error({.where = where, .what = what, .hint = hint});
}

std::string text_of(const address_block& block) { return form::spelling<address_block>::to_text(block); }

address_block prefix_of(const ip_address& address, std::uint8_t length) {
    return std::visit(
        [length](const auto& a) -> address_block {
            return ip_prefix<std::decay_t<decltype(a)>>{a, length};
        },
        address);
}

address_block masked(const address_block& block) {
    return std::visit([](const auto& prefix) -> address_block { return prefix.masked(); }, block);
}

std::uint8_t length_of(const address_block& block) {
    return std::visit([](const auto& prefix) { return prefix.length; }, block);
}

bool contains(const address_block& block, const ip_address& address) {
    return std::visit(
        [](const auto& prefix, const auto& a) {
            if constexpr (sizeof(prefix.address) == sizeof(a))
                return prefix.contains(a);
            else
                return false;
        },
        block, address);
}

/// None of networks of one or two addresses (RFC 3021).
std::optional<ip_address> broadcast_of(const interface_address& own) {
    constexpr std::uint8_t longest = 30;
    const auto* const v4 = std::get_if<ipv4_address>(&own.address);
    if (v4 == nullptr || own.length > longest)
        return std::nullopt;
    const std::uint32_t host_bits = std::numeric_limits<std::uint32_t>::max() >> own.length;
    return ipv4_address::from_integer(v4->to_integer() | host_bits);
}

class builder {
public:
    builder(const routing_config& config, const std::vector<port_info>& ports, std::shared_ptr<hop_table> hops)
        : config_(config), ports_(ports) {
        made_.hops = hops ? std::move(hops) : std::make_shared<hop_table>(config.hops);
        made_.routes = std::make_shared<forwarding_table>();
        made_.tunnels = tunnel_headers(config.tunnels);
        made_.tunnel_ends = tunnel_ends(config.tunnels);
    }

    routing build() {
        for (const port_info& port : ports_)
            made_.mtu[port.id] = static_cast<std::uint16_t>(port.mtu <= 0xFFFF ? port.mtu : 0);
        for (const interface_address& own : config_.addresses)
            add_address(own);
        made_.own = own_addresses(own_);
        for (const auto& [network, port] : networks_)
            set(network, {.kind = route_kind::connected, .port = port});
        add_routes();
        for (const address_block& local : local_)
            set(local, {.kind = route_kind::local});
        find_neighbours();
        change_hops(); // last: packets may be on their way by this table already
        return std::move(made_);
    }

private:
    struct fixed_hop {
        std::uint16_t hop;
        mac_address destination;
        mac_address source;
    };

    [[nodiscard]] const port_info& port_at(port_id id, const std::string& where) const {
        const auto at = std::ranges::find(ports_, id, &port_info::id);
        if (at == ports_.end())
            refuse(where, "there is no port " + std::to_string(id), "name one of the run's ports");
        return *at;
    }

    void add_address(const interface_address& own) {
        const std::string where = "address " + to_string(own.address) + "/" + std::to_string(own.length);
        const address_block whole = block_of(own.address);
        if (own.length == 0 || own.length > length_of(whole))
            refuse(where, "no network has such a length", "give it 1 to " + std::to_string(length_of(whole)) + " bits");
        const port_info& port = port_at(own.port, where);
        if (std::ranges::count(own_, own.address, &own_address::address) != 0)
            refuse(where, "is there twice", "give each address to one port");
        const address_block network = masked(prefix_of(own.address, own.length));
        if (const auto [at, fresh] = networks_.emplace(network, own.port); !fresh && at->second != own.port)
            refuse(where, "its network is at another port too", "have each network at one port");
        own_.push_back({own.port, own.address, port.mac});
        local_.push_back(whole);
        if (const std::optional<ip_address> broadcast = broadcast_of(own))
            local_.push_back(block_of(*broadcast));
        remember_source(own.address);
    }

    void remember_source(const ip_address& address) {
        if (const auto* const v4 = std::get_if<ipv4_address>(&address))
            made_.errors.v4 = made_.errors.v4.value_or(*v4);
        else
            made_.errors.v6 = made_.errors.v6.value_or(std::get<ipv6_address>(address));
    }

    void add_routes() {
        routes_by_prefix all;
        for (const static_route& route : config_.routes) {
            if (const std::string fault = fault_of(route); !fault.empty())
                refuse("route " + text_of(route.destination), fault, "choose a gateway, a port or a kind");
            all[masked(route.destination)].push_back(&route);
        }
        for (const auto& [destination, routes] : all)
            set(destination, target_of(routes));
    }

    [[nodiscard]] route_target target_of(const std::vector<const static_route*>& routes) {
        const static_route& first = *routes.front();
        const std::string where = "route " + text_of(first.destination);
        const auto by_gateway = [](const static_route* route) { return route->via.has_value(); };
        if (routes.size() > 1 && !std::ranges::all_of(routes, by_gateway))
            refuse(where, "is there several times", "only routes by gateways can share a prefix");
        if (first.via)
            return gateways(routes, where);
        if (first.tunnel)
            return tunnel(*first.tunnel, where);
        if (first.port)
            return {.kind = route_kind::connected, .port = port_at(*first.port, where).id};
        return {.kind = first.kind};
    }

    [[nodiscard]] route_target tunnel(std::uint16_t number, const std::string& where) const {
        if (number == 0 || number > config_.tunnels.size())
            refuse(where, "there is no tunnel " + std::to_string(number), "number the tunnels from 1");
        return {.kind = route_kind::tunnel, .tunnel = number};
    }

    [[nodiscard]] route_target gateways(const std::vector<const static_route*>& routes, const std::string& where) {
        route_target target;
        for (const static_route* route : routes) {
            const port_id port = port_of(*route, where);
            const std::uint16_t hop = hop_of({port, *route->via}, where);
            kept_.push_back(hop);
            target.hops.push_back({hop, static_cast<std::uint16_t>(route->weight)});
        }
        return target;
    }

    [[nodiscard]] port_id port_of(const static_route& route, const std::string& where) const {
        if (std::ranges::count(own_, *route.via, &own_address::address) != 0)
            refuse(where, "its gateway " + to_string(*route.via) + " is ourselves", "name the next router");
        if (route.port)
            return port_at(*route.port, where).id;
        const std::pair<const address_block, port_id>* best = nullptr;
        for (const auto& network : networks_)
            if (contains(network.first, *route.via) &&
                (best == nullptr || length_of(best->first) < length_of(network.first)))
                best = &network;
        if (best == nullptr)
            refuse(where, "its gateway " + to_string(*route.via) + " is in no network of ours",
                   "give us an address in that network, or name the gateway's port");
        return best->second;
    }

    [[nodiscard]] std::uint16_t hop_of(const neighbour& who, const std::string& where) {
        const std::uint16_t hop = made_.hops->find_or_make(who);
        if (hop == hop_table::none)
            refuse(where, "there is no room for another neighbour", "raise the number of hops");
        return hop;
    }

    void find_neighbours() {
        for (const static_neighbour& n : config_.neighbours) {
            const std::string where = "neighbour " + to_string(n.address);
            const port_info& port = port_at(n.port, where);
            fixed_.push_back({hop_of({n.port, n.address}, where), n.mac, port.mac});
            kept_.push_back(fixed_.back().hop);
        }
    }

    void change_hops() {
        for (const std::uint16_t hop : kept_)
            made_.hops->keep(hop);
        for (const fixed_hop& f : fixed_)
            made_.hops->fix(f.hop, f.destination, f.source);
    }

    void set(const address_block& block, const route_target& target) {
        std::visit([&](const auto& prefix) { made_.routes->set(prefix, target); }, block);
    }

    const routing_config& config_;
    const std::vector<port_info>& ports_;
    routing made_;
    std::vector<own_address> own_;
    std::vector<address_block> local_;
    std::map<address_block, port_id> networks_;
    std::vector<std::uint16_t> kept_;
    std::vector<fixed_hop> fixed_;
};

} // namespace

std::string fault_of(const static_route& route) {
    constexpr std::uint32_t most = 0xFFFF;
    const bool to_others = route.kind == route_kind::gateways || route.kind == route_kind::connected;
    if (route.tunnel && (route.via || route.port || route.kind != route_kind::gateways))
        return "goes into a tunnel: it has no gateway, port or kind";
    if (route.kind == route_kind::gateways && !route.via && !route.port && !route.tunnel)
        return "says not where to";
    if (route.kind == route_kind::connected && (route.via || !route.port))
        return "is connected: it has a port, and no gateway";
    if (!to_others && (route.via || route.port))
        return "goes nowhere: it has no gateway and no port";
    if (route.weight == 0 || route.weight > most)
        return "has a weight that is not from 1 to " + std::to_string(most);
    return {};
}

address_block block_of(const ip_address& address) {
    return prefix_of(address,
                     static_cast<std::uint8_t>(std::visit([](const auto& a) { return sizeof(a) * 8; }, address)));
}

address_block everything_like(const ip_address& address) { return masked(prefix_of(address, 0)); }

routing make_routing(const routing_config& config, const std::vector<port_info>& ports,
                     std::shared_ptr<hop_table> hops) {
    return builder(config, ports, std::move(hops)).build();
}

} // namespace xdpk::stages
