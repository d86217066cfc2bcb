// SPDX-License-Identifier: BSD-3-Clause
#include "commands.hpp"

#include "run/agent_server.hpp"
#include "run/control_events.hpp"
#include "run/run_session.hpp"

#include <fmt/format.h>
#include <memory>
#include <spdlog/spdlog.h>
#include <string>
#include <sys/resource.h>

namespace xdpk::tool {

namespace {

constexpr const char* agent_footer =
    R"(Keeps the redirect program on devices and hands their XSKMAPs out, over one Unix socket for
each, to processes that may not load programs themselves: xdpk's programs (xskmap=uds:PATH),
DPDK's driver (use_cni=1,dp_path=PATH), CNDP (uds_path). The protocol is that of the Kubernetes
AF_XDP device plugin, with extensions for clients without any capability; docs/agent.md tells
of them. deploy/agent.example.toml documents the file.

SIGHUP has it read the file again, wholly or, with a message, not at all; clients keep what they have.
At its end programs and pins stay, and clients go on receiving; the next start takes them over.
With `keep = false` in the file they go. --remove takes off what an agent left, in its absence.

Exit status: 0 done; 1 could not start; 2 the file is wrong.)";

struct agent_flags {
    std::string path;
    bool check = false;
    bool remove = false;
};

// Each client takes two descriptors, and gives one more for a moment.
void raise_descriptor_limit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        ::setrlimit(RLIMIT_NOFILE, &limit);
    }
}

void try_to_remove(const agent_config& config) noexcept {
    try {
        remove_agent(config);
    } catch (const std::exception& failure) {
        spdlog::error("{}", failure.what());
    }
}

// A start that fails half-way leaves what a dead agent leaves.
std::unique_ptr<agent_server> start(const agent_config& config) {
    try {
        return std::make_unique<agent_server>(config);
    } catch (const error&) {
        if (!config.keep)
            try_to_remove(config);
        throw;
    }
}

void reload(agent_server& server, const std::string& path) noexcept {
    try {
        server.reload(load_agent_config(path));
        spdlog::info("{}: read again", path);
    } catch (const std::exception& failure) {
        spdlog::error("{}: not taken up, all stays as it was: {}", path, failure.what());
    }
}

void serve(const agent_config& config, const std::string& path) {
    control_events events(true);
    raise_descriptor_limit();
    const auto server = start(config);
    while (!events.wait(server->tend(), {server->wait_fd()})) {
        server->serve();
        if (events.hung_up())
            reload(*server, path);
    }
    if (server->config().keep)
        spdlog::info("ended; programs and pins stay, `xdpk agent --remove` takes them off");
    else
        server->remove();
}

int run_agent(const agent_flags& flags) {
    const agent_config config = load_agent_config(flags.path);
    if (flags.check) {
        fmt::print("{}: ok\n", flags.path);
        return 0;
    }
    log_as("xdpk agent");
    if (flags.remove)
        remove_agent(config);
    else
        serve(config, flags.path);
    return 0;
}

int guarded(const agent_flags& flags) {
    try {
        return run_agent(flags);
    } catch (const config_error& failure) {
        fmt::print(stderr, "{}\n", failure.what());
        return exit_usage;
    }
}

} // namespace

void add_agent(CLI::App& app, int& status) {
    const auto flags = std::make_shared<agent_flags>();
    CLI::App* command =
        app.add_subcommand("agent", "Hands the XSKMAPs of this host's devices to processes without privileges");
    command->add_option("FILE", flags->path, "Configuration, in TOML")->required();
    CLI::Option* check = command->add_flag("--check", flags->check, "Tell what is wrong with the file, and end");
    command->add_flag("--remove", flags->remove, "Take off all that an agent with this file left, and end")
        ->excludes(check);
    command->footer(agent_footer);
    command->callback([flags, &status] { status = guarded(*flags); });
}

} // namespace xdpk::tool
