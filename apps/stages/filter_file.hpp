// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/run/config_reader.hpp>
#include <xdpk/stage/filter_policy.hpp>

#include <string>

namespace xdpk::stages {

/// Reads a filter's policy from a table of a configuration: rules, sets, endpoints with labels.
void read_filter(config_reader& table, filter_policy_config& policy);

/// The policy in a TOML file of its own. Throws config_error with all that is wrong, or xdpk::error.
[[nodiscard]] filter_policy_config read_filter_file(const std::string& path);

} // namespace xdpk::stages
