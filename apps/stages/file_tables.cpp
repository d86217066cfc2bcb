// SPDX-License-Identifier: BSD-3-Clause
#include "file_tables.hpp"

#include "cache_stage.hpp"
#include "filter_file.hpp"
#include "nat_file.hpp"
#include "nat_routing.hpp"
#include "service_file.hpp"

#include <xdpk/stage/arp.hpp>
#include <xdpk/stage/l3_forward.hpp>
#include <xdpk/stage/nd.hpp>
#include <xdpk/stage/resolve.hpp>

namespace xdpk::stages {

namespace {

template <stage S>
void give_own(live_stages& live, const own_addresses& own) {
    live.visit<S>([&own](S& stage, unsigned) { stage.set_own(own); });
}

void change_own(live_stages& live, const live_routing& routes) {
    give_own<arp>(live, routes.answered());
    give_own<nd>(live, routes.answered());
    give_own<resolve>(live, routes.now().own);
    live.visit<l3_forward>([&routes](l3_forward& stage, unsigned) { stage.set_own(routes.now().errors); });
    live.visit<cache_stage>([&routes](cache_stage& stage, unsigned) { stage.change_own(routes.now().errors); });
}

} // namespace

file_tables::file_tables(config_reader& top, const stage_scope& scope) : scope_{.ports = scope.ports} {
    read_routing(top, scope, routing_);
    top.table("kernel", "The kernel's part in routing", [&](config_reader& table) { read_kernel(table, scope); });
    top.table("filter", "Which flows may begin, for the flow stage filter", [this](config_reader& table) {
        table.get("log_file", filter_log_, "What rules log, a line of JSON for each flow; empty: nothing");
        read_filter(table, filter_.emplace());
    });
    top.table("nat", "Whose addresses are translated to what, for the flow stage nat", [this](config_reader& table) {
        table.get("log_file", nat_log_, "Who had which port when, a line of JSON each; empty: nothing");
        read_nat(table, nat_.emplace());
    });
    if (nat_)
        external_ = external_of(*nat_);
    read_all_services(top);
}

void file_tables::read_all_services(config_reader& top) {
    service_list list;
    read_services(top, list);
    list.tunnels_before = static_cast<std::uint16_t>(routing_.tunnels.size());
    if (list.services.empty())
        return;
    external_.merge(external_of(list));
    try {
        services_.emplace(std::move(list));
    } catch (const error& failure) {
        top.problem("service", failure.what());
    }
}

void file_tables::read_kernel(config_reader& table, const stage_scope& scope) {
    table.get("follow", kernel_.follow, "Addresses, routes and neighbours are the kernel's, and change with them");
    table.tables("tap", "A port whose addresses the kernel has on a tap", [&](config_reader& t) {
        kernel_config::pair& pair = kernel_.taps.emplace_back();
        t.need("port", pair.port, scope.port_names(), "The port");
        t.need("tap", pair.tap, scope.port_names(), "The tap");
    });
    if (kernel_.follow && !routing_.addresses.empty())
        table.problem("follow", "follow: addresses are the kernel's then; take [[address]] out");
}

std::shared_ptr<filter_policy> file_tables::policy() {
    if (policy_ == nullptr)
        policy_ = std::make_shared<filter_policy>(filter_.value());
    return policy_;
}

std::shared_ptr<filter_log> file_tables::log_of_filter() {
    if (!filter_journal_)
        filter_journal_.emplace(filter_log_, policy());
    return filter_journal_->add_worker();
}

std::shared_ptr<nat_log> file_tables::log_of_nat() {
    if (!nat_journal_)
        nat_journal_.emplace(nat_log_);
    return nat_journal_->add_worker();
}

std::shared_ptr<const nat_rules> file_tables::translations() {
    if (translations_ == nullptr)
        translations_ = std::make_shared<const nat_rules>(nat_.value());
    return translations_;
}

const live_routing& file_tables::routes(const stage_build& build) {
    if (!routes_) {
        const auto hops =
            build.kept.keep<hop_table>("hops", [this] { return std::make_shared<hop_table>(routing_.hops); });
        routes_.emplace(routing_, external_, kernel_, build.worker.ports, hops);
    }
    return *routes_;
}

balancing& file_tables::services(const stage_build& build) { return services_.value().find(build.kept); }

std::vector<int> file_tables::wait_fds() const {
    std::vector<int> fds;
    if (routes_ && routes_->wait_fd() >= 0)
        fds.push_back(routes_->wait_fd());
    if (const balancing* const balanced = services_in_use())
        fds.push_back(balanced->wait_fd());
    if (pushes_.wait_fd() >= 0)
        fds.push_back(pushes_.wait_fd());
    return fds;
}

void file_tables::serve(live_stages& live) {
    if (filter_journal_)
        filter_journal_->drain();
    if (nat_journal_)
        nat_journal_->drain();
    if (services_)
        services_->serve(live, tunnels(), pushes_);
    if (routes_)
        serve_routes(live);
    if (!filter_followed_)
        follow_filter(live);
    pushes_.serve(live);
}

void file_tables::before_change(live_stages& live) {
    pushes_.stop_denies(live);
    pushes_.begin_change(live);
}

void file_tables::after_change(live_stages& live) {
    pushes_.end_change(live);
    follow_filter(live);
}

void file_tables::follow_filter(live_stages& live) {
    filter_followed_ = true;
    if (policy_ != nullptr)
        pushes_.follow(*policy_, live);
}

void file_tables::serve_routes(live_stages& live) {
    const live_routing::change changed = routes_->update();
    std::optional<push_pause> pause;
    if (changed.own || changed.routes)
        pause.emplace(pushes_, live);
    if (changed.own)
        change_own(live, *routes_);
    if (changed.routes)
        live.visit<cache_stage>([](cache_stage& stage, unsigned) { stage.state().cache.new_epoch(); });
    if (changed.routes)
        routes_->reclaim();
}

file_tables& tables_of(const stage_scope& scope) { return static_cast<file_tables&>(*scope.tables); }
file_tables& tables_of(live_stages& live) { return static_cast<file_tables&>(*live.tables()); }

} // namespace xdpk::stages
