// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/counter.hpp>
#include <xdpk/stage/flow_stage.hpp>
#include <xdpk/stage/forwarding_table.hpp>
#include <xdpk/stage/hop_table.hpp>
#include <xdpk/stage/tunnel.hpp>

#include <memory>
#include <vector>

namespace xdpk {

/// router: a flow stage that decides where a flow's packets go; the last one.
///
/// Looks up what the stages before said to route by, or the rewritten destination, and takes one off each packet's TTL,
/// but not of flows that this host itself began.
/// Replies go to where the flow's first packet came from, if there is a route; else they are given no hop. Of several
/// next hops a flow gets one by its hash. Packets for this host and for groups are for the kernel. Addresses of
/// neighbours, of both directions, that are not known yet are asked for.
///
/// With a route into a tunnel packets are encapsulated, and go where the route to the tunnel's other end says; that one
/// may not be a tunnel. What comes out of tunnels the decapsulator gives to the flow cache as any other packet.
///
/// Rejects flows without a route (`no_route`) or with a route that says so (`unreachable`); drops those with a route
/// into a `blackhole`, from or to addresses that are not forwarded (`martian`, as l3_forward says), that would have to
/// be in a tunnel within a tunnel or whose tunnel there is not (`no_tunnel`), and when there is no room for another
/// neighbour (`hops_full`).
struct router_config {
    std::shared_ptr<const forwarding_table> routes{};
    std::shared_ptr<hop_table> hops{};
    /// What route_target::tunnel names, from 1: the first ones of the flow cache's; see
    /// load_balancer_config::tunnels_before.
    std::vector<tunnel_header> tunnels{};
};

class router {
public:
    static constexpr const char* name = "router";

    /// Throws xdpk::error if a table is missing.
    explicit router(const router_config& config);

    void decide(flow_decision& d) noexcept;

    [[nodiscard]] std::vector<named_counter> counters() const;

private:
    /// Where a flow's packets go, and in which tunnel.
    struct way {
        const route_group* group; ///< null: there is no route; one into a tunnel: there is no such way
        ip_address to;
        std::uint16_t tunnel; ///< 0: none
    };

    [[nodiscard]] way way_to(const ip_address& to) const noexcept;
    [[nodiscard]] std::uint16_t hop_of(const way& w, const flow_key& flow) noexcept;
    [[nodiscard]] bool may_go(flow_decision& d, const way& w) noexcept;
    void set_way_back(flow_decision& d) noexcept;
    /// False.
    static bool refuse(flow_decision& d, xdpk_verdict verdict, counter& why) noexcept;

    std::shared_ptr<const forwarding_table> routes_;
    std::shared_ptr<hop_table> hops_;
    std::vector<tunnel_header> tunnels_;
    counter no_route_, unreachable_, blackhole_, martian_, no_tunnel_, hops_full_;
};

} // namespace xdpk
