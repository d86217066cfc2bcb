// SPDX-License-Identifier: BSD-3-Clause
#include "stages/nat_file.hpp"
#include "stages/nat_journal.hpp"
#include "stages/nat_routing.hpp"
#include "stages/pushing.hpp"
#include "stages/routing_options.hpp"
#include "stages/translating.hpp"

#include <xdpk/xdpk.hpp>

#include <memory>
#include <optional>
#include <string>

int main(int argc, char** argv) {
    using namespace xdpk;
    application app("natgw", "Routes between networks and translates addresses: many hosts inside share few outside.");
    std::string file;
    std::string log;
    flow_cache_config flows;
    parse_config parse;
    stages::routing_options addresses;
    app.options()
        .add_option("--rules", file, "What is translated to what, a TOML file; natgw.example.toml shows all of it")
        ->required()
        ->check(CLI::ExistingFile);
    addresses.add_to(app.options());
    app.options().add_option("--log", log, "File for a line of JSON about each mapping; SIGHUP: opened anew");
    app.options().add_option("--flows", flows.flows, "Room for so many flows, and mappings")->capture_default_str();
    app.options().add_flag_callback(
        "--partial-checksums", [&parse] { parse.checksums.fill(checksum_policy::recompute); },
        "Compute checksums of what comes in: veth and virtio peers leave that to whoever sends");
    stages::push_option push;
    push.add_to(app, parse, {.tunnels = 0});
    std::optional<stages::nat_journal> journal;
    std::shared_ptr<const nat_rules> rules;
    stages::external_routing at;
    const auto make = [&](const worker_context& w) {
        if (rules == nullptr) {
            const nat_config config = stages::read_nat_file(file);
            rules = std::make_shared<const nat_rules>(config);
            at = stages::make_external_routing(addresses.config(w.ports), stages::external_of(config), w.ports);
            push.use_hops(at.way.hops);
            journal.emplace(log);
        }
        flows.push = push.add_worker();
        return stages::translating(w, parse, flows, at, rules, journal->add_worker());
    };
    return app.run(argc, argv, make, [&](auto& workers) {
        push.serve(
            workers, [](auto& all) -> auto& { return all.template stage<4>().engine(); });
        if (workers.take_hangup())
            journal->reopen();
        journal->drain();
    });
}
