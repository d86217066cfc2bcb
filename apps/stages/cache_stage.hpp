// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/stage/any_flow_stage.hpp>
#include <xdpk/stage/flow_cache.hpp>
#include <xdpk/stage/nat.hpp>

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace xdpk::stages {

class cache_stage;

/// The flow stages that a cache asks now: those of the configuration that runs. Not owned.
class flow_stages_in_use {
public:
    void foresee(std::span<const packet_fields> flows) noexcept { now_->foresee(flows); }
    void decide(flow_decision& d, std::optional<std::size_t> flow = std::nullopt) noexcept { now_->decide(d, flow); }
    void forget(const flow_key& key, const xdpk_flow_record& forward) noexcept { now_->forget(key, forward); }
    void use(flow_stage_sequence& next) noexcept { now_ = &next; }

private:
    flow_stage_sequence* now_ = nullptr;
};

/// What a worker's flow cache holds across reloads: flows, and NAT's mappings for them.
struct flow_state {
    explicit flow_state(const flow_cache_config& config)
        : flows(config.flows), pushed(config.push != nullptr), cache(config, flow_stages_in_use{}) {}

    std::size_t flows;
    bool pushed; ///< down, those that are fast
    flow_cache<flow_stages_in_use> cache;
    std::shared_ptr<nat> translations{}; ///< none as long as no configuration had NAT
    cache_stage* owner = nullptr;        ///< whose stages are asked
};

/// A flow stage that asks the NAT of a flow_state.
class kept_nat {
public:
    explicit kept_nat(std::shared_ptr<nat> inner) noexcept : inner_(std::move(inner)) {}
    void decide(flow_decision& d) noexcept { inner_->decide(d); }
    void forget(const flow_key& key, const xdpk_flow_record& forward) noexcept { inner_->forget(key, forward); }

private:
    std::shared_ptr<nat> inner_;
};

/// What a configuration says of a flow cache.
struct cache_parts {
    flow_cache_config config{};
    std::vector<any_flow_stage> stages{};
    /// By account: the name under which its sum is shown; empty: not shown.
    std::array<std::vector<std::string>, 2> sums{};
    std::shared_ptr<const nat_rules> translations{}; ///< what state's NAT uses from now on; none: it is not asked
    std::shared_ptr<nat_log> translations_log{};     ///< where it logs from then on; none: nowhere
};

/// A sum of this configuration, and of the one before, that are of the same name.
struct same_sum {
    std::size_t here;
    std::size_t before;
};

/// A worker's flow cache in a pipeline from a file. Goes on with the flows of the cache stage before it; sums of the
/// same name go on too. Built on the control thread.
class cache_stage {
public:
    /// Throws xdpk::error if the flows would need another table.
    cache_stage(std::shared_ptr<flow_state> state, cache_parts parts);

    void operator()(burst& b) noexcept { state_->cache(b); }
    void take_over() noexcept;
    void list_counters(std::vector<stage_counter>& list) const;

    [[nodiscard]] flow_state& state() noexcept { return *state_; }
    [[nodiscard]] flow_stage_sequence& stages() noexcept { return stages_; }
    [[nodiscard]] const std::vector<std::string>& names(std::size_t which) const noexcept { return parts_.sums[which]; }

    /// For the worker itself, between two bursts: other backends, with the names of their sums. Flows are decided anew.
    void change_backends(std::vector<std::string> names, std::vector<tunnel_header> tunnels);

    /// The same: we have other addresses.
    void change_own(const refusal_source& errors);

private:
    std::shared_ptr<flow_state> state_;
    flow_stage_sequence stages_;
    cache_parts parts_;
    std::array<std::vector<flow_sum>, 2> sums_; ///< of this configuration, until it takes over
    std::array<std::vector<same_sum>, 2> same_;
};

} // namespace xdpk::stages
