// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "balancing.hpp"
#include "file_services.hpp"

#include <xdpk/stage/flow_cache.hpp>
#include <xdpk/stage/load_balancer.hpp>
#include <xdpk/stage/router.hpp>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace xdpk::stages {

/// A worker's flow cache with a load balancer and a router in it, and counters by the names of the backends.
class balanced_flows {
public:
    balanced_flows(std::shared_ptr<const load_balancer_table> table, flow_cache_config flows, load_balancer balancer,
                   router routes)
        : table_(std::move(table)),
          cache_(with_table(std::move(flows), *table_), std::move(balancer), std::move(routes)) {}

    void operator()(burst& b) noexcept { cache_(b); }

    /// By the worker, between two bursts.
    void take(table_delivery& delivery) {
        table_ = delivery.table();
        delivery.hand_to(cache_, cache_.stage<0>());
    }

    [[nodiscard]] flow_cache<load_balancer, router>& cache() noexcept { return cache_; }

    void list_counters(std::vector<stage_counter>& list) const {
        xdpk::list_counters(cache_, list);
        const std::vector<std::string> names = backend_names(*table_);
        for (std::size_t i = 0; i < names.size(); ++i)
            if (!names[i].empty()) {
                list.push_back({names[i] + ".packets", &cache_.sums(1)[i].packets});
                list.push_back({names[i] + ".bytes", &cache_.sums(1)[i].bytes});
            }
    }

private:
    static flow_cache_config with_table(flow_cache_config flows, const load_balancer_table& table) {
        flows.accounts[1] = table.account_limit();
        flows.tunnels.assign(table.tunnels().begin(), table.tunnels().end());
        return flows;
    }

    std::shared_ptr<const load_balancer_table> table_;
    flow_cache<load_balancer, router> cache_;
};

} // namespace xdpk::stages
