// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/run/application.hpp>

#include "options.hpp"
#include "run_session.hpp"

#include <xdpk/base/error.hpp>

#include <cstdio>
#include <fmt/format.h>

namespace xdpk {

namespace {

constexpr int exit_failed = 1;
constexpr int exit_usage = 2;

} // namespace

struct application::state {
    CLI::App app;
    run_options options{};
    explicit state(const std::string& name, const std::string& description) : app(description, name) {
        add_run_options(app, options);
    }
};

application::application(std::string name, std::string description)
    : state_(std::make_unique<state>(name, description)) {}

application::~application() = default;

CLI::App& application::options() noexcept { return state_->app; }

int application::execute(int argc, char** argv, const make_runner& make) {
    const std::string& name = state_->app.get_name();
    try {
        state_->app.parse(argc, argv);
    } catch (const CLI::ParseError& failure) {
        if (failure.get_exit_code() == 0)
            return state_->app.exit(failure);
        fmt::print(stderr, "{0}: {1}; {0} --help tells more\n", name, failure.what());
        return exit_usage;
    }
    const run_options& options = state_->options;
    log_as(name);
    try {
        return run_session(name, options, make);
    } catch (const usage_error& failure) {
        fmt::print(stderr, "{}: {}\n", name, failure.what());
        return exit_usage;
    } catch (const error& failure) {
        fmt::print(stderr, "{}: {}\n", name, failure.what());
        return exit_failed;
    }
}

} // namespace xdpk
