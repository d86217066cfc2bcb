// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/vip_responder.hpp>

#include "load_balancer_state.hpp"

#include <xdpk/net/checksum.hpp>
#include <xdpk/net/headers.hpp>

#include <utility>

namespace xdpk {

namespace {

constexpr std::uint8_t hop_limit = 64;

bool is_echo_request(const packet& p, packet_type type) noexcept {
    const auto& icmp = *reinterpret_cast<const icmp_header*>(p.data + p.l4);
    return icmp.code == 0 &&
           icmp.type == (type.l3 == l3_type::ipv4 ? icmp_header::echo_request : icmp_header::v6_echo_request);
}

/// A request that can be answered by changing fields.
bool is_plain_request(const packet& p) noexcept {
    const packet_type type = packet_type::from_bits(p.type);
    const ip_proto echo = type.l3 == l3_type::ipv4 ? ip_proto::icmp : ip_proto::icmpv6;
    return type.is_ip() && !type.malformed && type.protocol == echo && p.l4 != 0 && !type.has_options &&
           type.fragment == fragment_type::none && is_echo_request(p, type) &&
           !reinterpret_cast<const ethernet_header*>(p.data)->destination.is_group();
}

/// The checksum covers addresses that change places: the type alone makes a difference.
void answer(const packet& p) noexcept {
    auto& ethernet = *reinterpret_cast<ethernet_header*>(p.data);
    std::swap(ethernet.destination, ethernet.source);
    auto& icmp = *reinterpret_cast<icmp_header*>(p.data + p.l4);
    const be16 before{static_cast<std::uint16_t>(icmp.type << 8U)};
    if (packet_type::from_bits(p.type).l3 == l3_type::ipv4) {
        auto& ip = *reinterpret_cast<ipv4_header*>(p.data + p.l3);
        std::swap(ip.source, ip.destination);
        ip.ttl = hop_limit;
        ip.checksum = header_checksum(ip);
        icmp.type = icmp_header::echo_reply;
    } else {
        auto& ip = *reinterpret_cast<ipv6_header*>(p.data + p.l3);
        std::swap(ip.source, ip.destination);
        ip.hop_limit = hop_limit;
        icmp.type = icmp_header::v6_echo_reply;
    }
    ones_complement_sum difference;
    difference.replace(before, be16{static_cast<std::uint16_t>(icmp.type << 8U)});
    icmp.checksum = updated_checksum(icmp.checksum, difference);
}

} // namespace

void vip_responder::operator()(burst& b) noexcept {
    for (packet& p : b) {
        if (p.out_port == to_drop || !is_plain_request(p))
            continue;
        const std::optional<flow_key> key = extract_flow_key(
            {p.data, p.length}, {.type = packet_type::from_bits(p.type), .l3_offset = p.l3, .l4_offset = p.l4});
        if (!key || !table_->state().is_vip(*key))
            continue;
        answer(p);
        p.out_port = p.in_port;
        answered_.add(1);
    }
}

std::shared_ptr<const load_balancer_table>
vip_responder::replace(std::shared_ptr<const load_balancer_table> table) noexcept {
    return std::exchange(table_, std::move(table));
}

} // namespace xdpk
