// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/stage/filter.hpp>
#include <xdpk/stage/flow_cache.hpp>
#include <xdpk/stage/parse_headers.hpp>

#include <memory>
#include <utility>
#include <vector>

namespace xdpk::stages {

/// A worker's filter with all it stands on: parser, flow cache, and counters by the names of the rules.
class filtering {
public:
    filtering(std::shared_ptr<const filter_policy> policy, const parse_config& parse, flow_cache_config flows,
              std::uint32_t workers)
        : policy_(std::move(policy)), parse_(parse),
          cache_(with_accounts(std::move(flows), *policy_), filter({.policy = filter_share(policy_, workers)})) {}

    void operator()(burst& b) noexcept {
        parse_(b);
        cache_(b);
    }

    void list_counters(std::vector<stage_counter>& list) const {
        xdpk::list_counters(parse_, list);
        xdpk::list_counters(cache_, list);
        for (std::uint32_t rule = 0; rule <= policy_->size(); ++rule) {
            const std::string name = "rule." + std::string(policy_->name_of(rule));
            list.push_back({name + ".packets", &cache_.sums()[rule + 1].packets});
            list.push_back({name + ".bytes", &cache_.sums()[rule + 1].bytes});
        }
    }

private:
    static flow_cache_config with_accounts(flow_cache_config flows, const filter_policy& policy) {
        flows.accounts = policy.size() + std::size_t{2};
        return flows;
    }

    std::shared_ptr<const filter_policy> policy_;
    parse_headers parse_;
    flow_cache<filter> cache_;
};

} // namespace xdpk::stages
