// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/run/runner.hpp>

#include <CLI/CLI.hpp>
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

    /// Runs until SIGINT, SIGTERM, --duration, or until no port can receive any more. `make` is called with a
    /// worker_context once per worker and returns that worker's stage. Errors go to standard error, in one line.
    template <class Factory>
    int run(int argc, char** argv, Factory make) {
        return execute(argc, argv, [&make](const worker_context& context) -> std::unique_ptr<runner> {
            return std::make_unique<runner_of<decltype(make(context))>>(make(context));
        });
    }

private:
    template <stage S>
    class runner_of final : public runner {
    public:
        explicit runner_of(S&& stages) : stages_(std::move(stages)) {}
        void run(worker& w) noexcept override { w.run(stages_); }
        [[nodiscard]] std::vector<stage_counter> counters() const override {
            std::vector<stage_counter> list;
            list_counters(stages_, list);
            return list;
        }

    private:
        S stages_;
    };

    int execute(int argc, char** argv, const std::function<std::unique_ptr<runner>(const worker_context&)>& make);

    struct state;
    std::unique_ptr<state> state_;
};

} // namespace xdpk
