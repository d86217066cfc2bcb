// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "options.hpp"

#include <xdpk/run/stage_types.hpp>

#include <memory>
#include <string>
#include <vector>

namespace xdpk {

struct configured_port {
    std::string name{}; ///< by which stages know it
    std::string spec{}; ///< see port_spec
    std::vector<claim> claims{};
};

struct configured_stage {
    std::string label{}; ///< its counters' name; empty: the stage's own
    stage_maker make;
};

/// What a configuration file says.
struct run_config {
    run_options options{};
    std::vector<configured_port> ports{};
    std::string control{}; ///< path of the control socket; empty: none
    std::shared_ptr<shared_tables> tables{};
    std::vector<configured_stage> pipeline{};
};

/// Reads all keys of a configuration.
void read_run_config(config_reader& reader, const stage_types& types, run_config& config);

/// Reads a file. Throws config_error with all that is wrong, or xdpk::error if it cannot be read.
[[nodiscard]] run_config load_run_config(const std::string& path, const stage_types& types);

/// A worker's stages. Throws xdpk::error.
[[nodiscard]] std::vector<any_stage> build_stages(const run_config& config, const stage_build& build);

/// What differs between two configurations and cannot be changed while the program runs: "[run] workers", … Empty if
/// nothing does.
[[nodiscard]] std::vector<std::string> fixed_differences(const run_config& now, const run_config& next);

} // namespace xdpk
