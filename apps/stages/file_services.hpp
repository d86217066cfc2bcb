// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "balancing.hpp"
#include "external_routing.hpp"
#include "file_pushes.hpp"

#include <xdpk/run/kept_state.hpp>
#include <xdpk/run/live_stages.hpp>
#include <xdpk/run/runner.hpp>

#include <memory>
#include <string>
#include <vector>

namespace xdpk::stages {

/// The services of a run's file, and who balances them: one for all readings of the file, so that what is known of the
/// backends' health stays. Control thread.
class file_services {
public:
    /// Throws xdpk::error if there can be no such services.
    explicit file_services(service_list list);

    /// For stages that are built.
    [[nodiscard]] balancing& find(kept_state& kept);

    /// Has the stages that run use the services as they are now.
    void serve(live_stages& live, const std::vector<tunnel_header>& tunnels_before, file_pushes& pushes);
    /// Of those that run; null as long as no stage was built with them.
    [[nodiscard]] balancing* in_use() const noexcept { return balancing_.get(); }

private:
    service_list list_;
    std::shared_ptr<balancing> balancing_;
    bool told_ = false; ///< it has this list
};

/// VIPs, and full NAT's sources: who sends packets there that are not balanced is told that nobody is there.
[[nodiscard]] external_addresses external_of(const service_list& services);

/// The sums' names, by account.
[[nodiscard]] std::vector<std::string> backend_names(const load_balancer_table& table);

/// Of all ports that full NAT may take, a worker's own.
[[nodiscard]] port_range source_ports(const worker_context& worker);

} // namespace xdpk::stages
