// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/run/runner.hpp>
#include <xdpk/stage/filter.hpp>
#include <xdpk/stage/flow_cache.hpp>
#include <xdpk/stage/hand_over.hpp>
#include <xdpk/stage/owner_rules.hpp>
#include <xdpk/stage/parse_headers.hpp>

#include <memory>
#include <utility>
#include <vector>

namespace xdpk::stages {

/// A worker's filter with all it stands on: parser, flow cache, and counters by the names of the rules. Both directions
/// of a flow meet on one worker.
class filtering {
public:
    filtering(std::shared_ptr<const filter_policy> policy, const parse_config& parse, flow_cache_config flows,
              const worker_context& w, std::shared_ptr<filter_log> log = nullptr)
        : policy_(std::move(policy)), parse_(parse), hand_over_(w.links, w.worker, owner_by_flow{w.workers}),
          cache_(with_accounts(std::move(flows), *policy_),
                 filter({.policy = filter_share(policy_, w.workers), .log = std::move(log)})) {}

    void operator()(burst& b) noexcept {
        parse_(b);
        hand_over_(b);
        cache_(b);
    }

    [[nodiscard]] flow_cache<filter>& cache() noexcept { return cache_; }

    void list_counters(std::vector<stage_counter>& list) const {
        xdpk::list_counters(parse_, list);
        xdpk::list_counters(hand_over_, list);
        xdpk::list_counters(cache_, list);
        for (std::uint32_t rule = 0; rule <= policy_->size(); ++rule) {
            const std::string name = "rule." + std::string(policy_->name_of(rule));
            list.push_back({name + ".packets", &cache_.sums(0)[rule + 1].packets});
            list.push_back({name + ".bytes", &cache_.sums(0)[rule + 1].bytes});
        }
    }

private:
    static flow_cache_config with_accounts(flow_cache_config flows, const filter_policy& policy) {
        flows.accounts[0] = policy.size() + std::size_t{2};
        return flows;
    }

    std::shared_ptr<const filter_policy> policy_;
    parse_headers parse_;
    hand_over<owner_by_flow> hand_over_;
    flow_cache<filter> cache_;
};

} // namespace xdpk::stages
