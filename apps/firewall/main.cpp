// SPDX-License-Identifier: BSD-3-Clause
#include "stages/filter_file.hpp"
#include "stages/filtering.hpp"

#include <xdpk/xdpk.hpp>

int main(int argc, char** argv) {
    using namespace xdpk;
    application app("firewall", "Forwards between ports in pairs the flows that a policy permits.");
    std::string file;
    flow_cache_config flows;
    parse_config parse;
    app.options()
        .add_option("--policy", file, "Its rules, a TOML file; firewall.example.toml shows what it may say")
        ->required()
        ->check(CLI::ExistingFile);
    app.options().add_option("--flows", flows.flows, "Room for so many flows per worker")->capture_default_str();
    app.options().add_flag_callback(
        "--partial-checksums", [&parse] { parse.checksums.fill(checksum_policy::recompute); },
        "Compute checksums of what comes in: veth and virtio peers leave that to whoever sends");
    std::shared_ptr<const filter_policy> policy;
    return app.run(argc, argv, [&](const worker_context& w) {
        if (policy == nullptr)
            policy = std::make_shared<filter_policy>(stages::read_filter_file(file));
        return pipeline(cross_connect(w.ports.size()), stages::filtering(policy, parse, flows, w.workers));
    });
}
