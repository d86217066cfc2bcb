// SPDX-License-Identifier: BSD-3-Clause
#include "options.hpp"

#include "stages/file_services.hpp"
#include "stages/service_file.hpp"

#include <xdpk/base/error.hpp>

#include <spdlog/spdlog.h>
#include <utility>

using namespace xdpk;

void balancer_options::add_to(CLI::App& app) {
    app.add_option("--services", services,
                   "Who serves what, a TOML file; loadbalancer.example.toml shows all of it. SIGHUP: read it again")
        ->required()
        ->check(CLI::ExistingFile);
    addresses.add_to(app);
    app.add_option("--flows", flows.flows, "Room for so many flows per worker")->capture_default_str();
    app.add_option("--flow-guard", flows.new_flows_per_second,
                   "Keep so many new flows a second per worker; those past it are served without, if they can be")
        ->check(CLI::PositiveNumber);
    app.add_flag_callback(
        "--partial-checksums", [this] { parse.checksums.fill(checksum_policy::recompute); },
        "Compute checksums of what comes in: veth and virtio peers leave that to whoever sends");
}

void balancer_options::reload(stages::balancing& running) const {
    stages::service_list next = stages::read_service_file(services);
    if (stages::external_of(next) != stages::external_of(running.services()))
        throw error({.where = services,
                     .what = "VIPs and source addresses cannot change while the program runs",
                     .hint = "restart it for that; nothing was changed"});
    running.replace(std::move(next));
    spdlog::info("{}: reloaded", services);
}
