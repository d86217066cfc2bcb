// SPDX-License-Identifier: BSD-3-Clause
#include "flow_words.hpp"

#include "stages/cache_stage.hpp"

#include <xdpk/base/clock.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace xdpk::tool {

namespace {

using stages::cache_stage;
using flow_entries = flow_table<xdpk_flow_record>;

/// Entries that are looked at while a worker waits: some hundred microseconds' worth.
constexpr std::size_t entries_at_once = 4096;

struct flow_wish {
    std::uint64_t limit = 100;
    std::optional<ip_address> address{};
    std::optional<ip_proto> protocol{};
    std::optional<std::uint16_t> port{};

    [[nodiscard]] bool takes(const flow_key& key) const {
        return (!address || key.source_address() == *address || key.destination_address() == *address) &&
               (!protocol || key.protocol == *protocol) &&
               (!port || key.source_port.host() == *port || key.destination_port.host() == *port);
    }
};

std::string endpoint(const ip_address& address, std::uint16_t port) {
    const std::string text = to_string(address);
    return std::holds_alternative<ipv6_address>(address) ? fmt::format("[{}]:{}", text, port)
                                                         : fmt::format("{}:{}", text, port);
}

const char* verdict_name(std::uint8_t verdict) {
    constexpr std::array<const char*, 4> names{"permit", "drop", "reject", "kernel"};
    return names[std::min<std::size_t>(verdict, names.size() - 1)];
}

const char* state_name(const xdpk_flow_record& record, flow_phase phase) {
    if ((record.state & XDPK_RST) != 0)
        return "reset";
    if ((record.state & (XDPK_FIN_FORWARD | XDPK_FIN_REPLY)) != 0)
        return "closing";
    return phase == flow_phase::established ? "established" : "new";
}

std::vector<control_table::cell> row_of(const flow_entries& flows, flow_entries::index first, unsigned worker) {
    const flow_entries::index second = flows.other(first);
    const flow_key& there = flows.key(first);
    const flow_key& back = flows.key(second);
    const xdpk_flow_record& record = flows.value(first);
    const std::uint64_t replies = first == second ? 0 : flows.value(second).packets;
    return {std::uint64_t{worker},
            form::spelling<ip_proto>::to_text(there.protocol),
            endpoint(there.source_address(), there.source_port.host()),
            endpoint(there.destination_address(), there.destination_port.host()),
            first == second ? std::string("-") : endpoint(back.source_address(), back.source_port.host()),
            first == second ? std::string("-") : endpoint(back.destination_address(), back.destination_port.host()),
            std::string(verdict_name(record.verdict)),
            std::string(state_name(record, flows.phase(first))),
            std::uint64_t{record.packets},
            replies,
            std::uint64_t{record.bytes},
            std::uint64_t{record.mark}};
}

/// Adds flows from a part of a cache; false if there is no more to look at.
bool add_flows(const flow_entries& flows, std::size_t from, unsigned worker, const flow_wish& wish,
               control_table& table) {
    const std::uint32_t now = now_in_seconds();
    const std::size_t end = std::min(from + entries_at_once, flows.places());
    for (std::size_t at = from; at < end && table.rows.size() < wish.limit; ++at) {
        const auto entry = static_cast<flow_entries::index>(at);
        const bool first = (flows.value(entry).state & XDPK_IS_REPLY) == 0;
        if (first && flows.holds(entry, now) &&
            (wish.takes(flows.key(entry)) || wish.takes(flows.key(flows.other(entry)))))
            table.rows.push_back(row_of(flows, entry, worker));
    }
    return end < flows.places() && table.rows.size() < wish.limit;
}

control_table show_flows(live_stages& live, const flow_wish& wish) {
    control_table table{.columns = {"worker", "protocol", "source", "destination", "reply_source", "reply_destination",
                                    "verdict", "state", "packets", "reply_packets", "bytes", "mark"},
                        .rows = {}};
    std::size_t from = 0;
    for (bool more = true; more; from += entries_at_once) {
        more = false;
        live.visit<cache_stage>([&](cache_stage& stage, unsigned worker) {
            if (add_flows(stage.state().cache.flows(), from, worker, wish, table))
                more = true;
        });
    }
    return table;
}

control_word flows_word() {
    return {.verb = "show", .what = "flows", .help = "Flows of all workers", .read = [](config_reader& r) {
                flow_wish wish;
                r.get("limit", wish.limit, form::quantity<std::uint64_t>{.least = 1}, "So many at most");
                r.get("address", wish.address, "Those from or to this address");
                r.get("protocol", wish.protocol, "Those of this protocol");
                r.get("port", wish.port, form::whole<std::uint16_t>{}, "Those from or to this port");
                return [wish](live_stages& live) { return show_flows(live, wish); };
            }};
}

std::string remote_of(const nat_mapping_report& m) {
    return m.remote ? endpoint(m.remote->address, m.remote->port) : std::string("any");
}

control_table show_nat(live_stages& live, std::uint64_t limit) {
    control_table table{.columns = {"worker", "protocol", "internal", "external", "remote", "flows"}, .rows = {}};
    live.visit<cache_stage>([&](cache_stage& stage, unsigned worker) {
        if (stage.state().translations == nullptr || table.rows.size() >= limit)
            return;
        for (const nat_mapping_report& m : stage.state().translations->mappings(0, limit - table.rows.size()))
            table.rows.push_back({std::uint64_t{worker}, form::spelling<ip_proto>::to_text(m.protocol),
                                  endpoint(m.internal.address, m.internal.port),
                                  endpoint(m.external.address, m.external.port), remote_of(m), std::uint64_t{m.flows}});
    });
    return table;
}

control_table show_pools(live_stages& live) {
    std::map<std::string, nat_pool_report> pools;
    live.visit<cache_stage>([&pools](cache_stage& stage, unsigned) {
        if (stage.state().translations == nullptr)
            return;
        for (const nat_pool_report& p : stage.state().translations->pools()) {
            nat_pool_report& sum = pools[p.name];
            sum.addresses = p.addresses;
            sum.ports += p.ports;
            sum.tcp_used += p.tcp_used;
            sum.udp_used += p.udp_used;
            sum.echo_used += p.echo_used;
            sum.blocks += p.blocks;
            sum.blocks_used += p.blocks_used;
        }
    });
    control_table table{
        .columns = {"pool", "addresses", "ports", "tcp_used", "udp_used", "echo_used", "blocks", "blocks_used"},
        .rows = {}};
    for (const auto& [name, p] : pools)
        table.rows.push_back({name, std::uint64_t{p.addresses}, std::uint64_t{p.ports}, std::uint64_t{p.tcp_used},
                              std::uint64_t{p.udp_used}, std::uint64_t{p.echo_used}, std::uint64_t{p.blocks},
                              std::uint64_t{p.blocks_used}});
    return table;
}

control_word nat_word() {
    return {.verb = "show",
            .what = "nat",
            .help = "NAT's mappings, or how much of its pools is in use",
            .read = [](config_reader& r) -> control_action {
                std::uint64_t limit = 100;
                bool pools = false;
                r.get("limit", limit, form::quantity<std::uint64_t>{.least = 1}, "So many mappings at most");
                r.get("pools", pools, "The pools instead of the mappings");
                return [limit, pools](live_stages& live) { return pools ? show_pools(live) : show_nat(live, limit); };
            }};
}

} // namespace

void add_flow_words(control_words& words) {
    words.add(flows_word());
    words.add(nat_word());
}

} // namespace xdpk::tool
