// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/fragment_ports.hpp>

#include <algorithm>

namespace xdpk {

namespace {

constexpr std::size_t expiry_steps = 8;

/// The datagram's identifier where a flow has its ports.
flow_key datagram_key(const flow_key& key, std::uint32_t id) noexcept {
    flow_key datagram = key;
    datagram.source_port = be16::from_raw(static_cast<std::uint16_t>(id));
    datagram.destination_port = be16::from_raw(static_cast<std::uint16_t>(id >> 16U));
    return datagram;
}

void let_go(std::uint32_t) noexcept {}

} // namespace

fragment_ports::fragment_ports(std::size_t datagrams, tick now)
    : datagrams_(flow_table_config{.entries = std::max<std::size_t>(datagrams, 64), .now = now}) {}

void fragment_ports::remember(const flow_key& key, const fragment_place& place, tick now) noexcept {
    datagrams_.expire(now, expiry_steps, let_go);
    const auto added =
        datagrams_.insert(datagram_key(key, place.id), flow_phase::transitory, now, now + lifetime, let_go);
    // An identifier that comes again is of a new datagram: what is known of the old one may be wrong.
    if (added.where != decltype(datagrams_)::none)
        datagrams_.value(added.where) = {key.source_port, key.destination_port,
                                         static_cast<std::uint32_t>(place.length)};
}

fragment_ports::outcome fragment_ports::complete(flow_key& key, const fragment_place& place, tick now) const noexcept {
    const auto found = datagrams_.find(datagram_key(key, place.id), now);
    if (found == decltype(datagrams_)::none)
        return outcome::unknown;
    const first_fragment& first = datagrams_.value(found);
    if (place.offset < first.length)
        return outcome::overlapping;
    key.source_port = first.source_port;
    key.destination_port = first.destination_port;
    return outcome::known;
}

} // namespace xdpk
