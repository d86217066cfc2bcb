// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/stage.hpp>
#include <xdpk/core/worker_link.hpp>
#include <xdpk/net/mac_address.hpp>
#include <xdpk/run/worker.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace xdpk {

/// A port as a stage needs to know it.
struct port_info {
    port_id id = 0;
    std::string name{};   ///< in reports and configurations
    std::string device{}; ///< its network device; empty if it has none
    mac_address mac{};    ///< all zero if the port has none
    std::uint32_t mtu = 0;
};

/// For whom a pipeline is made.
struct worker_context {
    unsigned worker = 0; ///< from 0
    unsigned workers = 1;
    std::vector<port_info> ports{}; ///< in the order of the command line
    /// For stages that hand packets over. Workers poll their links if a stage asked for one before the run started.
    std::shared_ptr<worker_links> links{};
};

/// A worker's stages, whatever their types.
class runner {
public:
    runner() = default;
    runner(const runner&) = delete;
    runner& operator=(const runner&) = delete;
    virtual ~runner() = default;
    virtual void run(worker& w) noexcept = 0;
    /// A name may be there more than once: its values are to be added up.
    [[nodiscard]] virtual std::vector<stage_counter> counters() const = 0;
};

} // namespace xdpk
