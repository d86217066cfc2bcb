// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <CLI/CLI.hpp>

namespace xdpk::tool {

/// Each adds a sub-command to the command line. When it is the one chosen, it runs at the end of parsing and leaves the
/// program's exit status in `status`; it may throw xdpk::error, which ends the program with status 1. `status` outlives
/// the parsing.
void add_check(CLI::App& app, int& status);
/// show, set, add, del and reload.
void add_control(CLI::App& app, int& status);
void add_doctor(CLI::App& app, int& status);
void add_gen(CLI::App& app, int& status);
void add_run(CLI::App& app, int& status);
void add_sink(CLI::App& app, int& status);

} // namespace xdpk::tool
