// SPDX-License-Identifier: BSD-3-Clause
#include "options.hpp"

#include <xdpk/stage/arp.hpp>
#include <xdpk/stage/l3_forward.hpp>
#include <xdpk/stage/nd.hpp>
#include <xdpk/stage/parse_headers.hpp>
#include <xdpk/stage/resolve.hpp>
#include <xdpk/xdpk.hpp>

int main(int argc, char** argv) {
    using namespace xdpk;
    application app("l3fwd", "Routes IPv4 and IPv6 between ports.");
    router_options options;
    options.add_to(app.options());
    parse_config parse;
    app.options().add_flag_callback(
        "--partial-checksums", [&parse] { parse.checksums.fill(checksum_policy::recompute); },
        "Compute checksums of what comes in: veth and virtio peers leave that to whoever sends");
    std::unique_ptr<stages::live_routing> way;
    const auto make = [&](const worker_context& w) {
        if (!way)
            way.reset(new stages::live_routing(options.make(w.ports)));
        const stages::routing& now = way->now();
        const bool kernel_answers = !way->taps().empty();
        return pipeline(parse_headers(parse), arp({.own = way->answered(), .hops = now.hops, .listen = kernel_answers}),
                        nd({.own = way->answered(), .hops = now.hops, .listen = kernel_answers}),
                        when(kernel_answers, kernel({.taps = way->taps(), .types = {ether_type::arp}})),
                        l3_forward({.routes = now.routes,
                                    .hops = now.hops,
                                    .mtu = now.mtu,
                                    .macs = way->macs(),
                                    .own_addresses = now.errors}),
                        resolve({.own = now.own, .hops = now.hops}),
                        when(kernel_answers, kernel({.taps = way->taps(), .rest = true})));
    };
    return app.run(argc, argv, make, [&way](auto& workers) {
        workers.wake_on({way->wait_fd()});
        const bool own_changed = way->update().own;
        workers.each([&](auto& stages, unsigned /*worker*/) {
            if (!own_changed)
                return;
            stages.template stage<1>().set_own(way->answered());
            stages.template stage<2>().set_own(way->answered());
            stages.template stage<4>().set_own(way->now().errors);
            stages.template stage<5>().set_own(way->now().own);
        });
        // Every worker was between two bursts since the update.
        way->reclaim();
    });
}
