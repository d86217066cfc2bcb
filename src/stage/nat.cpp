// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/nat.hpp>

#include "embedding.hpp"
#include "nat_state.hpp"

#include <xdpk/base/error.hpp>

#include <string>
#include <utility>

namespace xdpk {

using namespace detail;

namespace {

bool same_destination(const flow_key& a, const flow_key& b) noexcept {
    return a.destination == b.destination && a.destination_port == b.destination_port;
}

const nat_worker& checked(const nat_worker& worker) {
    if (worker.mappings == 0 || worker.subscribers == 0 || worker.addresses == 0 || worker.addresses > 0xFFFF)
        throw error({.where = "nat",
                     .what = "room for no mappings, subscribers or addresses, or for more than 65535 addresses",
                     .hint = "choose sizes of at least 1"});
    return worker;
}

address_bytes bytes_of(const __u8 (&address)[16]) noexcept { return std::to_array(address); }

bool leaves_as_ipv6(const flow_key& key, const xdpk_flow_record& forward) noexcept {
    return (key.ip_version == 6) != ((forward.rewrite & XDPK_TRANSLATE_IP) != 0);
}

/// The key in the version that external addresses have: of flows with embedded addresses that is IPv4.
flow_key seen_from_outside(const flow_key& key, const xdpk_flow_record& forward) noexcept {
    flow_key outside = key;
    if (embedding_length(forward.rewrite) != 0)
        set_version(outside, 4);
    return outside;
}

} // namespace

nat::state::state(std::shared_ptr<const nat_rules> given, const nat_worker& worker)
    : rules(std::move(given)), plan(&rules->plan()), config(checked(worker)),
      ports(worker.addresses, worker.worker, worker.workers), journal(worker.log),
      subscribers(worker.subscribers, ports, journal, worker.seconds()),
      mappings(worker.mappings, ports, subscribers, journal, worker.seconds()), now(worker.seconds()) {
    if (!ports.adopt(*plan))
        throw error({.where = "nat",
                     .what = std::to_string(plan->externals.size()) + " external addresses, and room for " +
                             std::to_string(worker.addresses),
                     .hint = "raise `addresses`"});
}

bool nat::state::drop(flow_decision& d, counter& why) noexcept {
    d.verdict = XDPK_DROP;
    why.add(1);
    return false;
}

void nat::state::decide(flow_decision& d) noexcept {
    expire(expiry_budget);
    const flow_key came = d.rewritten;
    nat_entrance in;
    if (!enter(d, in) || in.is_hosts) {
        d.rewritten = came;
        return;
    }
    if (!translate_source(d, came, in)) {
        if (in.mapping != nat_mappings::none)
            release(in.mapping);
        d.rewritten = came;
        return;
    }
    leave_as_one_version(d, in);
    d.needs_state = d.needs_state || d.rewritten != came;
}

bool nat::state::enter(flow_decision& d, nat_entrance& in) noexcept {
    flow_key& flow = d.rewritten;
    if (!same_destination(flow, d.key))
        return true;
    if (!enter_ipv4(d, in))
        return false;
    in.entry = plan->find_inbound(flow);
    if (in.entry != nullptr) {
        const auto offset = static_cast<std::uint16_t>(flow.destination_port.host() - in.entry->ports.first);
        flow.destination = in.entry->internal.bytes;
        flow.destination_port = be16(static_cast<std::uint16_t>(in.entry->internal_port + offset));
        return enter_ipv6(d, in.entry->internal, nat_plan::none, in);
    }
    const std::uint32_t external = plan->find_external({flow.destination, flow.ip_version});
    return external == nat_plan::none || enter_mapping(d, external, in);
}

// Echo requests enter no mapping: an identifier that somebody inside happens to use is no invitation.
bool nat::state::enter_mapping(flow_decision& d, std::uint32_t external, nat_entrance& in) noexcept {
    flow_key& flow = d.rewritten;
    const nat_plan::pool& pool = plan->pools[plan->externals[external].pool];
    nat_mappings::index found = nat_mappings::none;
    if (flow.protocol == ip_proto::tcp || flow.protocol == ip_proto::udp)
        found = mappings.find_outer(outer_key(flow, {flow.destination, flow.destination_port}), now);
    if (found == nat_mappings::none || mappings.is_abandoned(found)) {
        in.is_hosts = pool.config.interface && in.embedding == nullptr;
        return in.is_hosts || drop(d, counts.no_mapping);
    }
    if (!lets_in(d, found, pool))
        return drop(d, counts.filtered);
    const nat_endpoint internal = mappings.internal(found);
    if (!enter_ipv6(d, {internal.address, mappings.internal_version(found)}, plan->externals[external].pool, in))
        return false;
    mappings.hold(found, now);
    in.mapping = found;
    flow.destination = internal.address;
    flow.destination_port = internal.port;
    flow.zone = mappings.inner(found).zone;
    return true;
}

bool nat::state::lets_in(const flow_decision& d, nat_mappings::index mapping,
                         const nat_plan::pool& pool) const noexcept {
    const nat_endpoint internal = mappings.internal(mapping);
    if (d.before != nullptr && bytes_of(d.before->destination) == internal.address &&
        d.before->destination_port == internal.port.raw())
        return true;
    switch (pool.config.filtering) {
    case nat_filtering::endpoint_independent:
        return true;
    case nat_filtering::address_dependent:
        return mappings.binding(mapping).remotes_known && mappings.knows_remote(mapping, d.rewritten.source, now);
    case nat_filtering::address_and_port_dependent:
        break;
    }
    return false;
}

void nat::state::release(nat_mappings::index mapping) noexcept {
    const std::uint32_t external = ports.external_of(mappings.binding(mapping).slot);
    const std::uint32_t linger =
        external == nat_plan::none ? 0 : plan->pools[plan->externals[external].pool].config.linger;
    mappings.release(mapping, linger, now);
}

nat_mappings::index nat::state::source_of(const flow_key& key, const xdpk_flow_record& forward) const noexcept {
    nat_endpoint external{bytes_of(forward.source), be16::from_raw(forward.source_port)};
    const nat_endpoint came{key.source, key.source_port};
    const unsigned embedded = embedding_length(forward.rewrite);
    if (embedded != 0 && leaves_as_ipv6(key, forward))
        external.address = embedded_in(external.address, embedded);
    if (external == came)
        return nat_mappings::none;
    const auto of_this_host = [&](nat_mappings::index i) {
        return i != nat_mappings::none && mappings.internal(i) == came && mappings.inner(i).zone == key.zone;
    };
    // A flow that had a mapping of its own may have been decided anew, with the same port from a shared one.
    const nat_endpoint remote{bytes_of(forward.destination), be16::from_raw(forward.destination_port)};
    const flow_key outside = seen_from_outside(key, forward);
    const nat_mappings::index own = mappings.find_outer(outer_flow_key(outside, external, remote), now);
    if (of_this_host(own))
        return own;
    const nat_mappings::index shared = mappings.find_outer(outer_key(outside, external), now);
    return of_this_host(shared) ? shared : nat_mappings::none;
}

nat_mappings::index nat::state::destination_of(const flow_key& key, const xdpk_flow_record& forward) const noexcept {
    const nat_endpoint internal{bytes_of(forward.destination), be16::from_raw(forward.destination_port)};
    nat_endpoint came{key.destination, key.destination_port};
    const unsigned embedded = embedding_length(forward.rewrite);
    if (embedded != 0 && key.ip_version == 6)
        came.address = embedded_in(came.address, embedded);
    if (internal == came)
        return nat_mappings::none;
    const nat_mappings::index found = mappings.find_outer(outer_key(seen_from_outside(key, forward), came), now);
    return found != nat_mappings::none && mappings.internal(found) == internal ? found : nat_mappings::none;
}

void nat::state::forget(const flow_key& key, const xdpk_flow_record& forward) noexcept {
    now = config.seconds();
    if (const nat_mappings::index entered = destination_of(key, forward); entered != nat_mappings::none)
        release(entered);
    const nat_mappings::index left = source_of(key, forward);
    if (left == nat_mappings::none)
        return;
    if (mappings.binding(left).remotes_known)
        mappings.remove_remote(left, bytes_of(forward.destination), now);
    release(left);
}

void nat::state::expire(std::size_t budget) noexcept {
    now = config.seconds();
    mappings.expire(now, budget);
    subscribers.expire(now, budget);
}

nat::nat(std::shared_ptr<const nat_rules> rules, const nat_worker& worker)
    : state_(std::make_unique<state>(std::move(rules), worker)) {}

nat::~nat() = default;
nat::nat(nat&&) noexcept = default;
nat& nat::operator=(nat&&) noexcept = default;

void nat::decide(flow_decision& d) noexcept { state_->decide(d); }

void nat::forget(const flow_key& key, const xdpk_flow_record& forward) noexcept { state_->forget(key, forward); }

bool nat::replace(std::shared_ptr<const nat_rules>& rules) noexcept {
    if (!state_->ports.adopt(rules->plan()))
        return false;
    state_->rules.swap(rules);
    state_->plan = &state_->rules->plan();
    return true;
}

void nat::replace_log(std::shared_ptr<nat_log>& log) noexcept { state_->journal.swap(log); }

void nat::expire() noexcept {
    constexpr std::size_t budget = 1024;
    state_->expire(budget);
}

std::vector<named_counter> nat::counters() const {
    const nat_counters& c = state_->counts;
    return {{"mapped", &c.mapped},
            {"reused", &c.reused},
            {"ports_exhausted", &c.ports_exhausted},
            {"subscriber_limit", &c.subscriber_limit},
            {"mappings_full", &c.mappings_full},
            {"subscribers_full", &c.subscribers_full},
            {"filtered", &c.filtered},
            {"no_mapping", &c.no_mapping},
            {"collisions", &c.collisions},
            {"address_taken", &c.address_taken},
            {"icmp_errors", &c.icmp_errors},
            {"not_embeddable", &c.not_embeddable},
            {"log_lost", &state_->journal.lost()}};
}

} // namespace xdpk
