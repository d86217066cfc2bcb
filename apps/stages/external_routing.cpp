// SPDX-License-Identifier: BSD-3-Clause
#include "external_routing.hpp"

#include <algorithm>
#include <type_traits>
#include <utility>

namespace xdpk::stages {

namespace {

/// Calls `visit` with the addresses that two networks have in common.
template <class Address, class Visit>
void each_common(const ip_prefix<Address>& a, const ip_prefix<Address>& b, Visit visit) {
    const ip_prefix<Address> smaller = (a.length < b.length ? b : a).masked();
    if (!a.contains(smaller.address) || !b.contains(smaller.address))
        return;
    constexpr unsigned most_bits = 16;
    const unsigned host_bits = std::min(smaller.bits - smaller.length, most_bits);
    for (unsigned number = 0; number < 1U << host_bits; ++number) {
        Address address = smaller.address;
        auto& last = address.bytes;
        last[last.size() - 1] = static_cast<std::uint8_t>(last[last.size() - 1] | (number & 0xFFU));
        last[last.size() - 2] = static_cast<std::uint8_t>(last[last.size() - 2] | number >> 8U);
        visit(address);
    }
}

void add_common(std::vector<own_address>& list, const address_block& block, const own_address& own,
                std::uint8_t length) {
    std::visit(
        [&](const auto& prefix) {
            using address = std::decay_t<decltype(prefix.address)>;
            const auto* const ours = std::get_if<address>(&own.address);
            if (ours == nullptr)
                return;
            each_common(prefix, ip_prefix<address>{*ours, length}, [&](const address& a) {
                list.push_back({own.port, a, own.mac});
            });
        },
        block);
}

} // namespace

external_routing make_external_routing(routing_config config, const external_addresses& external,
                                       const std::vector<port_info>& ports, std::shared_ptr<hop_table> hops) {
    for (const auto& [block, kind] : external)
        config.routes.push_back({.destination = block, .kind = kind});
    external_routing made{.way = make_routing(config, ports, std::move(hops))};
    std::vector<own_address> answered;
    for (const interface_address& ours : config.addresses) {
        const own_address& own = *made.way.own.find(ours.port, ours.address);
        answered.push_back(own);
        for (const auto& [block, kind] : external)
            add_common(answered, block, own, ours.length);
    }
    made.answered = own_addresses(std::move(answered));
    return made;
}

} // namespace xdpk::stages
