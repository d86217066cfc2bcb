// SPDX-License-Identifier: BSD-3-Clause
#include "run_session.hpp"

#include "control_events.hpp"
#include "report.hpp"

#include <xdpk/run/privileges.hpp>

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

double seconds_since(clock::time_point start) { return std::chrono::duration<double>(clock::now() - start).count(); }

// Sleeps in steps of a second, shorter before the end of the wished duration.
std::chrono::milliseconds next_pause(const run_options& options, double elapsed) {
    if (options.duration == 0)
        return 1000ms;
    const double left = std::max(options.duration - elapsed, 0.0);
    return std::min(1000ms, std::chrono::milliseconds(static_cast<long>(left * 1000) + 1));
}

void attend(run_service& service, control_events& events) {
    if (events.hung_up())
        service.hung_up();
    service.serve();
}

void supervise(session& s, control_events& events, const run_options& options, run_service* service) {
    const auto start = clock::now();
    const bool live = !options.quiet && ::isatty(STDERR_FILENO) == 1;
    live_line line;
    double next_line = 1;
    if (service != nullptr)
        attend(*service, events);
    while (!s.ended()) {
        if (events.wait(next_pause(options, seconds_since(start)),
                        service != nullptr ? service->wait_fds() : std::vector<int>{}))
            return;
        if (service != nullptr)
            attend(*service, events);
        s.look_after_ports();
        s.look_after_workers();
        const double elapsed = seconds_since(start);
        if (live && elapsed >= next_line) {
            fmt::print(stderr, "{}\n", line.next(s, elapsed));
            next_line = elapsed + 0.9;
        }
        if (options.duration != 0 && elapsed >= options.duration)
            return;
    }
}

privileged_uses uses_of(const std::vector<std::unique_ptr<port>>& ports) {
    privileged_uses uses;
    for (const auto& p : ports) {
        const std::string attachment = p->status().attachment;
        uses.sockets = uses.sockets || p->facts().kind == "xsk";
        uses.programs = uses.programs || attachment == "link" || attachment == "dispatcher";
        uses.dispatcher = uses.dispatcher || attachment == "dispatcher";
        uses.taps = uses.taps || p->facts().kind == "tap";
    }
    return uses;
}

} // namespace

void log_as(const std::string& program) {
    spdlog::set_default_logger(spdlog::stderr_color_mt(program));
    spdlog::set_pattern("%n: %^%l%$: %v");
}

int run_session(const std::string& program, const run_options& options, const make_runner& make, run_service* service) {
    control_events events(service != nullptr);
    privilege_plan plan{.mode = options.sandbox, .keep = options.keep};
    if (!options.user.empty())
        plan.user = find_user(options.user);
    session s(options, make, [&plan](const auto& ports) {
        privileged_uses uses = uses_of(ports);
        uses.user = plan.user.has_value();
        plan.keep |= needed_capabilities(uses, plan.mode);
        give_up_privileges(plan);
    });
    const auto start = clock::now();
    if (service != nullptr)
        service->start(s);
    s.start();
    supervise(s, events, options, service);
    if (service != nullptr)
        service->stop();
    s.stop();
    const double seconds = seconds_since(start);
    if (options.json)
        std::cout << final_report(s, program, seconds).dump(2) << std::endl;
    else
        std::cout << final_text(s, seconds) << std::flush;
    if (all_frames_back(s))
        return 0;
    fmt::print(stderr, "{}: frames got lost; please report this with the output of --json\n", program);
    return exit_failed;
}

} // namespace xdpk
