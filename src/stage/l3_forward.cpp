// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/l3_forward.hpp>

#include "decrement_ttl.hpp"
#include "martian.hpp"

#include <xdpk/base/error.hpp>
#include <xdpk/net/ethernet.hpp>

#include <array>
#include <cstring>
#include <span>

namespace xdpk {

namespace {

template <class Header>
const Header& header_of(const packet& p) noexcept {
    return *reinterpret_cast<const Header*>(p.data + p.l3);
}

template <class Header>
bool for_many(const packet& p) noexcept {
    return reinterpret_cast<const ethernet_header*>(p.data)->destination.is_group() ||
           detail::is_group(header_of<Header>(p).destination);
}

std::size_t length_of(const ipv4_header& ip) noexcept { return ip.total_length.host(); }
std::size_t length_of(const ipv6_header& ip) noexcept { return sizeof(ip) + ip.payload_length.host(); }

} // namespace

/// Packets of one family whose destinations are looked up together.
template <class Header>
struct l3_forward::batch {
    static constexpr std::size_t most = 64;

    std::size_t count = 0;
    std::array<packet*, most> packets;
    std::array<decltype(Header::destination), most> destinations;

    void add(packet& p) noexcept {
        packets[count] = &p;
        destinations[count++] = header_of<Header>(p).destination;
    }
    [[nodiscard]] bool full() const noexcept { return count == most; }
};

l3_forward::l3_forward(const l3_forward_config& config)
    : routes_(config.routes), hops_(config.hops), mtu_(config.mtu), macs_(config.macs),
      own_addresses_(config.own_addresses), refusals_(config.refusals_per_second) {
    if (!routes_ || !hops_)
        throw error({.where = name, .what = "no routes or no hops", .hint = "give it a forwarding and a hop table"});
}

void l3_forward::discard(packet& p, counter& why) noexcept {
    p.out_port = to_drop;
    why.add(1);
}

bool l3_forward::is_for_us(const packet& p) const noexcept {
    const mac_address& to = reinterpret_cast<const ethernet_header*>(p.data)->destination;
    const mac_address& own = macs_[p.in_port];
    return to == own || own == mac_address{} || to.is_group();
}

void l3_forward::tell(burst& b, packet& p, counter& counted, refusal why, std::uint16_t mtu) noexcept {
    discard(p, counted);
    if (refusals_.take(now_) && refuse(b, p, why, own_addresses_, mtu))
        told_.add(1);
}

void l3_forward::run(burst& b, std::uint32_t now) noexcept {
    now_ = now;
    batch<ipv4_header> v4;
    batch<ipv6_header> v6;
    const auto take = [this, &b](auto& into, packet& p) noexcept {
        into.add(p);
        if (into.full())
            forward(b, into);
    };
    for (packet& p : b) {
        if (p.out_port != unrouted)
            continue;
        const packet_type type = packet_type::from_bits(p.type);
        if (!type.is_ip())
            discard(p, not_ip_);
        else if (!is_for_us(p)) [[unlikely]]
            discard(p, not_for_us_);
        else if (type.l3 == l3_type::ipv4)
            take(v4, p);
        else
            take(v6, p);
    }
    forward(b, v4);
    forward(b, v6);
}

template <class Header>
void l3_forward::forward(burst& b, batch<Header>& wanted) noexcept {
    if (wanted.count == 0)
        return;
    std::array<const route_group*, batch<Header>::most> groups;
    routes_->look_up(std::span(wanted.destinations).first(wanted.count), std::span(groups).first(wanted.count));
    for (std::size_t i = 0; i < wanted.count; ++i)
        if (!for_many<Header>(*wanted.packets[i]))
            forward<Header>(b, *wanted.packets[i], groups[i]);
    wanted.count = 0;
}

template <class Header>
void l3_forward::forward(burst& b, packet& p, const route_group* group) noexcept {
    const Header& ip = header_of<Header>(p);
    if (group != nullptr && group->kind() == route_kind::local)
        return;
    if (detail::is_martian(ip.source) || detail::is_martian(ip.destination)) [[unlikely]]
        return discard(p, martian_);
    if (group == nullptr) [[unlikely]]
        return tell(b, p, no_route_, refusal::net_unreachable);
    if (group->kind() == route_kind::blackhole) [[unlikely]]
        return discard(p, blackhole_);
    if (group->kind() == route_kind::unreachable) [[unlikely]]
        return tell(b, p, unreachable_, refusal::host_unreachable);
    if (group->kind() == route_kind::tunnel) [[unlikely]]
        return discard(p, no_tunnel_);
    if (detail::ttl_of(p) <= 1) [[unlikely]]
        return tell(b, p, ttl_exceeded_, refusal::time_exceeded);
    const std::uint16_t hop = group->kind() == route_kind::gateways
                                  ? group->pick(p.hash)
                                  : hops_->find_or_make({group->port(), ip.destination});
    send(b, p, hop, length_of(ip));
}

void l3_forward::send(burst& b, packet& p, std::uint16_t hop, std::size_t length) noexcept {
    if (hop == hop_table::none) [[unlikely]]
        return discard(p, hops_full_);
    const flow_hop to = (*hops_)[hop];
    if (to.port == unrouted) [[unlikely]] {
        hops_->want(hop);
        return discard(p, unresolved_);
    }
    if (length > mtu_[to.port] && mtu_[to.port] != 0) [[unlikely]]
        return tell(b, p, too_big_, refusal::too_big, mtu_[to.port]);
    detail::decrement_ttl(p);
    std::memcpy(p.data, &to, 2 * sizeof(mac_address));
    p.out_port = to.port;
    forwarded_.add(1);
}

std::vector<named_counter> l3_forward::counters() const {
    return {{"forwarded", &forwarded_},
            {"not_ip", &not_ip_},
            {"not_for_us", &not_for_us_},
            {"martian", &martian_},
            {"no_route", &no_route_},
            {"blackhole", &blackhole_},
            {"unreachable", &unreachable_},
            {"ttl_exceeded", &ttl_exceeded_},
            {"unresolved", &unresolved_},
            {"hops_full", &hops_full_},
            {"too_big", &too_big_},
            {"no_tunnel", &no_tunnel_},
            {"told", &told_}};
}

} // namespace xdpk
