// SPDX-License-Identifier: BSD-3-Clause
#include "routed_types.hpp"

#include "stages/file_tables.hpp"

#include <xdpk/stage/arp.hpp>
#include <xdpk/stage/decapsulator.hpp>
#include <xdpk/stage/encapsulator.hpp>
#include <xdpk/stage/kernel.hpp>
#include <xdpk/stage/l3_forward.hpp>
#include <xdpk/stage/mss_clamp.hpp>
#include <xdpk/stage/nd.hpp>
#include <xdpk/stage/resolve.hpp>
#include <xdpk/stage/vip_responder.hpp>

namespace xdpk::tool {

namespace {

using stages::live_routing;

/// A stage without keys: `make` gives it for a worker from the file's routing, and whether the kernel answers behind
/// taps.
template <class Make>
stage_type routed(const char* name, const char* help, Make make) {
    return {.name = name, .help = help, .read = [make](config_reader&, const stage_scope& scope) -> stage_maker {
                return [make, kept_tables = scope.tables](const stage_build& build) {
                    auto& tables = static_cast<stages::file_tables&>(*kept_tables);
                    return any_stage(make(tables.routes(build)));
                };
            }};
}

stage_maker read_resolve(config_reader& r, const stage_scope& scope) {
    const form::count_of<std::chrono::seconds, std::uint32_t> seconds{.least = 1};
    resolve_config config;
    r.get("fresh", config.fresh, seconds, "Neighbours that were not heard of for so long are asked for again");
    r.get("patience", config.patience, seconds, "and forgotten when they do not answer for so long");
    r.get("most", config.most, form::whole<std::uint32_t>{.least = 1, .most = burst::capacity}, "Requests in a burst");
    return [config, kept_tables = scope.tables](const stage_build& build) {
        const stages::routing& routes = static_cast<stages::file_tables&>(*kept_tables).routes(build).now();
        resolve_config own = config;
        own.own = routes.own;
        own.hops = routes.hops;
        return any_stage(resolve(own));
    };
}

const form::one_of<ether_type> ether_types{
    {{"ipv4", ether_type::ipv4}, {"arp", ether_type::arp}, {"ipv6", ether_type::ipv6}}};

stage_maker read_kernel(config_reader& r, const stage_scope& scope) {
    kernel_config config;
    bool own = false;
    r.get("types", config.types, ether_types, "Its packets are the kernel's");
    r.get("own", own, "So are those to our own addresses");
    r.get("rest", config.rest, "And all that no stage before has given a way out");
    config.taps = stages::tables_of(scope).taps();
    return [config, own, kept_tables = scope.tables](const stage_build& build) {
        kernel_config mine = config;
        if (own)
            mine.own = static_cast<stages::file_tables&>(*kept_tables).routes(build).now().own;
        return any_stage(kernel(mine));
    };
}

stage_maker read_encapsulator(config_reader& r, const stage_scope& scope) {
    std::uint16_t number = 1;
    const std::vector<stages::named_tunnel>& tunnels = stages::tables_of(scope).named_tunnels();
    if (!r.need("tunnel", number, stages::tunnel_names(tunnels), "The one that packets go into") || tunnels.empty())
        return {};
    return [config = tunnels[number - 1U].config](const stage_build&) { return any_stage(encapsulator(config)); };
}

stage_maker read_vip_responder(config_reader& r, const stage_scope& scope) {
    if (!stages::tables_of(scope).has_services() && !r.describing())
        r.problem("type", "vip_responder: there is no service in this file");
    return [kept_tables = scope.tables](const stage_build& build) {
        return any_stage(vip_responder(static_cast<stages::file_tables&>(*kept_tables).services(build).table()));
    };
}

} // namespace

std::vector<stage_type> routed_types() {
    return {routed("arp", "Answers ARP requests for our addresses, and learns neighbours",
                   [](const live_routing& r) {
                       return arp({.own = r.answered(), .hops = r.now().hops, .listen = !r.taps().empty()});
                   }),
            routed("decapsulator", "Takes packets out of the tunnels that end here",
                   [](const live_routing& r) { return decapsulator({.endpoints = r.now().tunnel_ends}); }),
            {.name = "encapsulator", .help = "Puts every IP packet into one tunnel", .read = read_encapsulator},
            {.name = "kernel",
             .help = "Hands packets over to the kernel's stack, and sends what that sends",
             .read = read_kernel},
            routed("l3_forward", "Routes packets one by one",
                   [](const live_routing& r) {
                       return l3_forward({.routes = r.now().routes,
                                          .hops = r.now().hops,
                                          .mtu = r.now().mtu,
                                          .macs = r.macs(),
                                          .own_addresses = r.now().errors});
                   }),
            routed("mss_clamp", "Lowers the segment size that TCP connections begin with to what the ports' MTU takes",
                   [](const live_routing& r) { return mss_clamp({.mtu = r.now().mtu}); }),
            routed("nd", "Answers neighbour solicitations for our addresses, and learns neighbours",
                   [](const live_routing& r) {
                       return nd({.own = r.answered(), .hops = r.now().hops, .listen = !r.taps().empty()});
                   }),
            {.name = "resolve",
             .help = "Asks for the Ethernet addresses of neighbours that packets wait for",
             .read = read_resolve},
            {.name = "vip_responder", .help = "Answers pings to the services' addresses", .read = read_vip_responder}};
}

} // namespace xdpk::tool
