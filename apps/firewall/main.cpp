// SPDX-License-Identifier: BSD-3-Clause
#include "stages/filter_file.hpp"
#include "stages/filter_journal.hpp"
#include "stages/filtering.hpp"
#include "stages/pushing.hpp"

#include <xdpk/xdpk.hpp>

#include <memory>
#include <optional>
#include <string>

int main(int argc, char** argv) {
    using namespace xdpk;
    application app("firewall", "Forwards between ports in pairs the flows that a policy permits.");
    std::string file;
    std::string log;
    flow_cache_config flows;
    parse_config parse;
    app.options()
        .add_option("--policy", file, "Its rules, a TOML file; firewall.example.toml shows what it may say")
        ->required()
        ->check(CLI::ExistingFile);
    app.options().add_option("--log", log,
                             "File for what rules log, a line of JSON for each flow; SIGHUP: opened anew");
    app.options().add_option("--flows", flows.flows, "Room for so many flows per worker")->capture_default_str();
    app.options().add_flag_callback(
        "--partial-checksums", [&parse] { parse.checksums.fill(checksum_policy::recompute); },
        "Compute checksums of what comes in: veth and virtio peers leave that to whoever sends");
    stages::push_option push;
    push.add_to(app, parse, {.tunnels = 0, .denies = deny_room{}});
    std::shared_ptr<const filter_policy> policy;
    std::optional<stages::filter_journal> journal;
    const auto make = [&](const worker_context& w) {
        if (policy == nullptr) {
            policy = std::make_shared<filter_policy>(stages::read_filter_file(file));
            journal.emplace(log, policy);
            push.use_policy(policy);
        }
        flows.push = push.add_worker();
        return pipeline(cross_connect(w.ports.size()),
                        stages::filtering(policy, parse, flows, w, journal->add_worker()));
    };
    return app.run(argc, argv, make, [&](auto& workers) {
        push.serve(
            workers, [](auto& all) -> auto& { return all.template stage<1>().cache().engine(); });
        if (workers.take_hangup())
            journal->reopen();
        journal->drain();
    });
}
