// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/run/idle.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace CLI { // NOLINT(readability-identifier-naming): the library's
class App;
} // namespace CLI

namespace xdpk {

/// The options that every network function has.
struct run_options {
    std::vector<std::string> ports{};
    std::vector<std::string> port_names{}; ///< by which reports and stages call them; empty: their devices' names
    unsigned workers = 1;
    std::vector<unsigned> cores{};
    idle_mode mode = idle_mode::adaptive;
    std::uint32_t frames = 0; ///< per worker; 0: as many as the queues can keep busy
    double duration = 0;      ///< seconds; 0: until a signal
    bool json = false;
    bool quiet = false;
};

/// Adds them to a command line.
void add_run_options(CLI::App& app, run_options& options);

} // namespace xdpk
