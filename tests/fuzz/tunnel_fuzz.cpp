// SPDX-License-Identifier: BSD-3-Clause
// Input: a byte that chooses a tunnel, one that says how long the first segment is (in steps of 8 bytes; 0: all of it),
// and a packet. It goes into the tunnel and comes out as it was; then it is taken for one that is in such a tunnel.
#include <xdpk/stage/decapsulator.hpp>
#include <xdpk/stage/encapsulator.hpp>

#include "packets.hpp"
#include "require.hpp"

#include "stage/ip_fields.hpp"

namespace {

using namespace xdpk;
using fuzz::counted;
using fuzz::is_sound;
using fuzz::lone_packet;

struct input {
    std::uint8_t wish;
    std::size_t first;
    std::span<const std::uint8_t> packet;

    [[nodiscard]] tunnel_type type() const { return static_cast<tunnel_type>((wish & 7U) % 5); }
    [[nodiscard]] bool has(unsigned bit) const { return (wish >> bit & 1U) != 0; }
};

bool has_vni(tunnel_type type) { return type == tunnel_type::vxlan || type == tunnel_type::geneve; }
bool is_over_udp(tunnel_type type) { return default_port(type) != 0; }

tunnel_config config_of(const input& in) {
    tunnel_config config{.type = in.type()};
    config.source = in.has(3) ? *parse_ip("2001:db8:9::1") : *parse_ip("192.0.2.1");
    config.destination = in.has(3) ? *parse_ip("2001:db8:9::2") : *parse_ip("192.0.2.2");
    if (has_vni(config.type) || (config.type == tunnel_type::gre && in.has(4)))
        config.key = 0x123456;
    if (is_over_udp(config.type) && in.has(5))
        config.udp_checksum = true;
    config.hop_limit = in.has(6) ? 0 : 64;
    return config;
}

std::uint32_t ip_end(const packet& p) { return p.l3 + detail::read_ip(p).length; }

/// All segments' bytes, as far as the IP packet goes.
std::vector<std::byte> ip_bytes(const burst& b, const packet& p) {
    std::vector<std::byte> bytes(p.data, p.data + p.length);
    for (const segment& s : b.rest(p))
        bytes.insert(bytes.end(), s.data, s.data + s.length);
    require(ip_end(p) <= bytes.size());
    bytes.resize(ip_end(p));
    return bytes;
}

bool is_as_parsed(const burst& b, const packet& p) {
    const parsed_packet at = parse({p.data, p.length}, b.length(p));
    return at.error == parse_error::none && at.type.bits() == p.type && at.l3_offset == p.l3 && at.l4_offset == p.l4;
}

bool is_ip(const packet& p) { return p.out_port != to_drop && packet_type::from_bits(p.type).is_ip(); }

void check_there_and_back(const input& in) {
    lone_packet p(in.packet, in.first);
    burst& b = p.in_burst();
    parse_headers{}(b);
    const tunnel_config config = config_of(in);
    encapsulator into(config);
    if (!is_ip(*p)) {
        into(b);
        require(counted(into) == 0);
        return;
    }
    const std::vector<std::byte> before = ip_bytes(b, *p);
    const packet_type type = packet_type::from_bits(p->type);
    const bool fits = detail::read_ip(*p).length <= inner_mtu(make_tunnel(config));
    into(b);
    require(counted(into) == 1 && fits == (p->out_port != to_drop));
    if (!fits)
        return;
    require(is_as_parsed(b, *p) && is_sound(b, *p));
    decapsulator out_of({.endpoints = {{.type = config.type, .local = config.destination, .key = config.key}}});
    out_of(b);
    require(p->out_port != to_drop && counted(out_of) == 1);
    require(packet_type::from_bits(p->type) == type && is_as_parsed(b, *p) && ip_bytes(b, *p) == before);
}

/// Whether such a tunnel can be in a packet of this kind.
bool may_hold(packet_type type, tunnel_type tunnel) {
    if (tunnel == tunnel_type::ipip)
        return type.protocol == ip_proto::ipip || type.protocol == ip_proto::ipv6;
    return type.protocol == (tunnel == tunnel_type::gre ? ip_proto::gre : ip_proto::udp);
}

void check_any_tunnel(const input& in) {
    lone_packet p(in.packet, in.first);
    burst& b = p.in_burst();
    parse_headers{}(b);
    if (!is_ip(*p) || !may_hold(packet_type::from_bits(p->type), in.type()) || p->l4 == 0)
        return;
    const flow_key key =
        extract_flow_key({p->data, p->length},
                         {.type = packet_type::from_bits(p->type), .l3_offset = p->l3, .l4_offset = p->l4})
            .value();
    const tunnel_payload inside = read_tunnel(*p, in.type());
    tunnel_endpoint end{.type = in.type(), .local = key.destination_address(), .key = inside.key};
    if (has_vni(end.type))
        end.key = inside.key.value_or(0);
    if (is_over_udp(end.type))
        end.port = key.destination_port.host();
    const bool arrives = !is_over_udp(end.type) || end.port != 0;
    const std::uint32_t length = b.length(*p);
    decapsulator out_of({.endpoints = {end}});
    out_of(b);
    require(counted(out_of) == (arrives ? 1 : 0));
    if (!arrives || p->out_port == to_drop)
        return;
    require(inside.error == tunnel_error::none && b.length(*p) < length);
    require(is_as_parsed(b, *p) && ip_end(*p) <= b.length(*p));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2)
        return 0;
    const input in{data[0], data[1] == 0 ? fuzz::everything : data[1] * std::size_t{8}, {data + 2, size - 2}};
    check_there_and_back(in);
    check_any_tunnel(in);
    return 0;
}
