// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "file_pushes.hpp"
#include "file_services.hpp"
#include "filter_journal.hpp"
#include "live_routing.hpp"
#include "nat_journal.hpp"

#include <xdpk/run/stage_types.hpp>
#include <xdpk/stage/filter_policy.hpp>
#include <xdpk/stage/nat_rules.hpp>

#include <memory>
#include <optional>
#include <string>

namespace xdpk::stages {

/// What a run's file says for several stages: `[filter]`, `[nat]`, services, addresses, routes and neighbours, and the
/// kernel's. What stages use of it is made when the first of them is built.
class file_tables final : public shared_tables {
public:
    /// Reads them.
    file_tables(config_reader& top, const stage_scope& scope);

    [[nodiscard]] bool has_filter() const noexcept { return filter_.has_value(); }
    [[nodiscard]] bool has_nat() const noexcept { return nat_.has_value(); }
    [[nodiscard]] bool has_services() const noexcept { return services_.has_value(); }
    [[nodiscard]] bool has_routing() const noexcept {
        return !routing_.addresses.empty() || !routing_.routes.empty() || kernel_.follow;
    }

    // For stages that are built, all workers'. They throw xdpk::error.
    [[nodiscard]] std::shared_ptr<filter_policy> policy();
    [[nodiscard]] std::shared_ptr<const nat_rules> translations();
    /// For one worker's filter or NAT; null: nothing is logged. Each reading of the file opens its log anew.
    [[nodiscard]] std::shared_ptr<filter_log> log_of_filter();
    [[nodiscard]] std::shared_ptr<nat_log> log_of_nat();
    [[nodiscard]] const live_routing& routes(const stage_build& build);
    [[nodiscard]] const std::vector<kernel_config::pair>& taps() const noexcept { return kernel_.taps; }

    [[nodiscard]] balancing& services(const stage_build& build);
    /// Names of the run's ports, in the order of their numbers.
    [[nodiscard]] const stage_scope& scope() const noexcept { return scope_; }
    [[nodiscard]] const std::vector<named_tunnel>& named_tunnels() const noexcept { return routing_.tunnels; }
    /// The first ones of every flow cache's.
    [[nodiscard]] std::vector<tunnel_header> tunnels() const { return tunnel_headers(routing_.tunnels); }

    // What stages were built with; null if none of them needs it.
    [[nodiscard]] filter_policy* policy_in_use() const noexcept { return policy_.get(); }
    [[nodiscard]] const routing* routes_in_use() const noexcept { return routes_ ? &routes_->now() : nullptr; }

    [[nodiscard]] live_routing* live_routes() noexcept { return routes_ ? &*routes_ : nullptr; }
    [[nodiscard]] balancing* services_in_use() const noexcept { return services_ ? services_->in_use() : nullptr; }

    [[nodiscard]] file_pushes& pushes() noexcept { return pushes_; }

    /// Each flow cache of the pipeline has a number, by which it finds its flows again after a reload.
    [[nodiscard]] unsigned number_cache() noexcept { return caches_++; }

    [[nodiscard]] std::vector<int> wait_fds() const override;
    void serve(live_stages& live) override;
    [[nodiscard]] std::shared_ptr<fastpath_maps> fastpath() override { return pushes_.start(); }
    void before_change(live_stages& live) override;
    void after_change(live_stages& live) override;
    /// The policy is in force, for the first time or with other addresses in its groups.
    void follow_filter(live_stages& live);

private:
    void read_kernel(config_reader& table, const stage_scope& scope);
    void read_all_services(config_reader& top);
    void serve_routes(live_stages& live);

    stage_scope scope_; ///< without tables
    std::optional<filter_policy_config> filter_;
    std::optional<nat_config> nat_;
    std::string filter_log_;
    std::string nat_log_;
    std::optional<file_services> services_;
    external_addresses external_; ///< of services and NAT
    routing_config routing_;
    kernel_part kernel_;
    unsigned caches_ = 0;
    file_pushes pushes_;
    bool filter_followed_ = false;

    std::shared_ptr<filter_policy> policy_;
    std::shared_ptr<const nat_rules> translations_;
    std::optional<filter_journal> filter_journal_;
    std::optional<nat_journal> nat_journal_;
    std::optional<live_routing> routes_;
};

/// Those of the file that a stage's keys are read from.
[[nodiscard]] file_tables& tables_of(const stage_scope& scope);
/// Those that run now.
[[nodiscard]] file_tables& tables_of(live_stages& live);

} // namespace xdpk::stages
