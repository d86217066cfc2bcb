// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/run/application.hpp>

#include "options.hpp"
#include "run_session.hpp"
#include "tended_run.hpp"

#include <xdpk/base/error.hpp>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <fmt/format.h>
#include <utility>

namespace xdpk {

namespace {

constexpr int exit_failed = 1;
constexpr int exit_usage = 2;

} // namespace

struct application::state {
    CLI::App app;
    run_options options{};
    std::function<std::shared_ptr<fastpath_maps>()> make_fastpath{};
    explicit state(const std::string& name, const std::string& description) : app(description, name) {
        add_run_options(app, options);
    }
};

application::application(std::string name, std::string description)
    : state_(std::make_unique<state>(name, description)) {}

application::~application() = default;

CLI::App& application::options() noexcept { return state_->app; }

void application::keep(capability_set more) { state_->options.keep |= more; }

void application::set_sandbox(sandbox_mode by_default) { state_->options.sandbox = by_default; }

void application::use_fastpath(std::function<std::shared_ptr<fastpath_maps>()> make) {
    state_->make_fastpath = std::move(make);
}

int application::execute(int argc, char** argv, const make_workers& make, const tend_workers& tend) {
    const std::string& name = state_->app.get_name();
    try {
        state_->app.parse(argc, argv);
    } catch (const CLI::ParseError& failure) {
        if (failure.get_exit_code() == 0)
            return state_->app.exit(failure);
        fmt::print(stderr, "{0}: {1}; {0} --help tells more\n", name, failure.what());
        return exit_usage;
    }
    run_options& options = state_->options;
    log_as(name);
    try {
        if (state_->make_fastpath)
            options.fastpath = state_->make_fastpath();
        tended_run tended(tend);
        return run_session(name, options, make, tend ? &tended : nullptr);
    } catch (const usage_error& failure) {
        fmt::print(stderr, "{}: {}\n", name, failure.what());
        return exit_usage;
    } catch (const error& failure) {
        fmt::print(stderr, "{}: {}\n", name, failure.what());
        return exit_failed;
    }
}

} // namespace xdpk
