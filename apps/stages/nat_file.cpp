// SPDX-License-Identifier: BSD-3-Clause
#include "nat_file.hpp"

#include <algorithm>
#include <string_view>

namespace xdpk::stages {

namespace {

const form::one_of<nat_mapping> mappings{{{"endpoint_independent", nat_mapping::endpoint_independent},
                                          {"endpoint_dependent", nat_mapping::endpoint_dependent}}};
const form::one_of<nat_filtering> filterings{
    {{"endpoint_independent", nat_filtering::endpoint_independent},
     {"address_dependent", nat_filtering::address_dependent},
     {"address_and_port_dependent", nat_filtering::address_and_port_dependent}}};
const form::count_of<std::chrono::seconds, std::uint32_t> seconds{};

/// One of the pools that were read before.
struct pool_form {
    const std::vector<nat_pool>& pools;

    bool parse(const config_node& node, std::string& value) const {
        const auto* const given = std::get_if<std::string>(&node.value);
        if (given == nullptr || std::ranges::count(pools, *given, &nat_pool::name) == 0)
            return false;
        value = *given;
        return true;
    }
    [[nodiscard]] std::string show(const std::string& value) const { return "\"" + value + "\""; }
    [[nodiscard]] std::string wanted() const {
        std::string names;
        for (const nat_pool& pool : pools)
            names += (names.empty() ? ": one of " : ", ") + pool.name;
        return "the name of a pool" + names;
    }
    [[nodiscard]] std::vector<std::string_view> words() const {
        std::vector<std::string_view> names;
        for (const nat_pool& pool : pools)
            names.emplace_back(pool.name);
        return names;
    }
};

void read_behaviour(config_reader& table, nat_pool& pool) {
    table.get("mapping", pool.mapping, mappings,
              "what an external port stands for: an internal address and port, or one flow");
    table.get("filtering", pool.filtering, filterings,
              "who may speak unasked to an endpoint-independent mapping: all, those spoken to, or nobody");
    table.get("interface", pool.interface,
              "its addresses are this host's own: what comes for no mapping is the host's");
    table.get("paired", pool.paired, "all flows of an internal address have one external address");
    table.get("keep_port", pool.keep_port, "the internal port is taken if it is free; else a random one");
    table.get("keep_parity", pool.keep_parity, "an even port for an even one, as long as there are such");
    table.get("linger", pool.linger, seconds, "how long an endpoint-independent mapping outlives its last flow");
}

void read_shares(config_reader& table, nat_pool& pool) {
    table.get("ports_per_subscriber", pool.ports_per_subscriber,
              "so many mappings an internal address may have; 0: as many as there are");
    table.get("block_size", pool.block_size, "ports that an internal address is given at a time; 0: single ones");
    table.get("blocks_per_subscriber", pool.blocks_per_subscriber, "so many blocks an internal address may have");
    table.get("hold_down", pool.hold_down, seconds, "how long a block stays its last owner's");
    table.get("subscribers", pool.subscribers, "internal addresses that have their ports by arithmetic, without a log");
}

void read_pool(config_reader& table, std::vector<nat_pool>& pools) {
    nat_pool pool;
    if (table.need("name", pool.name, "by which rules name it") &&
        std::ranges::count(pools, pool.name, &nat_pool::name) != 0)
        table.problem("name", "name: another pool is called '" + pool.name + "' already");
    table.need("addresses", pool.addresses, "its external addresses, as prefixes of one family");
    table.get("ports", pool.ports, "its ports");
    read_behaviour(table, pool);
    read_shares(table, pool);
    pools.push_back(std::move(pool));
}

void read_rule(config_reader& table, const pool_form& pools, nat_rule& rule) {
    table.need("name", rule.name, "by which errors name it");
    table.need("source", rule.source, "flows that come from these internal addresses");
    table.get("destination", rule.destination, "and go to these addresses");
    table.get("protocol", rule.protocol, "with this protocol");
    table.get("pool", rule.pool, pools, "have a source of this pool; without one they are not translated");
}

void read_nat64(config_reader& table, const pool_form& pools, nat_64& entry) {
    table.need("name", entry.name, "by which errors name it");
    table.get("prefix", entry.prefix, "behind which IPv6 hosts find IPv4 ones (RFC 6052)");
    table.need("pool", entry.pool, pools, "whose IPv4 addresses stand for the IPv6 hosts");
    table.get("source", entry.source, "which IPv6 hosts may");
}

void read_static(config_reader& table, nat_static& entry) {
    table.need("name", entry.name, "by which errors name it");
    table.need("external", entry.external, "what the internal address is outside, with all ports, both ways");
    table.need("internal", entry.internal, "the internal address");
}

void read_forward(config_reader& table, const pool_form& pools, nat_forward& entry) {
    table.need("name", entry.name, "by which errors name it");
    table.need("external", entry.external, "flows to this address");
    table.get("protocol", entry.protocol, "with this protocol, tcp, udp or sctp; without one, all flows");
    const bool ports = table.get("ports", entry.ports, "and to these ports");
    table.need("internal", entry.internal, "go to this address");
    const bool internal_port =
        table.get("internal_port", entry.internal_port, "and the first of the ports to this one");
    table.get("source_pool", entry.source_pool, pools, "and have a source of this pool; without one their own");
    if (!entry.protocol && (ports || internal_port))
        table.problem(ports ? "ports" : "internal_port", "a forward with ports needs a protocol");
}

} // namespace

void read_nat(config_reader& table, nat_config& config) {
    table.tables("pool", "external addresses, and how internal hosts are given their ports",
                 [&config](config_reader& inside) { read_pool(inside, config.pools); });
    const pool_form pools{config.pools};
    table.tables("rule", "in order: the first that matches a flow decides what becomes of its source",
                 [&](config_reader& inside) { read_rule(inside, pools, config.rules.emplace_back()); });
    table.tables("nat64", "IPv6 hosts reach IPv4 ones; the first that matches counts",
                 [&](config_reader& inside) { read_nat64(inside, pools, config.nat64.emplace_back()); });
    table.tables("static", "one external address for one internal address",
                 [&config](config_reader& inside) { read_static(inside, config.statics.emplace_back()); });
    table.tables("forward", "what is let in: the most specific one decides",
                 [&](config_reader& inside) { read_forward(inside, pools, config.forwards.emplace_back()); });
}

nat_config read_nat_file(const std::string& path) {
    nat_config config;
    read_config(read_toml(path), path, [&config](config_reader& table) { read_nat(table, config); });
    return config;
}

} // namespace xdpk::stages
