// SPDX-License-Identifier: BSD-3-Clause
#include "address_forms.hpp"
#include "routing.hpp"

namespace xdpk::stages {

const form::one_of<route_kind> route_kinds{
    {{"blackhole", route_kind::blackhole}, {"unreachable", route_kind::unreachable}, {"local", route_kind::local}}};

namespace {

void read_address(config_reader& table, const stage_scope& scope, interface_address& own) {
    address_block given;
    table.need("port", own.port, scope.port_names(), "The port that it is an address of");
    table.need("address", given, interface_form(), "With the length of its network, which the port leads to");
    std::visit(
        [&own](const auto& prefix) {
            own.address = prefix.address;
            own.length = prefix.length;
        },
        given);
}

void read_route(config_reader& table, const stage_scope& scope, const std::vector<named_tunnel>& tunnels,
                static_route& route) {
    constexpr std::uint32_t most = 0xFFFF;
    std::optional<route_kind> kind;
    const bool known = table.need("destination", route.destination, "Packets to these addresses");
    table.get("via", route.via, "Go to this gateway");
    table.get("port", route.port, scope.port_names(),
              "The gateway's; without a gateway, the destination itself is there");
    table.get("tunnel", route.tunnel, tunnel_names(tunnels), "Go into this tunnel");
    table.get("weight", route.weight, form::whole<std::uint32_t>{.least = 1, .most = most},
              "The gateway's share, if there are several for a destination");
    table.get("kind", kind, route_kinds, "Go nowhere: dropped, refused, or for this host");
    route.kind = kind.value_or(route_kind::gateways);
    if (const std::string fault = fault_of(route); known && !fault.empty())
        table.problem("destination", "destination: the route " + fault);
}

void read_neighbour(config_reader& table, const stage_scope& scope, static_neighbour& n) {
    table.need("port", n.port, scope.port_names(), "The port that leads to it");
    table.need("address", n.address, "Its IP address");
    table.need("mac", n.mac, "Its Ethernet address");
}

} // namespace

void read_routing(config_reader& top, const stage_scope& scope, routing_config& config) {
    top.tables("address", "Addresses of ours",
               [&](config_reader& table) { read_address(table, scope, config.addresses.emplace_back()); });
    read_tunnels(top, config.tunnels);
    top.tables("route", "Routes besides those to our addresses' networks; several for one destination share its flows",
               [&](config_reader& table) { read_route(table, scope, config.tunnels, config.routes.emplace_back()); });
    top.tables("neighbour", "Neighbours whose Ethernet addresses are known",
               [&](config_reader& table) { read_neighbour(table, scope, config.neighbours.emplace_back()); });
}

} // namespace xdpk::stages
