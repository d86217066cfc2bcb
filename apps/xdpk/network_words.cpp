// SPDX-License-Identifier: BSD-3-Clause
#include "flow_words.hpp"

#include "stages/file_tables.hpp"

#include <fmt/format.h>
#include <optional>
#include <string>

namespace xdpk::tool {

namespace {

constexpr std::uint64_t shown_routes = 1000;

const stages::routing& routes_of(live_stages& live) {
    const stages::routing* const routes = stages::tables_of(live).routes_in_use();
    if (routes == nullptr)
        throw error({.where = "routing", .what = "no stage routes", .hint = "see router and l3_forward"});
    return *routes;
}

control_table show_neighbours(live_stages& live) {
    control_table table{.columns = {"port", "address", "mac"}, .rows = {}};
    const hop_table& hops = *routes_of(live).hops;
    for (std::size_t at = 1; at <= hops.capacity(); ++at) {
        const auto hop = static_cast<std::uint16_t>(at);
        const neighbour who = hops.of(hop);
        if (hops.find(who) == hop)
            table.rows.push_back(
                {std::uint64_t{who.port}, to_string(who.address),
                 hops[hop].port == unrouted ? std::string("not known") : to_string(hops[hop].destination)});
    }
    return table;
}

std::string text_of(const route_target& target, const hop_table& hops) {
    switch (target.kind) {
    case route_kind::connected:
        return fmt::format("port {}", target.port);
    case route_kind::tunnel:
        return fmt::format("tunnel {}", target.tunnel);
    case route_kind::local:
        return "local";
    case route_kind::blackhole:
        return "blackhole";
    case route_kind::unreachable:
        return "unreachable";
    case route_kind::gateways:
        break;
    }
    std::string text;
    for (const weighted_hop& h : target.hops) {
        text += fmt::format("{}via {} port {}", text.empty() ? "" : ", ", to_string(hops.of(h.hop).address),
                            hops.of(h.hop).port);
        if (target.hops.size() > 1)
            text += fmt::format(" weight {}", h.weight);
    }
    return text;
}

control_table show_routes(live_stages& live, std::uint64_t limit) {
    control_table table{.columns = {"destination", "to"}, .rows = {}};
    const stages::routing& routes = routes_of(live);
    for (const auto& [destination, target] : routes.routes->list()) {
        if (table.rows.size() == limit)
            break;
        table.rows.push_back({form::spelling<address_block>::to_text(destination), text_of(target, *routes.hops)});
    }
    return table;
}

/// What is at a name among a form's choices.
template <class T>
T named(const form::one_of<T>& names, const std::string& name, const char* what) {
    for (const auto& [known, value] : names.choices)
        if (known == name)
            return value;
    throw error({.where = what, .what = "there is no " + name, .hint = "it has to be " + names.wanted()});
}

/// A route as it is asked for: ports and tunnels are known only to the run.
struct wanted_route {
    stages::static_route route{};
    std::optional<std::string> port{};
    std::optional<std::string> tunnel{};
};

void set_route(live_stages& live, wanted_route wanted) {
    stages::file_tables& tables = stages::tables_of(live);
    if (wanted.port)
        wanted.route.port = named(tables.scope().port_names(), *wanted.port, "port");
    if (wanted.tunnel)
        wanted.route.tunnel = named(stages::tunnel_names(tables.named_tunnels()), *wanted.tunnel, "tunnel");
    (void)routes_of(live);
    tables.live_routes()->set(wanted.route);
    tables.serve(live);
}

control_word add_route() {
    return {.verb = "add",
            .what = "route",
            .help = "Adds or changes a route, until the file is read again",
            .read = [](config_reader& r) -> control_action {
                wanted_route wanted;
                std::optional<route_kind> kind;
                r.need("destination", wanted.route.destination, "Packets to these addresses");
                r.get("via", wanted.route.via, "Go to this gateway");
                r.get("port", wanted.port, "By this port; without a gateway, the destination itself is there");
                r.get("tunnel", wanted.tunnel, "Go into this tunnel");
                r.get("kind", kind, stages::route_kinds, "Go nowhere: dropped, refused, or for this host");
                wanted.route.kind = kind.value_or(route_kind::gateways);
                return [wanted](live_stages& live) {
                    set_route(live, wanted);
                    return show_routes(live, shown_routes);
                };
            }};
}

control_word del_route() {
    return {.verb = "del",
            .what = "route",
            .help = "Takes a route out, until the file is read again",
            .read = [](config_reader& r) -> control_action {
                address_block destination;
                r.need("destination", destination, "The route's");
                return [destination](live_stages& live) {
                    (void)routes_of(live);
                    stages::tables_of(live).live_routes()->erase(destination);
                    stages::tables_of(live).serve(live);
                    return show_routes(live, shown_routes);
                };
            }};
}

} // namespace

void add_network_words(control_words& words) {
    words.add({.verb = "show",
               .what = "neighbours",
               .help = "Neighbours and their Ethernet addresses",
               .read = [](config_reader&) { return show_neighbours; }});
    words.add({.verb = "show",
               .what = "routes",
               .help = "Routes, in the order of their addresses",
               .read = [](config_reader& r) -> control_action {
                   std::uint64_t limit = shown_routes;
                   r.get("limit", limit, form::quantity<std::uint64_t>{.least = 1}, "So many at most");
                   return [limit](live_stages& live) { return show_routes(live, limit); };
               }});
    words.add(add_route());
    words.add(del_route());
}

} // namespace xdpk::tool
