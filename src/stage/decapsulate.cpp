// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/decapsulator.hpp>

#include "describe_packet.hpp"
#include "ip_fields.hpp"

#include <xdpk/net/checksum.hpp>
#include <xdpk/net/headers.hpp>
#include <xdpk/net/tunnel_headers.hpp>

#include <algorithm>
#include <bit>
#include <cstring>

namespace xdpk {

namespace {

constexpr std::uint8_t ecn_mask = 3;
constexpr std::uint8_t not_capable = 0;
constexpr std::uint8_t capable_1 = 1;
constexpr std::uint8_t capable_0 = 2;
constexpr std::uint8_t congested = 3;

/// Takes headers one after the other, up to the end of the first segment or of the packet they are in.
class header_reader {
public:
    header_reader(std::span<const std::byte> bytes, std::size_t at) noexcept : bytes_(bytes), at_(at) {}

    template <wire_header Header>
    const Header* take() noexcept {
        const auto* const header = header_at<Header>(bytes_, at_);
        at_ += sizeof(Header);
        return header;
    }
    void skip(std::size_t length) noexcept { at_ += length; }

    [[nodiscard]] tunnel_payload found(ether_type type, std::optional<std::uint32_t> key = {}) const noexcept {
        tunnel_payload payload{.offset = static_cast<std::uint16_t>(at_), .is_ipv4 = type == ether_type::ipv4};
        payload.key = key;
        if (at_ > bytes_.size())
            payload.error = tunnel_error::malformed;
        else if (type != ether_type::ipv4 && type != ether_type::ipv6)
            payload.error = tunnel_error::not_ip;
        return payload;
    }

private:
    std::span<const std::byte> bytes_;
    std::size_t at_;
};

tunnel_payload failed(tunnel_error error) noexcept { return {.error = error}; }

ether_type type_of(ip_proto protocol) noexcept {
    if (protocol == ip_proto::ipip)
        return ether_type::ipv4;
    return protocol == ip_proto::ipv6 ? ether_type::ipv6 : ether_type{};
}

tunnel_payload read_gre(header_reader in) noexcept {
    const auto* const gre = in.take<gre_header>();
    if (gre == nullptr)
        return failed(tunnel_error::malformed);
    const std::uint16_t flags = gre->flags.host();
    // Version, routing and reserved bits (RFC 2784, section 2.2); a checksum nobody verifies is no protection.
    if ((flags & ~gre_header::known_flags) != 0 || (flags & gre_header::checksum_present) != 0)
        return failed(tunnel_error::unsupported);
    std::optional<std::uint32_t> key;
    if ((flags & gre_header::key_present) != 0) {
        const auto* const word = in.take<be32>();
        if (word == nullptr)
            return failed(tunnel_error::malformed);
        key = word->host();
    }
    if ((flags & gre_header::sequence_present) != 0)
        in.skip(sizeof(be32));
    return in.found(gre->protocol.host(), key);
}

tunnel_payload read_gue(header_reader in) noexcept {
    header_reader ahead = in;
    const auto* const first = ahead.take<std::uint8_t>();
    if (first == nullptr)
        return failed(tunnel_error::malformed);
    if ((*first & gue_header::variant_mask) == gue_header::direct_ip)
        return in.found(*first >> 4U == 4 ? ether_type::ipv4 : ether_type::ipv6);
    const auto* const gue = in.take<gue_header>();
    if (gue == nullptr)
        return failed(tunnel_error::malformed);
    if (gue->variant_length != 0 || gue->flags != be16{})
        return failed(tunnel_error::unsupported);
    return in.found(type_of(gue->protocol));
}

tunnel_payload read_inner_ethernet(header_reader in, std::uint32_t key) noexcept {
    const auto* const ethernet = in.take<ethernet_header>();
    return ethernet == nullptr ? failed(tunnel_error::malformed) : in.found(ethernet->type.host(), key);
}

tunnel_payload read_vxlan(header_reader in) noexcept {
    const auto* const vxlan = in.take<vxlan_header>();
    if (vxlan == nullptr || (vxlan->flags.host() & vxlan_header::vni_present) == 0)
        return failed(tunnel_error::malformed);
    return read_inner_ethernet(in, vxlan->vni.host() >> 8U);
}

tunnel_payload read_geneve(header_reader in) noexcept {
    const auto* const geneve = in.take<geneve_header>();
    if (geneve == nullptr)
        return failed(tunnel_error::malformed);
    if ((geneve->version_length & geneve_header::version_mask) != 0 ||
        (geneve->flags & (geneve_header::control | geneve_header::critical_options)) != 0)
        return failed(tunnel_error::unsupported);
    in.skip(geneve->header_length() - sizeof(geneve_header));
    const std::uint32_t key = geneve->vni.host() >> 8U;
    const ether_type type = geneve->protocol.host();
    return type == transparent_ethernet ? read_inner_ethernet(in, key) : in.found(type, key);
}

tunnel_payload read_headers(header_reader in, tunnel_type type, ip_proto protocol) noexcept {
    switch (type) {
    case tunnel_type::ipip:
        return in.found(type_of(protocol));
    case tunnel_type::gre:
        return read_gre(in);
    case tunnel_type::gue:
        return read_gue(in);
    case tunnel_type::vxlan:
        return read_vxlan(in);
    default:
        return read_geneve(in);
    }
}

void set_ecn(const packet& p, bool v4, std::uint8_t ecn) noexcept {
    std::byte* const at = p.data + p.l3;
    if (v4) {
        auto& ip = *reinterpret_cast<ipv4_header*>(at);
        const auto before = std::bit_cast<be16>(std::array{ip.version_ihl, ip.tos});
        ip.tos = static_cast<std::uint8_t>((ip.tos & ~ecn_mask) | ecn);
        ones_complement_sum difference;
        difference.replace(before, std::bit_cast<be16>(std::array{ip.version_ihl, ip.tos}));
        ip.checksum = updated_checksum(ip.checksum, difference);
    } else {
        auto& ip = *reinterpret_cast<ipv6_header*>(at);
        const std::uint32_t cleared = ip.version_class_flow.host() & ~(std::uint32_t{ecn_mask} << 20U);
        ip.version_class_flow = be32{cleared | std::uint32_t{ecn} << 20U};
    }
}

/// Tells the inner packet what the outer one met (RFC 6040, figure 4); false: it cannot be told.
bool pass_on_ecn(const packet& p, std::uint8_t outer) noexcept {
    const detail::ip_fields ip = detail::read_ip(p);
    const std::uint8_t inner = ip.traffic_class & ecn_mask;
    if (outer == congested && inner == not_capable)
        return false;
    if ((outer == congested && inner != congested) || (outer == capable_1 && inner == capable_0))
        set_ecn(p, ip.is_ipv4, outer);
    return true;
}

} // namespace

tunnel_payload read_tunnel(const packet& p, tunnel_type type) noexcept {
    const packet_type outer = packet_type::from_bits(p.type);
    if (outer.fragment != fragment_type::none)
        return failed(tunnel_error::fragment);
    std::uint32_t end = p.l3 + detail::read_ip(p).length;
    std::size_t from = p.l4;
    if (outer.protocol == ip_proto::udp) {
        end = p.l4 + std::uint32_t{reinterpret_cast<const udp_header*>(p.data + p.l4)->length.host()};
        from += sizeof(udp_header);
    }
    const std::span<const std::byte> headers(p.data, std::min(p.length, end));
    tunnel_payload payload = read_headers({headers, from}, type, outer.protocol);
    payload.end = end;
    return payload;
}

inner_error decapsulate(packet& p, const tunnel_payload& inside) noexcept {
    const std::uint8_t outer_ecn = detail::read_ip(p).traffic_class & ecn_mask;
    const std::uint32_t shift = inside.offset - std::uint32_t{p.l3};
    std::memmove(p.data + shift, p.data, p.l3);
    p.data += shift;
    const std::uint32_t length = inside.end - shift;
    p.length -= shift;
    if (p.rest_count == 0)
        p.length = std::min(p.length, length);
    reinterpret_cast<big_endian<ether_type>*>(p.data + p.l3)[-1] =
        big_endian{inside.is_ipv4 ? ether_type::ipv4 : ether_type::ipv6};
    if (detail::describe(p, length).error != parse_error::none)
        return inner_error::malformed;
    return pass_on_ecn(p, outer_ecn) ? inner_error::none : inner_error::congestion;
}

} // namespace xdpk
