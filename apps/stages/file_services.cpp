// SPDX-License-Identifier: BSD-3-Clause
#include "file_services.hpp"

#include "cache_stage.hpp"

#include <xdpk/stage/hand_over.hpp>
#include <xdpk/stage/load_balancer.hpp>
#include <xdpk/stage/owner_rules.hpp>
#include <xdpk/stage/vip_responder.hpp>

#include <fmt/format.h>
#include <utility>

namespace xdpk::stages {

file_services::file_services(service_list list) : list_(std::move(list)) {
    (void)load_balancer_table(balancer_config(list_));
}

balancing& file_services::find(kept_state& kept) {
    if (balancing_ == nullptr)
        balancing_ = kept.keep<balancing>(fmt::format("services/{}", list_.tunnels_before),
                                          [this] { return std::make_shared<balancing>(list_); });
    return *balancing_;
}

void file_services::serve(live_stages& live, const std::vector<tunnel_header>& tunnels_before, file_pushes& pushes) {
    if (balancing_ == nullptr)
        return;
    if (!std::exchange(told_, true))
        balancing_->replace(list_);
    if (!balancing_->changed())
        return;
    const std::shared_ptr<const load_balancer_table> table = balancing_->next_table();
    std::vector<tunnel_header> tunnels = tunnels_before;
    tunnels.insert(tunnels.end(), table->tunnels().begin(), table->tunnels().end());
    const std::vector<std::string> names = backend_names(*table);
    const push_pause pause(pushes, live);
    // What the workers used before ends here, not on their threads.
    std::vector<std::shared_ptr<const load_balancer_table>> before;
    live.visit<cache_stage>([&](cache_stage& stage, unsigned) {
        if (load_balancer* const balancer = stage.stages().find<load_balancer>()) {
            before.push_back(balancer->replace(table));
            stage.change_backends(names, tunnels);
        }
    });
    live.visit<vip_responder>([&](vip_responder& stage, unsigned) { before.push_back(stage.replace(table)); });
    const owner_by_service rule(table, live.workers());
    std::vector<owner_by_service> rules_before(live.workers(), rule);
    live.visit<hand_over<owner_by_service>>(
        [&](hand_over<owner_by_service>& stage, unsigned worker) { std::swap(stage.rule(), rules_before[worker]); });
}

external_addresses external_of(const service_list& services) {
    external_addresses blocks;
    for (const listed_service& service : services.services) {
        const address_block whole = block_of(service.config.address);
        const auto shortened = [&service](auto prefix) -> address_block {
            prefix.length = service.config.prefix_length.value_or(prefix.length);
            return prefix.masked();
        };
        blocks.emplace(std::visit(shortened, whole), route_kind::unreachable);
        for (const ip_address& source : service.config.sources)
            blocks.emplace(block_of(source), route_kind::unreachable);
    }
    return blocks;
}

std::vector<std::string> backend_names(const load_balancer_table& table) {
    std::vector<std::string> names(table.account_limit());
    for (const backend_account& a : table.accounts())
        names[a.account] = fmt::format("backend.{}.{}.{}", a.service, to_string(a.backend.address), a.backend.port);
    return names;
}

port_range source_ports(const worker_context& worker) {
    return ports_of_worker({1024, 65535}, worker.worker, worker.workers);
}

} // namespace xdpk::stages
