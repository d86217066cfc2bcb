// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/pushed_record.hpp>

#include "tunnel_payload.hpp"

#include <xdpk/net/flow_hash.hpp>
#include <xdpk/net/headers.hpp>
#include <xdpk/stage/hop_table.hpp>

#include <algorithm>
#include <bit>
#include <cstring>

namespace xdpk {

namespace {

bool is_known(const flow_key& key) noexcept {
    switch (key.protocol) {
    case ip_proto::tcp:
    case ip_proto::udp:
        return true;
    case ip_proto::icmp:
        return key.ip_version == 4;
    case ip_proto::icmpv6:
        return key.ip_version == 6;
    default:
        return false;
    }
}

bool stays(const flow_key& key, const xdpk_flow_record& record) noexcept {
    return !is_known(key) || (record.verdict != XDPK_FORWARD && record.verdict != XDPK_DROP) ||
           (record.rewrite & XDPK_TRANSLATE_IP) != 0;
}

bool is_over_udp(tunnel_type type) noexcept {
    return type == tunnel_type::gue || type == tunnel_type::vxlan || type == tunnel_type::geneve;
}

xdpk_pushed_tunnel for_payload(const tunnel_header& tunnel, bool v4) noexcept {
    xdpk_pushed_tunnel pushed{};
    std::memcpy(pushed.bytes, tunnel.bytes.data(), tunnel.length);
    pushed.length = tunnel.length;
    pushed.inner_mtu = inner_mtu(tunnel);
    if (std::holds_alternative<ipv6_address>(destination_of(tunnel)))
        pushed.flags |= XDPK_TUNNEL_OUTER_V6;
    if (is_over_udp(tunnel.type))
        pushed.flags |= XDPK_TUNNEL_UDP;
    if (tunnel.has_udp_checksum)
        pushed.flags |= XDPK_TUNNEL_UDP_CHECKSUM;
    if (tunnel.copies_hop_limit)
        pushed.flags |= XDPK_TUNNEL_COPIES_HOP_LIMIT;
    detail::name_payload(reinterpret_cast<std::byte*>(pushed.bytes), tunnel, v4);
    return pushed;
}

} // namespace

xdpk_pushed_key push_key(const flow_key& key) noexcept { return std::bit_cast<xdpk_pushed_key>(key); }

std::optional<xdpk_pushed_flow> push_record(const flow_key& key, const xdpk_flow_record& record,
                                            const flow_hop& hop) noexcept {
    if (stays(key, record))
        return std::nullopt;
    xdpk_pushed_flow flow{};
    flow.verdict = record.verdict;
    if (record.verdict == XDPK_DROP)
        return flow;
    if (hop.port >= max_ports)
        return std::nullopt;
    flow.rewrite = record.rewrite & (XDPK_REWRITE_ADDRESSES | XDPK_DECREMENT_TTL);
    flow.out_port = hop.port;
    flow.l3_delta = record.l3_delta;
    flow.l4_delta = record.l4_delta;
    flow.tunnel = record.tunnel;
    flow.hash = flow_hash(key);
    if (record.hop != hop_table::none) {
        flow.rewrite |= XDPK_SET_MACS;
        std::ranges::copy(hop.destination.bytes, flow.destination_mac);
        std::ranges::copy(hop.source.bytes, flow.source_mac);
    }
    std::ranges::copy(record.source, flow.source);
    std::ranges::copy(record.destination, flow.destination);
    flow.source_port = record.source_port;
    flow.destination_port = record.destination_port;
    return flow;
}

std::optional<std::array<xdpk_pushed_tunnel, 2>> push_tunnel(const tunnel_header& tunnel) noexcept {
    if (tunnel.length == 0)
        return std::nullopt;
    return std::array{for_payload(tunnel, true), for_payload(tunnel, false)};
}

} // namespace xdpk
