// SPDX-License-Identifier: BSD-3-Clause
#include "commands.hpp"
#include "stage_list.hpp"

#include "run/configured_run.hpp"

#include <xdpk/run/validators.hpp>

#include <fmt/format.h>
#include <memory>
#include <string>

namespace xdpk::tool {

namespace {

constexpr const char* run_footer =
    R"(The file says which ports, workers and stages there are; xdpk.example.toml documents all of it.
SIGHUP or `xdpk reload` read it again: all of the new stages take over between two bursts, or
none if anything is wrong. Ports and workers need a restart.

Exit status: 0 done; 1 could not start or a frame got lost; 2 the file is wrong.)";

constexpr const char* check_footer = R"(Tells all that is wrong, as FILE:LINE:COLUMN: text. Opens no port.

Exit status: 0 the file is right; 1 it cannot be read; 2 it is wrong.)";

struct run_flags {
    std::string path;
    double duration = 0;
    bool json = false;
    bool quiet = false;
    std::string user;
    sandbox_mode sandbox = sandbox_mode::on;
    bool sandbox_given = false;
};

int run_file(const run_flags& flags) {
    const stage_types types = all_stages();
    configured_run run(flags.path, types);
    run_options options = run.options();
    options.duration = flags.duration;
    options.json = flags.json;
    options.quiet = flags.quiet;
    if (!flags.user.empty())
        options.user = flags.user;
    if (flags.sandbox_given)
        options.sandbox = flags.sandbox;
    options.fastpath = run.fastpath();
    log_as("xdpk");
    return run_session(
        "xdpk", options, [&run](const worker_context& context) { return run.make(context); }, &run);
}

int check_file(const std::string& path) {
    (void)load_run_config(path, all_stages());
    fmt::print("{}: ok\n", path);
    return 0;
}

/// What is wrong with a file stands on its own, in the form that editors and compilers use.
template <class Work>
int guarded(Work work) {
    try {
        return work();
    } catch (const config_error& failure) {
        fmt::print(stderr, "{}\n", failure.what());
    } catch (const usage_error& failure) {
        fmt::print(stderr, "xdpk: {}\n", failure.what());
    }
    return exit_usage;
}

} // namespace

void add_run(CLI::App& app, int& status) {
    const auto flags = std::make_shared<run_flags>();
    CLI::App* command = app.add_subcommand("run", "Runs the ports and stages of a configuration file");
    command->add_option("FILE", flags->path, "Configuration, in TOML")->required();
    command->add_option("--duration", flags->duration, "Seconds to run (default: until SIGINT or SIGTERM)")
        ->check(above_zero());
    command->add_flag("--json", flags->json, "Print the final report as one JSON object on standard output");
    command->add_flag("-q,--quiet", flags->quiet, "No statistics each second");
    add_privilege_options(*command, flags->user, flags->sandbox);
    command->footer(run_footer);
    command->callback([flags, command, &status] {
        flags->sandbox_given = command->count("--sandbox") != 0;
        status = guarded([&] { return run_file(*flags); });
    });
}

void add_check(CLI::App& app, int& status) {
    const auto path = std::make_shared<std::string>();
    CLI::App* command = app.add_subcommand("check", "Tells what is wrong with a configuration file");
    command->add_option("FILE", *path, "Configuration, in TOML")->required();
    command->footer(check_footer);
    command->callback([path, &status] { status = guarded([&] { return check_file(*path); }); });
}

} // namespace xdpk::tool
