// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/counter.hpp>
#include <xdpk/stage/flow_stage.hpp>
#include <xdpk/stage/forwarding_table.hpp>
#include <xdpk/stage/hop_table.hpp>

#include <memory>
#include <vector>

namespace xdpk {

/// router: a flow stage that decides where a flow's packets go; the last one.
///
/// Looks up what the stages before said to route by, or the rewritten destination, and takes one off each packet's TTL.
/// Replies go to where the flow's first packet came from, if there is a route; else they are given no hop. Of several
/// next hops a flow gets one by its hash. Packets for this host and for groups are for the kernel. Addresses of
/// neighbours, of both directions, that are not known yet are asked for.
///
/// Rejects flows without a route (`no_route`) or with a route that says so (`unreachable`); drops those with a route
/// into a `blackhole`, from or to addresses that are not forwarded (`martian`, as l3_forward says), and when there is
/// no room for another neighbour (`hops_full`).
struct router_config {
    std::shared_ptr<const forwarding_table> routes{};
    std::shared_ptr<hop_table> hops{};
};

class router {
public:
    static constexpr const char* name = "router";

    /// Throws xdpk::error if a table is missing.
    explicit router(const router_config& config);

    void decide(flow_decision& d) noexcept;

    [[nodiscard]] std::vector<named_counter> counters() const;

private:
    [[nodiscard]] std::uint16_t hop_of(const route_group& group, const ip_address& to, const flow_key& flow) noexcept;
    static void refuse(flow_decision& d, xdpk_verdict verdict, counter& why) noexcept;

    std::shared_ptr<const forwarding_table> routes_;
    std::shared_ptr<hop_table> hops_;
    counter no_route_, unreachable_, blackhole_, martian_, hops_full_;
};

} // namespace xdpk
