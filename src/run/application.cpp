// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/run/application.hpp>

#include "control_events.hpp"
#include "options.hpp"
#include "report.hpp"
#include "session.hpp"

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fmt/format.h>
#include <iostream>
#include <nlohmann/json.hpp>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

namespace xdpk {

namespace {

using clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr int exit_failed = 1;
constexpr int exit_usage = 2;

double seconds_since(clock::time_point start) { return std::chrono::duration<double>(clock::now() - start).count(); }

// Sleeps in steps of a second, shorter before the end of the wished duration.
std::chrono::milliseconds next_pause(const run_options& options, double elapsed) {
    if (options.duration == 0)
        return 1000ms;
    const double left = std::max(options.duration - elapsed, 0.0);
    return std::min(1000ms, std::chrono::milliseconds(static_cast<long>(left * 1000) + 1));
}

void supervise(session& s, control_events& events, const run_options& options, clock::time_point start) {
    const bool live = !options.quiet && ::isatty(STDERR_FILENO) == 1;
    live_line line;
    double next_line = 1;
    while (!s.ended()) {
        if (events.wait(next_pause(options, seconds_since(start))))
            return;
        s.look_after_ports();
        const double elapsed = seconds_since(start);
        if (live && elapsed >= next_line) {
            fmt::print(stderr, "{}\n", line.next(s, elapsed));
            next_line = elapsed + 0.9;
        }
        if (options.duration != 0 && elapsed >= options.duration)
            return;
    }
}

int run_session(const std::string& name, const run_options& options, const make_runner& make) {
    control_events events;
    session s(options, make);
    const auto start = clock::now();
    s.start();
    supervise(s, events, options, start);
    s.stop();
    const double seconds = seconds_since(start);
    if (options.json)
        std::cout << final_report(s, name, seconds).dump(2) << std::endl;
    else
        std::cout << final_text(s, seconds) << std::flush;
    if (all_frames_back(s))
        return 0;
    fmt::print(stderr, "{}: frames got lost; please report this with the output of --json\n", name);
    return exit_failed;
}

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
    spdlog::set_default_logger(spdlog::stderr_color_mt(name));
    spdlog::set_pattern("%n: %^%l%$: %v");
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
