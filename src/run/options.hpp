// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/io/fastpath_maps.hpp>
#include <xdpk/io/xdp_claims.hpp>
#include <xdpk/run/idle.hpp>
#include <xdpk/run/privileges.hpp>

#include <cstdint>
#include <memory>
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
    std::vector<std::string> claims{};     ///< of the ports that may have some and say none of their own; empty: all
    std::vector<std::vector<claim>> port_claims{}; ///< instead, one list for each port
    unsigned workers = 1;
    std::vector<unsigned> cores{};
    idle_mode mode = idle_mode::adaptive;
    std::uint32_t frames = 0; ///< per worker; 0: as many as the queues can keep busy
    double duration = 0;      ///< seconds; 0: until a signal
    bool json = false;
    bool quiet = false;
    std::string user{}; ///< to become, see find_user(); empty: none
    sandbox_mode sandbox = sandbox_mode::on;
    capability_set keep{};                     ///< besides what ports need
    std::shared_ptr<fastpath_maps> fastpath{}; ///< flows that the XDP programs handle; null: none
};

/// Adds those that tell what a program keeps of its privileges.
void add_privilege_options(CLI::App& app, std::string& user, sandbox_mode& sandbox);

/// Adds all to a command line.
void add_run_options(CLI::App& app, run_options& options);

} // namespace xdpk
