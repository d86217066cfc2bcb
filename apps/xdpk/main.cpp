// SPDX-License-Identifier: BSD-3-Clause
#include "commands.hpp"

#include <xdpk/base/version.hpp>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>

namespace {

int run(int argc, char** argv) {
    CLI::App app("Runs XDP data planes, and looks after their hosts and interfaces.", "xdpk");
    int status = 0;
    app.set_version_flag("--version", std::string(xdpk::version()));
    app.require_subcommand(1);
    app.footer("`xdpk COMMAND --help` explains a command.");
    app.failure_message([](const CLI::App*, const CLI::Error& failure) {
        return std::string("xdpk: ") + failure.what() + "; see --help\n";
    });
    xdpk::tool::add_run(app, status);
    xdpk::tool::add_check(app, status);
    xdpk::tool::add_control(app, status);
    xdpk::tool::add_doctor(app, status);
    xdpk::tool::add_agent(app, status);
    xdpk::tool::add_gen(app, status);
    xdpk::tool::add_sink(app, status);
    xdpk::tool::add_prog(app, status);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& failure) {
        return app.exit(failure) == 0 ? 0 : xdpk::tool::exit_usage;
    }
    return status;
}

} // namespace

int main(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (const std::exception& failure) {
        std::fputs("xdpk: ", stderr);
        std::fputs(failure.what(), stderr);
        std::fputs("\n", stderr);
        return xdpk::tool::exit_failed;
    }
}
