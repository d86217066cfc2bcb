// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "routing.hpp"

#include <CLI/CLI.hpp>
#include <string>
#include <utility>
#include <vector>

namespace xdpk::stages {

/// `--address PORT=ADDRESS/LENGTH`, `--route PREFIX=GATEWAY` and `--gateway ADDRESS`, of programs that route.
class routing_options {
public:
    void add_to(CLI::App& app);

    /// With the ports that the run has. Throws usage_error if an address names none of them.
    [[nodiscard]] routing_config config(const std::vector<port_info>& ports) const;

private:
    void add_address(const std::string& text);
    void add_route(const std::string& text);
    void add_gateway(const std::string& text);

    std::vector<std::pair<std::string, interface_address>> addresses_; ///< with their ports as they were given
    std::vector<static_route> routes_;
};

} // namespace xdpk::stages
