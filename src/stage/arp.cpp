// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/arp.hpp>

#include "martian.hpp"

#include <xdpk/base/clock.hpp>
#include <xdpk/base/error.hpp>
#include <xdpk/net/headers.hpp>
#include <xdpk/net/packet_type.hpp>

namespace xdpk {

arp::arp(const arp_config& config) : own_(config.own), hops_(config.hops), listen_(config.listen) {
    if (!hops_)
        throw error({.where = name, .what = "no hops", .hint = "give it a hop table"});
}

void arp::discard(packet& p, counter& why) const noexcept {
    if (!listen_)
        p.out_port = to_drop;
    why.add(1);
}

void arp::operator()(burst& b) noexcept { run(b, now_in_seconds()); }

void arp::run(burst& b, std::uint32_t now) noexcept {
    for (packet& p : b) {
        const packet_type type = packet_type::from_bits(p.type);
        if (type.l3 == l3_type::arp && type.vlan_tags == 0 && p.out_port == unrouted)
            receive(p, now);
    }
}

void arp::receive(packet& p, std::uint32_t now) noexcept {
    auto& heard = *reinterpret_cast<arp_ipv4*>(p.data + p.l3);
    const own_address* const us = own_.find(p.in_port, heard.target_ip);
    if (const own_address* const sender = own_.find(p.in_port, heard.sender_ip)) {
        if (sender->mac != heard.sender_mac)
            discard(p, conflict_);
        return;
    }
    if (heard.sender_mac.is_group()) {
        if (us != nullptr)
            discard(p, invalid_);
        return;
    }
    const arp_operation operation = heard.operation.host();
    learn(p, heard, us != nullptr && operation == arp_operation::request, now);
    if (us == nullptr)
        return;
    if (operation == arp_operation::request && !listen_)
        answer(p, heard, *us);
    else if (operation == arp_operation::reply)
        discard(p, replies_);
}

void arp::learn(const packet& p, const arp_ipv4& heard, bool for_us, std::uint32_t now) noexcept {
    // Who asks with no address of its own only wants to know whether it may have one (RFC 5227, section 2.1.1).
    if (detail::is_martian(heard.sender_ip))
        return;
    const own_address* const own = own_.nearest(p.in_port, heard.sender_ip);
    if (own == nullptr)
        return;
    std::uint16_t hop = hops_->find({p.in_port, heard.sender_ip});
    if (hop == hop_table::none && for_us && hops_->has_room_for_strangers())
        hop = hops_->find_or_make({p.in_port, heard.sender_ip});
    if (hop == hop_table::none)
        return;
    hops_->resolve(hop, heard.sender_mac, own->mac, now);
    learned_.add(1);
}

void arp::answer(packet& p, arp_ipv4& request, const own_address& own) noexcept {
    auto& ethernet = *reinterpret_cast<ethernet_header*>(p.data);
    request.operation = big_endian{arp_operation::reply};
    request.target_mac = request.sender_mac;
    std::swap(request.target_ip, request.sender_ip);
    request.sender_mac = own.mac;
    ethernet.destination = request.target_mac;
    ethernet.source = own.mac;
    p.out_port = p.in_port;
    answered_.add(1);
}

std::vector<named_counter> arp::counters() const {
    return {{"answered", &answered_},
            {"learned", &learned_},
            {"replies", &replies_},
            {"conflict", &conflict_},
            {"invalid", &invalid_}};
}

} // namespace xdpk
