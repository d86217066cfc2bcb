// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "stages/balancing.hpp"
#include "stages/routing_options.hpp"

#include <xdpk/stage/flow_engine.hpp>
#include <xdpk/stage/parse_headers.hpp>

#include <CLI/CLI.hpp>
#include <string>

/// The load balancer's command line, besides what every xdpk program has.
struct balancer_options {
    std::string services{}; ///< file
    xdpk::flow_cache_config flows{};
    xdpk::parse_config parse{};
    xdpk::stages::routing_options addresses{};

    /// Has to outlive the parsing.
    void add_to(CLI::App& app);

    /// Reads the services' file again. Throws config_error or xdpk::error, and changes nothing, if it is wrong or if
    /// its addresses are not the ones that the program answers for.
    void reload(xdpk::stages::balancing& running) const;
};
