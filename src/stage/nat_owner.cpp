// SPDX-License-Identifier: BSD-3-Clause
// Which worker a packet is translated by.
#include <xdpk/stage/nat_rules.hpp>
#include <xdpk/stage/owner_rules.hpp>

#include "nat_plan.hpp"

#include <algorithm>

namespace xdpk {

namespace {

using detail::nat_address;
using detail::nat_plan;

/// Flows from the key's source are translated, or some to it are.
bool is_inside(const nat_plan& plan, const flow_key& key, const nat_plan::rule* rule) noexcept {
    return (rule != nullptr && rule->pool != nat_plan::none) ||
           std::ranges::binary_search(plan.served, nat_address{key.source, key.ip_version});
}

bool translates(const nat_plan& plan, const flow_key& key, const nat_plan::rule* rule) noexcept {
    return rule != nullptr ? rule->pool != nat_plan::none : plan.find_outbound(key) != nullptr;
}

} // namespace

// Without ports nobody can tell whose an external address is: then the other end's address is what both directions have
// in common.
std::uint32_t nat_rules::owner_of(const flow_key& key, std::uint32_t workers) const noexcept {
    if (const std::optional<std::uint32_t> by_port = worker_of(key, workers))
        return *by_port;
    const bool has_ports = detail::port_class_of(key).has_value();
    const nat_plan::entry* const entry = plan_->find_inbound(key);
    if (has_ports && entry != nullptr)
        return worker_by_address(entry->internal.bytes, key.ip_version, workers);
    if (entry != nullptr || plan_->find_external({key.destination, key.ip_version}) != nat_plan::none)
        return worker_by_address(key.source, key.ip_version, workers);
    const flow_key back = reversed(key);
    const nat_plan::rule* const rule = plan_->find_rule(key);
    const bool from_inside = is_inside(*plan_, key, rule);
    const bool to_inside = is_inside(*plan_, back, plan_->find_rule(back));
    if (from_inside == to_inside && !(from_inside && translates(*plan_, key, rule)))
        return owner_by_addresses{workers}({}, key);
    return worker_by_address(from_inside == has_ports ? key.source : key.destination, key.ip_version, workers);
}

} // namespace xdpk
