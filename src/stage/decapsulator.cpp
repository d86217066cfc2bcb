// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/decapsulator.hpp>

#include "address_bytes.hpp"

#include <xdpk/base/error.hpp>
#include <xdpk/net/tunnel_headers.hpp>

#include <algorithm>
#include <fmt/format.h>

namespace xdpk {

namespace {

[[noreturn]] void refuse(const tunnel_endpoint& end, const std::string& what, const std::string& hint) {
    throw error(
        {.where = fmt::format("{} tunnel's end {}", name(end.type), to_string(end.local)), .what = what, .hint = hint});
}

void check(const tunnel_endpoint& end) {
    if (end.remote && end.remote->index() != end.local.index())
        refuse(end, fmt::format("{} is of the other family", to_string(*end.remote)),
               "give two IPv4 or two IPv6 addresses");
    const bool has_vni = end.type == tunnel_type::vxlan || end.type == tunnel_type::geneve;
    if (has_vni && (!end.key || *end.key > largest_vni))
        refuse(end, "no network identifier", fmt::format("give a key of 0 to {}", largest_vni));
    if (end.key && !has_vni && end.type != tunnel_type::gre)
        refuse(end, "it cannot have a key", "use gre, vxlan or geneve");
    if (end.port != 0 && default_port(end.type) == 0)
        refuse(end, "it is not over UDP", "leave out the port");
}

flow_key arrival_at(const tunnel_endpoint& end, ip_proto protocol) {
    return {.destination = detail::bytes_of(end.local),
            .destination_port = be16{end.port != 0 ? end.port : default_port(end.type)},
            .protocol = protocol,
            .ip_version = detail::version_of(end.local)};
}

} // namespace

void decapsulator::add(const tunnel_endpoint& end) {
    check(end);
    std::vector<ip_proto> protocols{ip_proto::udp};
    if (end.type == tunnel_type::ipip)
        protocols = {ip_proto::ipip, ip_proto::ipv6};
    else if (end.type == tunnel_type::gre)
        protocols = {ip_proto::gre};
    for (const ip_proto protocol : protocols) {
        const flow_key arrival = arrival_at(end, protocol);
        protocols_.set(static_cast<std::size_t>(protocol));
        auto at = std::ranges::find(places_, arrival, &place::arrival);
        if (at == places_.end())
            at = places_.insert(at, {arrival, end.type, {}});
        if (at->type != end.type)
            refuse(end, fmt::format("a {} tunnel has the same port", xdpk::name(at->type)), "choose another port");
        at->tunnels.push_back({end.key, {}});
        if (end.remote)
            at->tunnels.back().remote = detail::bytes_of(*end.remote);
    }
}

decapsulator::decapsulator(const decapsulator_config& config) {
    for (const tunnel_endpoint& end : config.endpoints)
        add(end);
    for (place& at : places_)
        std::ranges::sort(at.tunnels, {}, &tunnel::key);
}

const decapsulator::place* decapsulator::find(const flow_key& key) const noexcept {
    for (const place& at : places_)
        if (at.arrival.destination == key.destination && at.arrival.protocol == key.protocol &&
            at.arrival.destination_port == key.destination_port && at.arrival.ip_version == key.ip_version)
            return &at;
    return nullptr;
}

counter* decapsulator::refuses(const place& at, const tunnel_payload& inside, const flow_key& key) noexcept {
    counter* why = &unknown_key_;
    for (auto t = std::ranges::lower_bound(at.tunnels, inside.key, {}, &tunnel::key);
         t != at.tunnels.end() && t->key == inside.key; ++t) {
        if (!t->remote || *t->remote == key.source)
            return nullptr;
        why = &unknown_source_;
    }
    return why;
}

counter* decapsulator::take_out(packet& p, const flow_key& key, const place& at) noexcept {
    const tunnel_payload inside = read_tunnel(p, at.type);
    switch (inside.error) {
    case tunnel_error::fragment:
        return &fragment_;
    case tunnel_error::malformed:
        return &malformed_;
    case tunnel_error::unsupported:
        return &unsupported_;
    case tunnel_error::not_ip:
        return &not_ip_;
    case tunnel_error::none:
        break;
    }
    if (counter* const why = refuses(at, inside, key))
        return why;
    switch (decapsulate(p, inside)) {
    case inner_error::malformed:
        return &inner_malformed_;
    case inner_error::congestion:
        return &congestion_;
    case inner_error::none:
        break;
    }
    return nullptr;
}

void decapsulator::operator()(burst& b) noexcept {
    for (packet& p : b) {
        const packet_type type = packet_type::from_bits(p.type);
        if (p.out_port == to_drop || !type.is_ip() || !protocols_.test(static_cast<std::size_t>(type.protocol)))
            continue;
        const std::optional<flow_key> key =
            extract_flow_key({p.data, p.length}, {.type = type, .l3_offset = p.l3, .l4_offset = p.l4});
        const place* const at = key ? find(*key) : nullptr;
        if (at == nullptr)
            continue;
        if (counter* const why = take_out(p, *key, *at)) {
            why->add(1);
            p.out_port = to_drop;
        } else {
            decapsulated_.add(1);
        }
    }
}

std::vector<named_counter> decapsulator::counters() const {
    return {{"decapsulated", &decapsulated_},
            {"fragment", &fragment_},
            {"malformed", &malformed_},
            {"unsupported", &unsupported_},
            {"not_ip", &not_ip_},
            {"unknown_key", &unknown_key_},
            {"unknown_source", &unknown_source_},
            {"inner_malformed", &inner_malformed_},
            {"congestion", &congestion_}};
}

} // namespace xdpk
