// SPDX-License-Identifier: BSD-3-Clause
#include "deliver.hpp"
#include "options.hpp"
#include "stages/balanced_flows.hpp"
#include "stages/external_routing.hpp"
#include "stages/file_services.hpp"
#include "stages/pushing.hpp"
#include "stages/service_file.hpp"

#include <xdpk/stage/arp.hpp>
#include <xdpk/stage/hand_over.hpp>
#include <xdpk/stage/nd.hpp>
#include <xdpk/stage/owner_rules.hpp>
#include <xdpk/stage/resolve.hpp>
#include <xdpk/stage/vip_responder.hpp>
#include <xdpk/xdpk.hpp>

#include <optional>
#include <vector>

int main(int argc, char** argv) {
    using namespace xdpk;
    application app("loadbalancer", "Spreads the flows to virtual addresses over the backends that serve them.");
    balancer_options options;
    options.add_to(app.options());
    stages::push_option push;
    push.add_to(app, options.parse);
    std::optional<stages::balancing> services;
    stages::external_routing routes;
    const auto prepare = [&](const std::vector<port_info>& ports) {
        services.emplace(stages::read_service_file(options.services));
        routes = stages::make_external_routing(options.addresses.config(ports),
                                               stages::external_of(services->services()), ports);
        options.flows.hops = routes.way.hops;
        push.use_hops(routes.way.hops);
        options.flows.own_addresses = routes.way.errors;
    };
    const auto make = [&](const worker_context& w) {
        if (!services)
            prepare(w.ports);
        options.flows.push = push.add_worker();
        const auto& [way, answered] = routes;
        const auto& table = services->table();
        return pipeline(parse_headers(options.parse), hand_over(w.links, w.worker, owner_by_service(table, w.workers)),
                        vip_responder(table), arp({.own = answered, .hops = way.hops}),
                        nd({.own = answered, .hops = way.hops}),
                        stages::balanced_flows(table, options.flows, load_balancer(table, stages::source_ports(w)),
                                               router({.routes = way.routes, .hops = way.hops})),
                        resolve({.own = way.own, .hops = way.hops}));
    };
    return app.run(argc, argv, make, [&](auto& workers) {
        push.serve(workers, find_engine(), services->wait_fd());
        if (workers.take_hangup())
            options.reload(*services);
        if (services->changed())
            push.change(workers, find_engine(), [&] { deliver(workers, *services); });
    });
}
