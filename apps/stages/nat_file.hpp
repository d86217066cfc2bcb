// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/run/config_reader.hpp>
#include <xdpk/stage/nat_config.hpp>

#include <string>

namespace xdpk::stages {

/// Reads pools, rules, static entries and forwards from a table of a configuration.
void read_nat(config_reader& table, nat_config& config);

/// The same in a TOML file of its own. Throws config_error with all that is wrong, or xdpk::error.
[[nodiscard]] nat_config read_nat_file(const std::string& path);

} // namespace xdpk::stages
