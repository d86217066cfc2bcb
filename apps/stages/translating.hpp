// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "nat_routing.hpp"

#include <xdpk/core/pipeline.hpp>
#include <xdpk/run/runner.hpp>
#include <xdpk/stage/arp.hpp>
#include <xdpk/stage/flow_cache.hpp>
#include <xdpk/stage/hand_over.hpp>
#include <xdpk/stage/nat.hpp>
#include <xdpk/stage/nd.hpp>
#include <xdpk/stage/owner_rules.hpp>
#include <xdpk/stage/parse_headers.hpp>
#include <xdpk/stage/resolve.hpp>
#include <xdpk/stage/router.hpp>

#include <memory>

namespace xdpk::stages {

/// The stages of a worker of a gateway that translates. Without a log nothing is logged.
inline auto translating(const worker_context& w, const parse_config& parse, flow_cache_config flows,
                        const external_routing& at, const std::shared_ptr<const nat_rules>& rules,
                        const std::shared_ptr<nat_log>& log) {
    const routing& way = at.way;
    flows.hops = way.hops;
    flows.mtu = way.mtu;
    flows.own_addresses = way.errors;
    const nat_worker worker{
        .worker = w.worker, .workers = w.workers, .mappings = flows.flows, .addresses = rules->addresses(), .log = log};
    return pipeline(parse_headers(parse), hand_over(w.links, w.worker, owner_by_nat{rules, w.workers}),
                    arp({.own = at.answered, .hops = way.hops}), nd({.own = at.answered, .hops = way.hops}),
                    flow_cache(flows, nat(rules, worker), router({.routes = way.routes, .hops = way.hops})),
                    resolve({.own = way.own, .hops = way.hops}));
}

} // namespace xdpk::stages
