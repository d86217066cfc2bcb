// SPDX-License-Identifier: BSD-3-Clause
#include "nat_state.hpp"

namespace xdpk {

using namespace detail;

namespace {

/// Ports that are tried for a flow of its own before its pool counts as used up.
constexpr unsigned most_tries = 64;

bool is_icmp(const flow_key& key) noexcept {
    return key.protocol == ip_proto::icmp || key.protocol == ip_proto::icmpv6;
}

void set_source(flow_key& key, const nat_endpoint& external) noexcept {
    key.source = external.address;
    key.source_port = external.port;
    if (is_icmp(key))
        key.destination_port = external.port;
}

/// True if the packet is an ICMP error: its type is known if the flow is new.
bool is_error(const flow_decision& d) noexcept {
    constexpr std::uint32_t errors = 1U << 3U | 1U << 4U | 1U << 5U | 1U << 11U | 1U << 12U;
    const std::uint8_t type = d.fields.icmp_type;
    if (d.key.protocol == ip_proto::icmpv6)
        return type != 0 && type < icmp_header::v6_echo_request;
    return d.key.protocol == ip_proto::icmp && type < 32 && (errors >> type & 1U) != 0;
}

} // namespace

bool nat::state::translate_source(flow_decision& d, const flow_key& came, const nat_entrance& in) noexcept {
    if (came.source != d.key.source || came.source_port != d.key.source_port)
        return true;
    if (in.entry != nullptr && in.entry->source_pool != nat_plan::none)
        return map_source(d, plan->pools[in.entry->source_pool]);
    const bool crosses = in.embedding != nullptr && came.ip_version == 6;
    const nat_plan::rule* const rule = crosses ? nullptr : plan->find_rule(came);
    if (rule != nullptr && rule->pool == nat_plan::none)
        return true;
    const nat_plan::entry* const e = plan->find_outbound(came);
    if (e != nullptr && (crosses || e->external.ip_version == came.ip_version)) {
        const auto port = static_cast<std::uint16_t>(came.source_port.host() - e->internal_port + e->ports.first);
        d.rewritten.source = e->external.bytes;
        d.rewritten.source_port = be16(port);
        return true;
    }
    if (crosses)
        return map_source(d, plan->pools[in.embedding->pool]);
    if (rule != nullptr)
        return map_source(d, plan->pools[rule->pool]);
    // IPv4 that stays as it is, and must be embedded.
    return in.embedding == nullptr || in.embedding->allows(came.source) || drop(d, counts.not_embeddable);
}

bool nat::state::map_source(flow_decision& d, const nat_plan::pool& pool) noexcept {
    if (is_error(d))
        return drop(d, counts.icmp_errors);
    flow_key flow = d.rewritten;
    flow.zone = d.key.zone;
    set_version(flow, d.key.ip_version);
    nat_request r{.flow = flow, .pool = pool, .ports = port_class_of(flow)};
    if (is_icmp(flow) && flow.source_port == be16{})
        r.ports.reset(); // no echo, but a query of another kind
    r.of_flow = !r.ports || pool.config.mapping == nat_mapping::endpoint_dependent;
    r.keep_port = pool.config.keep_port && d.attempt == 0;
    if (!r.ports && d.attempt != 0)
        return drop(d, counts.address_taken);
    if (const nat_mappings::index found = find_mapping(r); found != nat_mappings::none) {
        if (d.attempt == 0 && allowed(r, found))
            return keep_mapping(d, r, found);
        if (d.attempt != 0 && !r.of_flow && mappings.binding(found).flows != 0)
            return drop(d, counts.collisions);
        mappings.abandon(found, now);
    }
    return new_mapping(d, r);
}

nat_mappings::index nat::state::find_mapping(const nat_request& r) const noexcept {
    return mappings.find_inner(r.of_flow ? inner_flow_key(r.flow) : inner_key(r.flow, r.pool.tag), now);
}

bool nat::state::allowed(const nat_request& r, nat_mappings::index mapping) const noexcept {
    const std::uint32_t slot = mappings.binding(mapping).slot;
    if (!is_of_pool(slot, r.pool))
        return false;
    if (!r.ports)
        return true;
    const std::uint16_t port = mappings.external(mapping).port.host();
    const nat_plan::external& at = plan->externals[ports.external_of(slot)];
    const port_set* const reserved = plan->reserved_ports(at, *r.ports);
    if (reserved != nullptr && reserved->contains(port))
        return false;
    if (r.pool.deterministic) {
        const std::uint32_t number = r.pool.subscribers.number_of({r.flow.source, r.flow.ip_version});
        return r.pool.deterministic->subscriber(at.member, port) == number;
    }
    if (r.pool.in_blocks())
        return subscribers.block_with(mappings.binding(mapping).subscriber, slot, port) != nat_subscribers::none;
    return *r.ports == port_class::echo || (port >= r.pool.config.ports.first && port <= r.pool.config.ports.last);
}

bool nat::state::keep_mapping(flow_decision& d, const nat_request& r, nat_mappings::index found) noexcept {
    mappings.hold(found, now);
    if (mappings.binding(found).remotes_known && !mappings.add_remote(found, r.flow.destination, now)) {
        release(found);
        return drop(d, counts.mappings_full);
    }
    counts.reused.add(1);
    return leave_through(d, found);
}

bool nat::state::leave_through(flow_decision& d, nat_mappings::index mapping) noexcept {
    set_source(d.rewritten, mappings.external(mapping));
    return true;
}

bool nat::state::new_mapping(flow_decision& d, nat_request& r) noexcept {
    r.subscriber = subscribers.obtain(r.flow, r.pool.tag, now);
    if (r.subscriber == nat_subscribers::none)
        return drop(d, counts.subscribers_full);
    const std::uint32_t limit = r.pool.config.ports_per_subscriber;
    if (limit != 0 && subscribers.at(r.subscriber).mappings >= limit)
        return drop(d, counts.subscriber_limit);
    subscribers.pin(r.subscriber);
    const bool added = add_mapping(d, r);
    subscribers.settle(r.subscriber);
    return added;
}

bool nat::state::add_mapping(flow_decision& d, nat_request& r) noexcept {
    const bool logged = !r.ports || (!r.pool.deterministic && !r.pool.in_blocks());
    const bool remotes = !r.of_flow && r.pool.config.filtering == nat_filtering::address_dependent;
    for (unsigned tries = 0; tries < (r.of_flow ? most_tries : 1); ++tries) {
        const nat_place place = choose(r);
        if (place.refused != nullptr)
            return drop(d, *place.refused);
        const nat_endpoint external{ports.address(place.slot).bytes, be16(place.port)};
        flow_key leaving = d.rewritten;
        set_source(leaving, external);
        flow_key outside = r.flow;
        set_version(outside, r.pool.ip_version);
        const flow_key inner = r.of_flow ? inner_flow_key(r.flow) : inner_key(r.flow, r.pool.tag);
        const flow_key outer = r.of_flow
                                   ? outer_flow_key(outside, external, {leaving.destination, leaving.destination_port})
                                   : outer_key(outside, external);
        const nat_mappings::added done = mappings.add(inner, outer,
                                                      {.subscriber = r.subscriber,
                                                       .slot = static_cast<std::uint16_t>(place.slot),
                                                       .logged = logged,
                                                       .remotes_known = remotes},
                                                      now);
        if (done.result == insert_result::full)
            return drop(d, counts.mappings_full);
        if (done.result == insert_result::inserted) {
            subscribers.at(r.subscriber).slot = place.slot;
            if (remotes && !mappings.add_remote(done.where, r.flow.destination, now)) {
                mappings.release(done.where, 0, now);
                return drop(d, counts.mappings_full);
            }
            counts.mapped.add(1);
            return leave_through(d, done.where);
        }
        if (!r.ports)
            return drop(d, counts.address_taken);
        r.keep_port = false;
    }
    return drop(d, counts.ports_exhausted);
}

} // namespace xdpk
