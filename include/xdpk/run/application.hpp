// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/io/fastpath_maps.hpp>
#include <xdpk/run/live_workers.hpp>
#include <xdpk/run/privileges.hpp>
#include <xdpk/run/runner.hpp>

#include <CLI/App.hpp>
#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace xdpk {

/// `main` of a network function: command line, ports, workers, statistics, clean end.
///
/// Exit status: 0 done; 1 could not start, or frames were lost on the way; 2 bad command line.
class application {
public:
    application(std::string name, std::string description);
    application(const application&) = delete;
    application& operator=(const application&) = delete;
    ~application();

    /// The command line, to add options to. Ports and the options of every xdpk program are there already.
    [[nodiscard]] CLI::App& options() noexcept;

    /// When its ports are open, the program gives up what privileges it can; --sandbox and --user say how much. These
    /// are for programs whose stages need more: capabilities to keep, and what --sandbox is without being given.
    void keep(capability_set more);
    void set_sandbox(sandbox_mode by_default);

    /// Flows in the maps that `make` gives are handled by the ports' XDP programs. It is called when the command line
    /// was read, before the ports are opened; null: no flows. Its errors are the program's.
    void use_fastpath(std::function<std::shared_ptr<fastpath_maps>()> make);

    /// Runs until SIGINT, SIGTERM, --duration, or until no port can receive any more. `make` is called with a
    /// worker_context once per worker and returns that worker's stage. Errors go to standard error, in one line.
    template <class Factory>
    int run(int argc, char** argv, Factory make) {
        return execute(argc, argv, maker(make), nullptr);
    }

    /// The same, and the control thread calls `tend` with a workers_of<S>&, S being the type of the stages: as soon as
    /// the workers run, then at least once a second, at the end, and when there is something to read where
    /// workers_of::wake_on() says. SIGHUP no longer ends the program: workers_of::take_hangup() tells of it.
    ///
    /// An exception that `tend` throws is logged, once as long as it stays the same, and the run goes on: packets do
    /// not stop for it.
    template <class Factory, class Tend>
    int run(int argc, char** argv, Factory make, Tend tend) {
        return execute(argc, argv, maker(make), [&tend](live_workers& live) {
            workers_of<decltype(make(std::declval<const worker_context&>()))> workers(live);
            tend(workers);
        });
    }

private:
    using make_workers = std::function<std::unique_ptr<runner>(const worker_context&)>;
    using tend_workers = std::function<void(live_workers&)>;

    template <class Factory>
    static make_workers maker(Factory& make) {
        return [&make](const worker_context& context) -> std::unique_ptr<runner> {
            return std::make_unique<runner_of<decltype(make(context))>>(make(context));
        };
    }

    int execute(int argc, char** argv, const make_workers& make, const tend_workers& tend);

    struct state;
    std::unique_ptr<state> state_;
};

} // namespace xdpk
