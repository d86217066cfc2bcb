// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "stages/live_routing.hpp"
#include "stages/routing_options.hpp"

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace xdpk {

/// What the command line says about routes.
class router_options {
public:
    void add_to(CLI::App& app);

    /// With the ports that the run has. Throws xdpk::error.
    [[nodiscard]] stages::live_routing make(const std::vector<port_info>& ports) const;

private:
    [[nodiscard]] stages::routing_config config(const std::vector<port_info>& ports) const;

    stages::routing_options routing_;
    std::string file_;
    bool follow_kernel_ = false;
    std::vector<std::string> taps_; ///< PORT=TAP
};

} // namespace xdpk
