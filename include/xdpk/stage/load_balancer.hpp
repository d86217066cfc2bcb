// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/stage.hpp>
#include <xdpk/stage/flow_stage.hpp>
#include <xdpk/stage/load_balancer_table.hpp>

#include <memory>
#include <vector>

namespace xdpk {

namespace detail {
struct service;
struct service_backend;
} // namespace detail

/// load_balancer: a flow stage that gives flows to VIPs to the services' backends, by consistent hashing (Maglev).
///
/// Whether a flow is to a VIP is seen from the destination that the stages before left it; the hash is from the key as
/// it came in. account[1] is set to the backend's number. By mode: `dnat` and `full_nat` rewrite, and need the flow to
/// be kept; `l2_direct_return` sets route_to; `tunnel` sets tunnel and route_to. full_nat takes source address and port
/// from the service's sources and the worker's own range of ports, at random by hash; where the replies to that source
/// are another flow's, the next attempt tries another. A worker remembers none of it: the flow cache does.
///
/// A flow that is decided anew keeps its backend, drained or not, and full_nat's source, unless the backend is no
/// longer configured or not available.
///
/// Counts `balanced` (new flows), `kept` and `moved` (flows decided anew), `quic_by_id` and `quic_by_hash` (with no
/// known and available server id). Rejects flows where no backend takes new ones (`no_backend`); drops flows for which
/// no source was found in 64 attempts (`no_source`).
class load_balancer {
public:
    static constexpr const char* name = "load_balancer";

    /// `source_ports`: of full_nat, this worker's own: replies to them must come to it. Throws xdpk::error if there are
    /// none.
    explicit load_balancer(std::shared_ptr<const load_balancer_table> table, port_range source_ports = {1024, 65535});

    void decide(flow_decision& d) noexcept;

    /// Between two bursts: uses `table` from now on; gives back the one before, to be freed where time does not matter.
    /// Flows are decided anew when the flow cache is told so.
    [[nodiscard]] std::shared_ptr<const load_balancer_table>
    replace(std::shared_ptr<const load_balancer_table> table) noexcept;

    [[nodiscard]] std::vector<named_counter> counters() const;

private:
    [[nodiscard]] const detail::service_backend* choose(const detail::service& s, const flow_decision& d) noexcept;

    std::shared_ptr<const load_balancer_table> table_;
    port_range source_ports_;
    counter balanced_, kept_, moved_, quic_by_id_, quic_by_hash_, no_backend_, no_source_;
};

} // namespace xdpk
