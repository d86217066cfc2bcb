// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/run/privileges.hpp>

#include <CLI/App.hpp>
#include <string>

namespace xdpk::tool {

/// The options --user and --sandbox of a command that sets up once and gets nothing back that it loses.
struct privilege_choice {
    std::string user{}; ///< see find_user(); empty: no other
    sandbox_mode sandbox = sandbox_mode::on;
};

/// `choice` outlives the parsing.
void add_privilege_options(CLI::App& command, privilege_choice& choice);

/// Throws CLI::ValidationError if there is no such user.
[[nodiscard]] privilege_plan plan_of(const privilege_choice& choice);

} // namespace xdpk::tool
