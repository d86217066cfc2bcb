// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "service_list.hpp"

#include <xdpk/run/config_reader.hpp>

#include <string>

namespace xdpk::stages {

/// Reads a load balancer's services: the tables `service`, with their backends and checks, and `seed`.
void read_services(config_reader& top, service_list& list);

/// The services in a TOML file of their own. Throws config_error with all that is wrong, or xdpk::error.
[[nodiscard]] service_list read_service_file(const std::string& path);

} // namespace xdpk::stages
