// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/nd.hpp>

#include "martian.hpp"

#include <xdpk/base/clock.hpp>
#include <xdpk/base/error.hpp>
#include <xdpk/net/checksum.hpp>
#include <xdpk/net/ethernet.hpp>
#include <xdpk/net/headers.hpp>
#include <xdpk/net/packet_type.hpp>

#include <cstring>
#include <span>

namespace xdpk {

namespace {

bool is_discovery(const packet& p) noexcept {
    const packet_type type = packet_type::from_bits(p.type);
    if (type.l3 != l3_type::ipv6 || type.protocol != ip_proto::icmpv6 || type.vlan_tags != 0 || p.l4 == 0)
        return false;
    const auto message = std::to_integer<std::uint8_t>(p.data[p.l4]);
    return message == nd_message::solicitation || message == nd_message::advertisement;
}

/// From the ICMPv6 header to the end of the IPv6 packet. The parser has checked that it is there, perhaps in segments.
std::size_t message_length(const packet& p) noexcept {
    const auto& ip = *reinterpret_cast<const ipv6_header*>(p.data + p.l3);
    return p.l3 + sizeof(ipv6_header) + ip.payload_length.host() - p.l4;
}

bool has_right_checksum(const packet& p, std::size_t length) noexcept {
    const auto& ip = *reinterpret_cast<const ipv6_header*>(p.data + p.l3);
    ones_complement_sum sum = pseudo_header_sum(ip, ip_proto::icmpv6, static_cast<std::uint32_t>(length));
    sum.add(std::span<const std::byte>(p.data + p.l4, length));
    return sum.folded() == 0xffff;
}

} // namespace

/// A message that passed the checks.
struct nd::heard {
    port_id port;
    const ethernet_header& ethernet;
    const ipv6_header& ip;
    const nd_message& message;
    nd_options options;

    [[nodiscard]] bool from_nobody() const noexcept { return ip.source == ipv6_address{}; }

    static std::optional<heard> read(const packet& p) noexcept {
        const std::size_t length = message_length(p);
        if (p.rest_count != 0 || p.l4 != p.l3 + sizeof(ipv6_header) || length < sizeof(nd_message) ||
            !has_right_checksum(p, length))
            return std::nullopt;
        const std::span<const std::byte> all(p.data + p.l4, length);
        const std::optional<nd_options> options = read_nd_options(all.subspan(sizeof(nd_message)));
        if (!options)
            return std::nullopt;
        const heard h{p.in_port, *reinterpret_cast<const ethernet_header*>(p.data),
                      *reinterpret_cast<const ipv6_header*>(p.data + p.l3), *header_at<nd_message>(all, 0), *options};
        return h.is_valid() ? std::optional(h) : std::nullopt;
    }

private:
    [[nodiscard]] bool is_valid() const noexcept {
        if (ip.hop_limit != nd_message::hop_limit || message.code != 0 || detail::is_group(message.target) ||
            detail::is_group(ip.source))
            return false;
        if (options.source.value_or(mac_address{}).is_group() || options.target.value_or(mac_address{}).is_group())
            return false;
        if (message.type == nd_message::advertisement)
            return !(detail::is_group(ip.destination) && message.has(nd_message::solicited));
        return !from_nobody() ||
               (ip.destination == solicited_node_address(message.target) && !options.source.has_value());
    }
};

nd::nd(const nd_config& config)
    : own_(config.own), hops_(config.hops), router_flag_(config.forwarding ? nd_message::from_router : 0),
      listen_(config.listen) {
    if (!hops_)
        throw error({.where = name, .what = "no hops", .hint = "give it a hop table"});
}

void nd::discard(packet& p, counter& why) const noexcept {
    if (!listen_)
        p.out_port = to_drop;
    why.add(1);
}

void nd::operator()(burst& b) noexcept { run(b, now_in_seconds()); }

void nd::run(burst& b, std::uint32_t now) noexcept {
    for (packet& p : b)
        if (p.out_port == unrouted && is_discovery(p))
            receive(b, p, now);
}

void nd::receive(const burst& b, packet& p, std::uint32_t now) noexcept {
    if (own_.nearest(p.in_port, ipv6_address{}) == nullptr)
        return;
    const std::optional<heard> h = heard::read(p);
    if (!h)
        return discard(p, invalid_);
    if (h->message.type == nd_message::solicitation)
        solicited(b, p, *h, now);
    else
        advertised(p, *h, now);
}

void nd::solicited(const burst& b, packet& p, const heard& h, std::uint32_t now) noexcept {
    if (const own_address* const sender = own_.find(h.port, h.ip.source)) {
        if (sender->mac != h.ethernet.source)
            discard(p, conflict_);
        return;
    }
    const own_address* const us = own_.find(h.port, h.message.target);
    learn(h, us != nullptr, now);
    if (us != nullptr && !listen_)
        answer(b, p, h, *us);
}

void nd::learn(const heard& h, bool for_us, std::uint32_t now) noexcept {
    if (!h.options.source)
        return;
    std::uint16_t hop = hops_->find({h.port, h.ip.source});
    if (hop == hop_table::none && for_us && hops_->has_room_for_strangers())
        hop = hops_->find_or_make({h.port, h.ip.source});
    if (hop == hop_table::none)
        return;
    hops_->resolve(hop, *h.options.source, own_.nearest(h.port, h.ip.source)->mac, now);
    learned_.add(1);
}

void nd::advertised(packet& p, const heard& h, std::uint32_t now) noexcept {
    if (const own_address* const claimed = own_.find(h.port, h.message.target)) {
        if (claimed->mac != h.ethernet.source)
            discard(p, conflict_);
        return;
    }
    if (const std::uint16_t hop = hops_->find({h.port, h.message.target}); hop != hop_table::none)
        believe(h, hop, now);
    if (own_.find(h.port, h.ip.destination) != nullptr)
        discard(p, advertisements_);
}

// RFC 4861, section 7.2.5: without the override flag an address that is known does not change.
void nd::believe(const heard& h, std::uint16_t hop, std::uint32_t now) noexcept {
    const flow_hop known = (*hops_)[hop];
    const bool resolved = known.port != unrouted;
    if (!h.options.target && !resolved)
        return;
    const mac_address mac = h.options.target.value_or(known.destination);
    const bool changes = resolved && mac != known.destination;
    if (changes && !h.message.has(nd_message::overrides))
        return;
    hops_->resolve(hop, mac, own_.nearest(h.port, h.message.target)->mac, now);
    learned_.add(1);
}

void nd::answer(const burst& b, packet& p, const heard& h, const own_address& us) noexcept {
    const std::uint32_t length = p.l3 + static_cast<std::uint32_t>(sizeof(nd_packet));
    const std::uint32_t chunk = b.pool().chunk();
    if ((b.pool().address_of(p.data) & (chunk - 1)) + length > chunk)
        return discard(p, no_room_);
    const bool to_all = h.from_nobody();
    const mac_address asker = h.options.source.value_or(h.ethernet.source);
    const ethernet_header ethernet{.destination = to_all ? multicast_mac(all_nodes_address) : asker,
                                   .source = us.mac,
                                   .type = big_endian{ether_type::ipv6}};
    const nd_packet advertisement =
        make_nd_packet({.type = nd_message::advertisement,
                        .source = h.message.target,
                        .destination = to_all ? all_nodes_address : h.ip.source,
                        .target = h.message.target,
                        .flags = router_flag_ | nd_message::overrides | (to_all ? 0 : nd_message::solicited),
                        .mac = us.mac});
    std::memcpy(p.data, &ethernet, sizeof(ethernet));
    std::memcpy(p.data + p.l3, &advertisement, sizeof(advertisement));
    p.length = length;
    p.l4 = static_cast<std::uint8_t>(p.l3 + sizeof(ipv6_header));
    p.out_port = p.in_port;
    answered_.add(1);
}

std::vector<named_counter> nd::counters() const {
    return {{"answered", &answered_}, {"learned", &learned_}, {"advertisements", &advertisements_},
            {"conflict", &conflict_}, {"invalid", &invalid_}, {"no_room", &no_room_}};
}

} // namespace xdpk
