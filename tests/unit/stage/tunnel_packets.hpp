// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/packet_builder.hpp>
#include <xdpk/stage/decapsulator.hpp>
#include <xdpk/stage/tunnel.hpp>

#include "net/packet_row.hpp"
#include "support/frames.hpp"

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace xdpk::test {

/// What Scapy puts before a packet, from the outer IP header on.
struct tunnel_row {
    std::string name;
    tunnel_type type;
    bool keyed;
    unsigned inner_version;
    unsigned outer_version;
    std::string hex;
};

inline std::ostream& operator<<(std::ostream& out, const tunnel_row& row) { return out << row.name; }

/// The hash of the packet inside, as far as it is to be seen outside: source port 0xd678, flow label 0x45678.
inline constexpr std::uint32_t tunnelled_hash = 0x12345678;

// clang-format off
inline const std::vector<tunnel_row> tunnel_rows = {
    {"ipip_4_in_4", tunnel_type::ipip, false, 4, 4, "45b80042000040004004b5fcc0000201c0000202"},
    {"gre_4_in_4", tunnel_type::gre, false, 4, 4, "45b8004600004000402fb5cdc0000201c000020200000800"},
    {"gre_key_4_in_4", tunnel_type::gre, true, 4, 4, "45b8004a00004000402fb5c9c0000201c00002022000080001020304"},
    {"gue_4_in_4", tunnel_type::gue, false, 4, 4, "45b8004e000040004011b5e3c0000201c0000202d67817c0003a000000040000"},
    {"vxlan_4_in_4", tunnel_type::vxlan, true, 4, 4,
     "45b80060000040004011b5d1c0000201c0000202d67812b5004c0000080000001234560002000000"
     "00bb0200000000aa0800"},
    {"geneve_4_in_4", tunnel_type::geneve, true, 4, 4,
     "45b80060000040004011b5d1c0000201c0000202d67817c1004c0000000065581234560002000000"
     "00bb0200000000aa0800"},
    {"ipip_6_in_4", tunnel_type::ipip, false, 6, 4, "45b80044000040004029b5d5c0000201c0000202"},
    {"gre_6_in_4", tunnel_type::gre, false, 6, 4, "45b8004800004000402fb5cbc0000201c0000202000086dd"},
    {"gre_key_6_in_4", tunnel_type::gre, true, 6, 4, "45b8004c00004000402fb5c7c0000201c0000202200086dd01020304"},
    {"gue_6_in_4", tunnel_type::gue, false, 6, 4, "45b80050000040004011b5e1c0000201c0000202d67817c0003c000000290000"},
    {"vxlan_6_in_4", tunnel_type::vxlan, true, 6, 4,
     "45b80062000040004011b5cfc0000201c0000202d67812b5004e0000080000001234560002000000"
     "00bb0200000000aa86dd"},
    {"geneve_6_in_4", tunnel_type::geneve, true, 6, 4,
     "45b80062000040004011b5cfc0000201c0000202d67817c1004e0000000065581234560002000000"
     "00bb0200000000aa86dd"},
    {"ipip_4_in_6", tunnel_type::ipip, false, 4, 6,
     "6b845678002e044020010db800000000000000000000000120010db8000000000000000000000002"},
    {"gre_4_in_6", tunnel_type::gre, false, 4, 6,
     "6b84567800322f4020010db800000000000000000000000120010db8000000000000000000000002"
     "00000800"},
    {"gre_key_4_in_6", tunnel_type::gre, true, 4, 6,
     "6b84567800362f4020010db800000000000000000000000120010db8000000000000000000000002"
     "2000080001020304"},
    {"gue_4_in_6", tunnel_type::gue, false, 4, 6,
     "6b845678003a114020010db800000000000000000000000120010db8000000000000000000000002"
     "d67817c0003a421c00040000"},
    {"vxlan_4_in_6", tunnel_type::vxlan, true, 4, 6,
     "6b845678004c114020010db800000000000000000000000120010db8000000000000000000000002"
     "d67812b5004cc96d08000000123456000200000000bb0200000000aa0800"},
    {"geneve_4_in_6", tunnel_type::geneve, true, 4, 6,
     "6b845678004c114020010db800000000000000000000000120010db8000000000000000000000002"
     "d67817c1004c670900006558123456000200000000bb0200000000aa0800"},
    {"ipip_6_in_6", tunnel_type::ipip, false, 6, 6,
     "6b8456780030294020010db800000000000000000000000120010db8000000000000000000000002"},
    {"gre_6_in_6", tunnel_type::gre, false, 6, 6,
     "6b84567800342f4020010db800000000000000000000000120010db8000000000000000000000002"
     "000086dd"},
    {"gre_key_6_in_6", tunnel_type::gre, true, 6, 6,
     "6b84567800382f4020010db800000000000000000000000120010db8000000000000000000000002"
     "200086dd01020304"},
    {"gue_6_in_6", tunnel_type::gue, false, 6, 6,
     "6b845678003c114020010db800000000000000000000000120010db8000000000000000000000002"
     "d67817c0003c38f000290000"},
    {"vxlan_6_in_6", tunnel_type::vxlan, true, 6, 6,
     "6b845678004e114020010db800000000000000000000000120010db8000000000000000000000002"
     "d67812b5004e418908000000123456000200000000bb0200000000aa86dd"},
    {"geneve_6_in_6", tunnel_type::geneve, true, 6, 6,
     "6b845678004e114020010db800000000000000000000000120010db8000000000000000000000002"
     "d67817c1004edf2400006558123456000200000000bb0200000000aa86dd"},
};
// clang-format on

inline tunnel_config config_of(const tunnel_row& row) {
    tunnel_config config{.type = row.type};
    config.source = *parse_ip(row.outer_version == 4 ? "192.0.2.1" : "2001:db8::1");
    config.destination = *parse_ip(row.outer_version == 4 ? "192.0.2.2" : "2001:db8::2");
    if (row.keyed)
        config.key = row.type == tunnel_type::gre ? 0x01020304 : 0x123456;
    if (row.type == tunnel_type::vxlan || row.type == tunnel_type::geneve) {
        config.inner_destination = {{0x02, 0, 0, 0, 0, 0xbb}};
        config.inner_source = {{0x02, 0, 0, 0, 0, 0xaa}};
    }
    return config;
}

/// The packet inside.
inline packet_spec inner_spec(unsigned version) {
    packet_spec spec{.dscp = 46};
    if (version == 6) {
        spec.source = *parse_ip("2001:db8:1::1");
        spec.destination = *parse_ip("2001:db8:2::1");
    }
    return spec;
}

inline std::string packet_text(const std::vector<std::byte>& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

inline std::string text_from_hex(std::string_view hex) { return packet_text(from_hex(hex)); }

inline tunnel_endpoint end_of(const tunnel_row& row) {
    const tunnel_config config = config_of(row);
    return {.type = config.type, .local = config.destination, .key = config.key};
}

inline std::string inner_of(const tunnel_row& row) { return packet_text(build_packet(inner_spec(row.inner_version))); }

/// The packet of a row as it arrives at the tunnel's end.
inline std::string outer_of(const tunnel_row& row) {
    const std::string inner = inner_of(row);
    const std::string type = row.outer_version == 4 ? std::string("\x08\x00", 2) : "\x86\xdd";
    return inner.substr(0, 12) + type + text_from_hex(row.hex) + inner.substr(14);
}

/// Says of a packet what parse_headers would say.
inline packet& describe(const burst& b, packet& p) {
    const parsed_packet at = parse({p.data, p.length}, b.length(p));
    p.type = at.type.bits();
    p.l3 = at.l3_offset;
    p.l4 = at.l4_offset;
    p.hash = tunnelled_hash;
    return p;
}

} // namespace xdpk::test
