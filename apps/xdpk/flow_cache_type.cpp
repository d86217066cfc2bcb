// SPDX-License-Identifier: BSD-3-Clause
#include "flow_cache_type.hpp"

#include "stages/cache_stage.hpp"
#include "stages/file_tables.hpp"

#include <xdpk/stage/filter.hpp>
#include <xdpk/stage/load_balancer.hpp>
#include <xdpk/stage/router.hpp>

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <fmt/format.h>

namespace xdpk::tool {

namespace {

enum class flow_stage_name : std::uint8_t { filter, load_balancer, nat, router };

const form::one_of<flow_stage_name> flow_stage_names{{{"filter", flow_stage_name::filter},
                                                      {"load_balancer", flow_stage_name::load_balancer},
                                                      {"nat", flow_stage_name::nat},
                                                      {"router", flow_stage_name::router}}};

bool has_tables(const stages::file_tables& tables, flow_stage_name name) {
    switch (name) {
    case flow_stage_name::filter:
        return tables.has_filter();
    case flow_stage_name::load_balancer:
        return tables.has_services();
    case flow_stage_name::nat:
        return tables.has_nat();
    case flow_stage_name::router:
        return tables.has_routing();
    }
    return false;
}

std::vector<flow_stage_name> stages_with_tables(const stages::file_tables& tables) {
    std::vector<flow_stage_name> list;
    for (const auto& [text, name] : flow_stage_names.choices)
        if (has_tables(tables, name))
            list.push_back(name);
    return list;
}

void read_timeouts(config_reader& r, flow_timeouts& t) {
    const form::count_of<std::chrono::seconds, std::uint32_t> seconds{.least = 1};
    r.get("tcp_established", t.tcp_established, seconds, "An established TCP connection (RFC 5382, REQ-5)");
    r.get("tcp_transitory", t.tcp_transitory, seconds, "One that opens, closes or was reset");
    r.get("udp", t.udp, seconds, "UDP (RFC 4787, REQ-5)");
    r.get("icmp", t.icmp, seconds, "ICMP echo (RFC 5508, REQ-2)");
    r.get("other", t.other, seconds, "Any other protocol");
    r.get("refused", t.refused, seconds, "A flow whose packets are dropped");
}

void read_limits(config_reader& r, const stage_scope& scope, flow_cache_config& c) {
    r.get("flows", c.flows, form::quantity<std::size_t>{.least = 32, .most = std::size_t{1} << 27U},
          "Room for so many flows per worker, about 300 bytes each");
    r.get("fragmented", c.fragmented, form::quantity<std::size_t>{.least = 16, .most = std::size_t{1} << 20U},
          "Datagrams in fragments at a time");
    r.get("new_flows_per_second", c.new_flows_per_second, form::quantity<std::uint32_t>{},
          "Past it new flows are served without being kept");
    r.get("pick_up", c.pick_up, "TCP connections may be in their middle when they are first seen");
    r.get("refusals_per_second", c.refusals_per_second, form::quantity<std::uint32_t>{},
          "ICMP errors and TCP resets sent at most");
    r.get("kernel", c.kernel_port, scope.port_names(), "The port that packets for this host leave by, such as a tap");
    r.table("timeouts", "How long a flow lives after a packet",
            [&c](config_reader& inside) { read_timeouts(inside, c.timeouts); });
}

std::vector<std::string> rule_names(const filter_policy& policy) {
    std::vector<std::string> names{std::string()};
    for (std::uint32_t rule = 0; rule <= policy.size(); ++rule)
        names.push_back("rule." + std::string(policy.name_of(rule)));
    return names;
}

void add_filter(stages::cache_parts& parts, stages::file_tables& tables, const stage_build& build) {
    const std::shared_ptr<const filter_policy> policy = tables.policy();
    parts.sums[0] = rule_names(*policy);
    parts.stages.emplace_back(
        filter({.policy = filter_share(policy, build.worker.workers), .log = tables.log_of_filter()}));
}

void add_balancer(stages::cache_parts& parts, stages::file_tables& tables, const stage_build& build) {
    const auto& table = tables.services(build).table();
    parts.sums[1] = stages::backend_names(*table);
    parts.config.tunnels.insert(parts.config.tunnels.end(), table->tunnels().begin(), table->tunnels().end());
    parts.stages.emplace_back(load_balancer(table, stages::source_ports(build.worker)));
}

/// Addresses beside the present ones that a reload may bring.
constexpr std::size_t more_addresses = 64;

std::shared_ptr<nat> make_nat(const std::shared_ptr<const nat_rules>& rules, const flow_cache_config& config,
                              const worker_context& worker) {
    return std::make_shared<nat>(rules, nat_worker{.worker = worker.worker,
                                                   .workers = worker.workers,
                                                   .mappings = config.flows,
                                                   .addresses = 2 * rules->addresses() + more_addresses});
}

void add_nat(stages::cache_parts& parts, stages::flow_state& state, stages::file_tables& tables,
             const stage_build& build) {
    parts.translations = tables.translations();
    parts.translations_log = tables.log_of_nat();
    if (state.translations == nullptr)
        state.translations = make_nat(parts.translations, parts.config, build.worker);
    parts.stages.emplace_back(stages::kept_nat(state.translations));
}

stages::cache_parts parts_of(const std::vector<flow_stage_name>& names, const flow_cache_config& config,
                             stages::flow_state& state, stages::file_tables& tables, const stage_build& build) {
    stages::cache_parts parts{.config = config};
    parts.config.tunnels = tables.tunnels();
    for (const flow_stage_name name : names)
        switch (name) {
        case flow_stage_name::filter:
            add_filter(parts, tables, build);
            break;
        case flow_stage_name::load_balancer:
            add_balancer(parts, tables, build);
            break;
        case flow_stage_name::nat:
            add_nat(parts, state, tables, build);
            break;
        case flow_stage_name::router: {
            const stages::routing& routes = tables.routes(build).now();
            parts.config.hops = routes.hops;
            parts.config.mtu = routes.mtu;
            parts.config.own_addresses = routes.errors;
            parts.stages.emplace_back(
                router({.routes = routes.routes, .hops = routes.hops, .tunnels = routes.tunnels}));
            break;
        }
        }
    for (std::vector<std::string>& names_of_sums : parts.sums)
        names_of_sums.resize(std::max<std::size_t>(names_of_sums.size(), 1));
    return parts;
}

std::shared_ptr<stages::flow_state> make_state(flow_cache_config config, stages::file_pushes& pushes,
                                               kept_state& kept) {
    if (pushes.wanted())
        config.push = pushes.add_worker(kept);
    return std::make_shared<stages::flow_state>(config);
}

/// Where the filter has the first word, no other stage changes addresses, and no packet is dropped before rules are
/// asked.
bool may_push_denies(const std::vector<flow_stage_name>& names, const flow_cache_config& config) {
    const auto fits = [](flow_stage_name n) { return n == flow_stage_name::filter || n == flow_stage_name::router; };
    return config.pick_up && !names.empty() && names.front() == flow_stage_name::filter &&
           std::ranges::all_of(names, fits);
}

void read_push_down(config_reader& r, stages::file_tables& tables, bool denies) {
    bool wanted = false;
    r.get("push_down", wanted, "The XDP program handles fast flows by itself, without user space");
    if (!wanted || r.describing())
        return;
    const bool tunnels = tables.has_services() || !tables.tunnels().empty();
    stages::push_down_config config{.tunnels = tunnels ? std::size_t{256} : 0};
    if (denies)
        config.denies.emplace();
    if (const std::string wrong = tables.pushes().want(config); !wrong.empty())
        r.problem("push_down", wrong);
}

stage_maker read_flow_cache(config_reader& r, const stage_scope& scope) {
    stages::file_tables& tables = stages::tables_of(scope);
    flow_cache_config config;
    std::vector<flow_stage_name> names;
    const bool named = r.get("stages", names, flow_stage_names,
                             "Who decides about a new flow, in this order; without the key, those that have tables");
    read_limits(r, scope, config);
    if (!named)
        names = stages_with_tables(tables);
    read_push_down(r, tables, may_push_denies(names, config));
    for (const flow_stage_name name : names)
        if (!has_tables(tables, name))
            r.problem("stages", fmt::format("stages: {} has no table in this file", flow_stage_names.show(name)));
    return [names, config, number = tables.number_cache(), kept_tables = scope.tables](const stage_build& build) {
        auto& of_file = static_cast<stages::file_tables&>(*kept_tables);
        const auto state =
            build.kept.keep<stages::flow_state>(fmt::format("flow_cache/{}/{}", number, build.worker.worker),
                                                [&] { return make_state(config, of_file.pushes(), build.kept); });
        if (of_file.pushes().wanted() != state->pushed)
            throw error({.where = "flow_cache",
                         .what = "push_down cannot change while the program runs",
                         .hint = "restart it for that; nothing was changed"});
        stages::cache_parts parts = parts_of(names, config, *state, of_file, build);
        if (state->pushed)
            of_file.pushes().use_hops(build.kept, parts.config.hops);
        return any_stage(stages::cache_stage(state, std::move(parts)));
    };
}

} // namespace

stage_type flow_cache_type() {
    return {.name = "flow_cache",
            .help = "Has flow stages decide for a flow's first packet, and repeats it for the others",
            .read = read_flow_cache};
}

} // namespace xdpk::tool
