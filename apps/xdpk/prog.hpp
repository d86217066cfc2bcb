// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/io/xdp_chain.hpp>

#include <CLI/App.hpp>
#include <cstdint>
#include <string>

namespace xdpk::tool {

/// The sub-commands of `xdpk prog`, as in commands.hpp.
void add_prog_list(CLI::App& prog, int& status);
void add_prog_unload(CLI::App& prog, int& status);
void add_prog_status(CLI::App& prog, int& status);
void add_prog_watch(CLI::App& prog, int& status);
void add_prog_apply(CLI::App& prog, int& status);

/// Tells people, or in JSON those who read standard output, why something was not done. Gives the exit status.
int tell(const chain_error& failure, bool json);

/// The program of a device that a word means: its id, label or name.
[[nodiscard]] chain_result<std::uint32_t> find_program(const xdp_chain& chain, const std::string& which);

} // namespace xdpk::tool
