// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/nat_rules.hpp>

#include "nat_plan.hpp"
#include "nat_ports.hpp"

namespace xdpk {

nat_rules::nat_rules(const nat_config& config)
    : plan_(std::make_unique<const detail::nat_plan>(detail::compile_nat(config))) {}

nat_rules::~nat_rules() = default;
nat_rules::nat_rules(nat_rules&&) noexcept = default;
nat_rules& nat_rules::operator=(nat_rules&&) noexcept = default;

std::size_t nat_rules::addresses() const noexcept { return plan_->externals.size(); }

std::optional<std::uint32_t> nat_rules::worker_of(const flow_key& inbound, std::uint32_t workers) const noexcept {
    const std::uint32_t number = plan_->find_external({inbound.destination, inbound.ip_version});
    if (number == detail::nat_plan::none || !detail::port_class_of(inbound) || plan_->find_inbound(inbound) != nullptr)
        return std::nullopt;
    const detail::nat_plan::pool& pool = plan_->pools[plan_->externals[number].pool];
    const std::uint16_t port = inbound.destination_port.host();
    if (!pool.in_blocks())
        return detail::worker_of_port(port, workers);
    const std::uint32_t block = static_cast<std::uint32_t>(port - pool.high->first) / pool.config.block_size;
    if (port < pool.high->first || block >= pool.block_count())
        return std::nullopt;
    return detail::worker_of_block(block, workers);
}

std::optional<nat_rules::port_place> nat_rules::ports_of(const ip_address& subscriber) const {
    const detail::nat_address address = detail::nat_address_of(subscriber);
    for (const detail::nat_plan::pool& pool : plan_->pools) {
        if (!pool.deterministic || !pool.subscribers.contains(address))
            continue;
        const deterministic_ports::place place = pool.deterministic->of(pool.subscribers.number_of(address));
        return port_place{detail::ip_address_of(plan_->externals[pool.members[place.address]].address), place.ports};
    }
    return std::nullopt;
}

std::optional<ip_address> nat_rules::subscriber_of(const ip_address& external, std::uint16_t port) const {
    const std::uint32_t number = plan_->find_external(detail::nat_address_of(external));
    if (number == detail::nat_plan::none)
        return std::nullopt;
    const detail::nat_plan::external& at = plan_->externals[number];
    const detail::nat_plan::pool& pool = plan_->pools[at.pool];
    if (!pool.deterministic)
        return std::nullopt;
    const std::optional<std::uint32_t> subscriber = pool.deterministic->subscriber(at.member, port);
    return subscriber ? std::optional(detail::ip_address_of(pool.subscribers.at(*subscriber))) : std::nullopt;
}

} // namespace xdpk
