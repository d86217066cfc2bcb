// SPDX-License-Identifier: BSD-3-Clause
#include "flow_records.hpp"

#include "flow_batch.hpp"
#include "flow_rewrite.hpp"

#include <xdpk/net/headers.hpp>

#include <algorithm>

namespace xdpk::detail {

namespace {

bool has_ports(ip_proto protocol) noexcept { return protocol != ip_proto::icmp && protocol != ip_proto::icmpv6; }

std::uint8_t dscp_of(const packet& p, l3_type l3) noexcept {
    const std::byte* const header = p.data + p.l3;
    if (l3 == l3_type::ipv4)
        return static_cast<std::uint8_t>(reinterpret_cast<const ipv4_header*>(header)->tos >> 2U);
    return static_cast<std::uint8_t>(reinterpret_cast<const ipv6_header*>(header)->version_class_flow.host() >> 22U &
                                     0x3fU);
}

} // namespace

std::array<std::uint32_t, 6> timeouts_by_number(const flow_timeouts& timeouts) noexcept {
    // One more: the second in which the packet came has begun already.
    return {timeouts.tcp_established + 1, timeouts.tcp_transitory + 1, timeouts.udp + 1, timeouts.icmp + 1,
            timeouts.other + 1,           timeouts.refused + 1};
}

flow_timeout timeout_of(ip_proto protocol, bool established) noexcept {
    switch (protocol) {
    case ip_proto::tcp:
        return established ? tcp_established : tcp_transitory;
    case ip_proto::udp:
        return udp;
    case ip_proto::icmp:
    case ip_proto::icmpv6:
        return icmp;
    default:
        return other;
    }
}

packet_fields fields_of(const flow_key& key) noexcept {
    packet_fields fields{
        .source = key.source, .destination = key.destination, .protocol = key.protocol, .ip_version = key.ip_version};
    if (has_ports(key.protocol)) {
        fields.source_port = key.source_port;
        fields.destination_port = key.destination_port;
    }
    return fields;
}

packet_fields fields_of(const flow_key& key, const packet& p) noexcept {
    const packet_type type = packet_type::from_bits(p.type);
    packet_fields fields = fields_of(key);
    fields.tcp_flags = tcp_flags_of(p);
    if (type.is_icmp() && p.l4 != 0) {
        const auto& icmp = *header_at<icmp_header>(head_of(p), p.l4);
        fields.icmp_type = icmp.type;
        fields.icmp_code = icmp.code;
    }
    fields.vlan = vlan_id(head_of(p), type);
    fields.dscp = dscp_of(p, type.l3);
    fields.fragment = static_cast<std::uint8_t>(type.fragment);
    fields.interface = p.in_port;
    return fields;
}

flow_decision about(const flow_key& key) noexcept { return {.key = key, .rewritten = key, .fields = fields_of(key)}; }

flow_decision about(const flow_key& key, const packet& p) noexcept {
    return {.key = key, .rewritten = key, .fields = fields_of(key, p), .packet = head_of(p), .l4_offset = p.l4};
}

std::array<xdpk_flow_record, 2> make_records(const flow_decision& d) noexcept {
    xdpk_flow_record forward{};
    const bool refuses = d.verdict == XDPK_DROP || d.verdict == XDPK_REJECT;
    forward.verdict = static_cast<__u8>(d.verdict);
    forward.rewrite = d.rewrite;
    forward.state = static_cast<__u8>(XDPK_SEEN_FORWARD | (d.one_way ? XDPK_ONE_WAY : 0));
    forward.timeout = refuses ? refused : timeout_of(d.key.protocol, false);
    forward.mark = d.mark;
    std::ranges::copy(d.account, forward.account);
    xdpk_flow_record reply = forward;
    reply.state |= XDPK_IS_REPLY;
    if (d.verdict == XDPK_KERNEL) // what the kernel answers has its way out already
        reply.verdict = XDPK_FORWARD;
    forward.hop = d.hop;
    reply.hop = d.reply_hop;
    forward.tunnel = d.tunnel;
    reply.tunnel = d.reply_tunnel;
    if (d.verdict == XDPK_REJECT)
        forward.hop = reply.hop = static_cast<__u16>(d.why);
    if (!(d.key == d.rewritten)) {
        set_rewrite(forward, d.key, d.rewritten);
        set_rewrite(reply, reversed(d.rewritten), reversed(d.key));
    }
    return {forward, reply};
}

} // namespace xdpk::detail
