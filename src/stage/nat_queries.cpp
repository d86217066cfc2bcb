// SPDX-License-Identifier: BSD-3-Clause
#include "nat_state.hpp"

#include <algorithm>

namespace xdpk {

using namespace detail;

namespace {

nat_mapping_report::endpoint endpoint_of(const address_bytes& address, be16 port, std::uint8_t version) {
    return {.address = ip_address_of({address, version}), .port = port.host()};
}

std::size_t ports_in(const nat_plan::pool& pool, const port_set* mine) {
    const port_set nothing_taken;
    std::size_t count = 0;
    for (const std::optional<port_range>& range : {pool.low, pool.high})
        if (range)
            count += count_ports({.taken = &nothing_taken, .mine = mine, .range = *range});
    return count;
}

} // namespace

std::vector<nat_mapping_report> nat::mappings(std::size_t first, std::size_t count) const {
    const nat_mappings& all = state_->mappings;
    std::vector<nat_mapping_report> list;
    const std::size_t end = std::min(all.size(), first + std::min(count, all.size()));
    for (std::size_t n = first; n < end; ++n) {
        const nat_mappings::index i = all.nth(n);
        const flow_key& who = state_->subscribers.key(all.binding(i).subscriber);
        const flow_key& outer = all.outer(i);
        const nat_endpoint internal = all.internal(i);
        nat_mapping_report& report = list.emplace_back();
        report = {.protocol = outer.protocol,
                  .zone = who.zone,
                  .internal = endpoint_of(internal.address, internal.port, who.ip_version),
                  .external = endpoint_of(outer.destination, outer.destination_port, all.external_version(i)),
                  .flows = all.binding(i).flows,
                  .abandoned = all.is_abandoned(i)};
        if (all.is_of_flow(i))
            report.remote = endpoint_of(outer.source, outer.source_port, all.external_version(i));
    }
    return list;
}

std::vector<nat_pool_report> nat::pools() const {
    const nat_ports& ports = state_->ports;
    std::vector<nat_pool_report> list;
    for (const nat_plan::pool& pool : state_->plan->pools) {
        nat_pool_report report{.name = pool.config.name,
                               .addresses = pool.members.size(),
                               .ports = pool.members.size() * ports_in(pool, ports.mine())};
        for (const std::uint32_t member : pool.members) {
            const std::uint32_t slot = ports.slot_of(member);
            report.tcp_used += ports.taken(slot, port_class::tcp).size();
            report.udp_used += ports.taken(slot, port_class::udp).size();
            report.echo_used += ports.taken(slot, port_class::echo).size();
            if (pool.in_blocks())
                report.blocks_used += ports.in_blocks(slot).size() / pool.config.block_size;
        }
        for (std::uint32_t b = 0; pool.in_blocks() && b < pool.block_count(); ++b)
            report.blocks += ports.is_my_block(b) ? pool.members.size() : 0;
        list.push_back(report);
    }
    return list;
}

std::optional<ip_address> nat::subscriber_of(const ip_address& external, ip_proto protocol, std::uint16_t port) const {
    if (const std::optional<ip_address> known = state_->rules->subscriber_of(external, port))
        return known;
    const nat_address address = nat_address_of(external);
    const auto known_by = [&](std::uint32_t subscriber) {
        const flow_key& who = state_->subscribers.key(subscriber);
        return ip_address_of({who.source, who.ip_version});
    };
    const nat_mappings& all = state_->mappings;
    for (std::size_t n = 0; n < all.size(); ++n) {
        const nat_mappings::index i = all.nth(n);
        const flow_key& outer = all.outer(i);
        if (outer.protocol == protocol && outer.destination_port.host() == port && outer.destination == address.bytes)
            return known_by(all.binding(i).subscriber);
    }
    if (const std::uint32_t owner = state_->subscribers.block_owner(address, port); owner != nat_plan::none)
        return known_by(owner);
    return std::nullopt;
}

} // namespace xdpk
