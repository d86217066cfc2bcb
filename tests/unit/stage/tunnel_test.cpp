// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/tunnel.hpp>

#include "stage/tunnel_packets.hpp"

#include <xdpk/base/error.hpp>
#include <xdpk/net/transport_checksum.hpp>

#include <gmock/gmock.h>

namespace xdpk {
namespace THIS_TEST {

using namespace test;

class tunnels : public testing::TestWithParam<tunnel_row> {
protected:
    frames memory;
    burst b{memory.pool};
};

TEST_P(tunnels, put_the_bytes_before_a_packet_that_scapy_puts) {
    const tunnel_row& row = GetParam();
    const std::string inner = packet_text(build_packet(inner_spec(row.inner_version)));
    packet& p = describe(b, put(b, inner));
    ASSERT_TRUE(encapsulate(b, p, make_tunnel(config_of(row))));
    const std::string type = row.outer_version == 4 ? std::string("\x08\x00", 2) : "\x86\xdd";
    EXPECT_EQ(text_of(b, p), inner.substr(0, 12) + type + text_from_hex(row.hex) + inner.substr(14));
}

TEST_P(tunnels, leave_a_descriptor_as_the_parser_would_make_it) {
    const tunnel_row& row = GetParam();
    packet_spec spec = inner_spec(row.inner_version);
    spec.vlans = {7, 0};
    const std::string inner = packet_text(build_packet(spec));
    packet& p = describe(b, put(b, inner));
    ASSERT_TRUE(encapsulate(b, p, make_tunnel(config_of(row))));
    const parsed_packet at = parse({p.data, p.length});
    EXPECT_EQ(at.error, parse_error::none);
    EXPECT_EQ(p.type, at.type.bits());
    EXPECT_EQ(p.l3, at.l3_offset);
    EXPECT_EQ(p.l4, at.l4_offset);
    EXPECT_EQ(p.hash, tunnelled_hash);
    EXPECT_EQ(text_of(b, p).substr(0, 16), inner.substr(0, 16)) << "the VLAN tag is outside";
}

INSTANTIATE_TEST_SUITE_P(all, tunnels, testing::ValuesIn(tunnel_rows), [](const auto& row) { return row.param.name; });

const tunnel_config ipip{.source = *parse_ip("192.0.2.1"), .destination = *parse_ip("192.0.2.2")};

TEST(encapsulate, leaves_ethernet_padding_behind) {
    frames memory;
    burst b(memory.pool);
    packet_spec spec;
    spec.frame_size = 42;
    packet& p = describe(b, put(b, packet_text(build_packet(spec)) + "padding"));
    ASSERT_TRUE(encapsulate(b, p, make_tunnel(ipip)));
    EXPECT_EQ(p.length, 62);
}

TEST(encapsulate, takes_packets_up_to_the_mtu) {
    frames memory;
    burst b(memory.pool);
    tunnel_config config = ipip;
    config.mtu = 600;
    const tunnel_header tunnel = make_tunnel(config);
    EXPECT_EQ(inner_mtu(tunnel), 580);
    packet_spec spec;
    spec.frame_size = 14 + 581;
    const std::string before = packet_text(build_packet(spec));
    packet& p = describe(b, put(b, before));
    const packet unchanged = p;
    EXPECT_FALSE(encapsulate(b, p, tunnel));
    EXPECT_EQ(text_of(b, p), before);
    EXPECT_EQ(p.l4, unchanged.l4);
    spec.frame_size = 14 + 580;
    EXPECT_TRUE(encapsulate(b, describe(b, put(b, packet_text(build_packet(spec)))), tunnel));
}

TEST(encapsulate, stays_within_the_headroom) {
    frames memory;
    burst b(memory.pool);
    packet& p = put(b, packet_text(build_packet({})));
    const tunnel_header tunnel = make_tunnel(ipip);
    for (int i = 0; i < 12; ++i)
        ASSERT_TRUE(encapsulate(b, describe(b, p), tunnel)) << i;
    EXPECT_FALSE(encapsulate(b, describe(b, p), tunnel)) << "16 bytes are left of 256";
    EXPECT_EQ(parse({p.data, p.length}).type.protocol, ip_proto::ipip);
}

TEST(encapsulate, refuses_what_is_not_ip) {
    frames memory;
    burst b(memory.pool);
    EXPECT_FALSE(encapsulate(b, describe(b, put(b, std::string(12, 'm') + "\x88\xcc" + std::string(46, 'x'))),
                             make_tunnel(ipip)));
}

TEST(encapsulate, copies_ecn_and_on_demand_the_hop_limit) {
    frames memory;
    burst b(memory.pool);
    packet_spec spec;
    spec.ttl = 9;
    std::string inner = packet_text(build_packet(spec));
    inner[15] = 3; // congestion experienced
    tunnel_config config = ipip;
    config.hop_limit = 0;
    packet& p = describe(b, put(b, inner));
    ASSERT_TRUE(encapsulate(b, p, make_tunnel(config)));
    const auto& outer = *header_at<ipv4_header>(std::span(p.data, p.length), p.l3);
    EXPECT_EQ(outer.tos, 3);
    EXPECT_EQ(outer.ttl, 9);
    EXPECT_TRUE(has_valid_checksum(outer));
}

TEST(encapsulate, sums_all_segments_for_udp) {
    frames memory;
    burst b(memory.pool);
    packet_spec spec = inner_spec(6);
    spec.frame_size = 1201;
    const std::string inner = packet_text(build_packet(spec));
    packet& p = describe(b, put(b, inner.substr(0, 301), 0, {inner.substr(301, 450), inner.substr(751)}));
    tunnel_config config{.type = tunnel_type::gue, .source = ipip.source, .destination = ipip.destination};
    config.udp_checksum = true;
    ASSERT_TRUE(encapsulate(b, p, make_tunnel(config)));
    const std::string whole = text_of(b, p);
    ASSERT_EQ(whole.size(), inner.size() + 32);
    const std::span<const std::byte> bytes(reinterpret_cast<const std::byte*>(whole.data()), whole.size());
    const checksum_cover cover = transport_cover(bytes, parse(bytes));
    ASSERT_NE(cover.checksum_offset, 0) << "there is a checksum";
    ones_complement_sum sum = cover.pseudo;
    sum.add(bytes.subspan(cover.offset, cover.length));
    EXPECT_EQ(sum.folded(), 0xffff);
}

TEST(make_tunnel, refuses_what_cannot_be) {
    const auto says = [](tunnel_config config, const char* what) {
        EXPECT_THAT([&] { (void)make_tunnel(config); }, testing::ThrowsMessage<error>(testing::HasSubstr(what)));
    };
    tunnel_config config = ipip;
    config.destination = *parse_ip("2001:db8::2");
    says(config, "ipip tunnel to 2001:db8::2: its source 192.0.2.1 is of the other family");
    config = ipip;
    config.key = 1;
    says(config, "cannot carry a key");
    config = ipip;
    config.port = 99;
    says(config, "not over UDP");
    config = ipip;
    config.mtu = 575;
    says(config, "an MTU of 575");
    config = ipip;
    config.type = tunnel_type::vxlan;
    says(config, "vxlan tunnel to 192.0.2.2: no key");
    config.key = 1U << 24U;
    says(config, "no network identifier");
}

TEST(make_tunnel, knows_its_other_end) {
    EXPECT_EQ(destination_of(make_tunnel(ipip)), ipip.destination);
    const tunnel_config six{.source = *parse_ip("::1"), .destination = *parse_ip("2001:db8::2")};
    EXPECT_EQ(destination_of(make_tunnel(six)), six.destination);
}

} // namespace THIS_TEST
} // namespace xdpk
