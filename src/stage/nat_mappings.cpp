// SPDX-License-Identifier: BSD-3-Clause
#include "nat_mappings.hpp"

#include <cstring>

namespace xdpk::detail {

namespace {

constexpr std::uint32_t for_ever = 0x40000000; // 34 years

/// Kinds of keys in the table, in the upper half of a key's IP version.
enum kind : std::uint8_t {
    inner_kind = 0x10,
    outer_kind = 0x20,
    inner_flow_kind = 0x30,
    outer_flow_kind = 0x40,
    remote_kind = 0x50,
    abandoned_kind = 0x60
};
constexpr std::uint8_t kind_mask = 0xF0;

std::uint8_t version_as(const flow_key& flow, kind k) noexcept {
    return static_cast<std::uint8_t>((flow.ip_version & ~kind_mask) | k);
}

kind kind_of(const flow_key& key) noexcept { return static_cast<kind>(key.ip_version & kind_mask); }

flow_key remote_key(const flow_key& outer, const address_bytes& remote) noexcept {
    flow_key key = outer;
    key.source = remote;
    key.ip_version = version_as(outer, remote_kind);
    return key;
}

} // namespace

flow_key inner_key(const flow_key& flow, std::uint64_t pool_tag) noexcept {
    flow_key key{.source = flow.source,
                 .source_port = flow.source_port,
                 .zone = flow.zone,
                 .protocol = flow.protocol,
                 .ip_version = version_as(flow, inner_kind)};
    std::memcpy(key.destination.data(), &pool_tag, sizeof pool_tag);
    return key;
}

flow_key outer_key(const flow_key& flow, const nat_endpoint& external) noexcept {
    return {.destination = external.address,
            .destination_port = external.port,
            .protocol = flow.protocol,
            .ip_version = version_as(flow, outer_kind)};
}

flow_key inner_flow_key(const flow_key& flow) noexcept {
    flow_key key = flow;
    key.ip_version = version_as(flow, inner_flow_kind);
    return key;
}

flow_key outer_flow_key(const flow_key& flow, const nat_endpoint& external, const nat_endpoint& remote) noexcept {
    return {.source = remote.address,
            .destination = external.address,
            .source_port = remote.port,
            .destination_port = external.port,
            .protocol = flow.protocol,
            .ip_version = version_as(flow, outer_flow_kind)};
}

nat_mappings::nat_mappings(std::size_t count, nat_ports& ports, nat_subscribers& subscribers, nat_journal& journal,
                           std::uint32_t now)
    : table_({.entries = 2 * count, .now = now}), ports_(ports), subscribers_(subscribers), journal_(journal) {
    list_.reserve(2 * count);
}

nat_mappings::index nat_mappings::find_inner(const flow_key& key, std::uint32_t now) const noexcept {
    const index i = table_.find(key, now);
    return i == none ? none : table_.other(i);
}

nat_mappings::index nat_mappings::find_outer(const flow_key& key, std::uint32_t now) const noexcept {
    return table_.find(key, now);
}

bool nat_mappings::is_of_flow(index i) const noexcept { return kind_of(outer(i)) == outer_flow_kind; }

bool nat_mappings::is_abandoned(index i) const noexcept { return kind_of(inner(i)) == abandoned_kind; }

std::optional<port_class> nat_mappings::own_port(index i) const noexcept {
    return is_of_flow(i) ? std::nullopt : port_class_of(outer(i));
}

nat_mappings::added nat_mappings::add(const flow_key& inner, const flow_key& outer, const nat_binding& binding,
                                      std::uint32_t now) noexcept {
    const auto gone = [&](index first) noexcept { finish(table_.other(first), now); };
    const std::uint16_t port = outer.destination_port.host();
    // Before, since what the table removes to make room may be the subscriber's last.
    subscribers_.hold(binding.subscriber, binding.slot, port);
    const auto done = table_.insert({inner, outer}, flow_phase::established, now, now + for_ever, gone);
    if (done.result != insert_result::inserted) {
        subscribers_.release(binding.subscriber, binding.slot, port, now);
        return {done.result, none};
    }
    const index i = table_.other(done.where);
    table_.value(i) = binding;
    table_.value(i).flows = 1;
    enlist(i);
    if (const auto of = own_port(i))
        ports_.take(binding.slot, *of, port);
    report(i, nat_event_kind::mapping_created);
    return {done.result, i};
}

void nat_mappings::enlist(index i) noexcept {
    table_.value(i).position = static_cast<std::uint32_t>(list_.size());
    list_.push_back(i);
}

void nat_mappings::hold(index i, std::uint32_t now) noexcept {
    if (table_.value(i).flows++ == 0)
        table_.set_phase(i, flow_phase::established, now + for_ever);
}

void nat_mappings::release(index i, std::uint32_t linger, std::uint32_t now) noexcept {
    nat_binding& b = table_.value(i);
    if (b.flows != 0 && --b.flows != 0)
        return;
    if (linger != 0 && !is_abandoned(i) && !is_of_flow(i))
        return table_.set_phase(i, flow_phase::transitory, now + linger);
    finish(i, now);
    table_.erase(i);
}

// A key cannot be changed: the mapping is put in anew, into the room that it leaves, with one that nobody looks for.
void nat_mappings::abandon(index i, std::uint32_t now) noexcept {
    if (binding(i).flows == 0)
        return release(i, 0, now);
    const nat_binding kept = binding(i);
    const flow_key outer_again = outer(i);
    flow_key nobodys = inner(i);
    nobodys.destination = {};
    nobodys.destination_port = {};
    nobodys.ip_version = version_as(nobodys, abandoned_kind);
    ++abandoned_;
    std::memcpy(nobodys.destination.data(), &abandoned_, sizeof abandoned_);
    table_.erase(i);
    const auto nobody_goes = [](index) noexcept {};
    const auto done = table_.insert({nobodys, outer_again}, flow_phase::established, now, now + for_ever, nobody_goes);
    const index again = table_.other(done.where);
    table_.value(again) = kept;
    list_[kept.position] = again;
}

void nat_mappings::finish(index i, std::uint32_t now) noexcept {
    report(i, nat_event_kind::mapping_ended);
    const nat_binding b = binding(i);
    const std::uint16_t port = outer(i).destination_port.host();
    if (const auto of = own_port(i))
        ports_.give_back(b.slot, *of, port);
    list_[b.position] = list_.back();
    table_.value(list_.back()).position = b.position;
    list_.pop_back();
    subscribers_.release(b.subscriber, b.slot, port, now);
}

bool nat_mappings::add_remote(index i, const address_bytes& remote, std::uint32_t now) noexcept {
    const auto gone = [&](index first) noexcept { finish(table_.other(first), now); };
    const auto done = table_.insert(remote_key(outer(i), remote), flow_phase::established, now, now + for_ever, gone);
    if (done.result == insert_result::full)
        return false;
    ++table_.value(done.where).flows;
    return true;
}

void nat_mappings::remove_remote(index i, const address_bytes& remote, std::uint32_t now) noexcept {
    const index at = table_.find(remote_key(outer(i), remote), now);
    if (at != none && --table_.value(at).flows == 0)
        table_.erase(at);
}

bool nat_mappings::knows_remote(index i, const address_bytes& remote, std::uint32_t now) const noexcept {
    return table_.find(remote_key(outer(i), remote), now) != none;
}

void nat_mappings::expire(std::uint32_t now, std::size_t budget) noexcept {
    table_.expire(now, budget, [&](index first) noexcept { finish(table_.other(first), now); });
}

void nat_mappings::report(index i, nat_event_kind kind) noexcept {
    const nat_binding& b = binding(i);
    if (!b.logged)
        return;
    const flow_key& who = subscribers_.key(b.subscriber);
    const std::uint16_t port = outer(i).destination_port.host();
    journal_.write({.subscriber = who.source,
                    .external = outer(i).destination,
                    .ports = {port, port},
                    .internal_port = inner(i).source_port.host(),
                    .zone = who.zone,
                    .protocol = outer(i).protocol,
                    .ip_version = who.ip_version,
                    .external_version = external_version(i),
                    .kind = kind});
}

} // namespace xdpk::detail
