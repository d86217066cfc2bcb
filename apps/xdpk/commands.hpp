// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <CLI/App.hpp>

namespace xdpk::tool {

// Exit statuses: what was asked for could not be done, or could not be understood.
constexpr int exit_failed = 1;
constexpr int exit_usage = 2;

/// Each adds a sub-command to the command line. When it is the one chosen, it runs at the end of parsing and leaves the
/// program's exit status in `status`; it may throw xdpk::error, which ends the program with status 1. `status` outlives
/// the parsing.
void add_agent(CLI::App& app, int& status);
void add_check(CLI::App& app, int& status);
/// show, set, add, del and reload.
void add_control(CLI::App& app, int& status);
void add_doctor(CLI::App& app, int& status);
void add_gen(CLI::App& app, int& status);
void add_prog(CLI::App& app, int& status);
void add_run(CLI::App& app, int& status);
void add_sink(CLI::App& app, int& status);

} // namespace xdpk::tool
