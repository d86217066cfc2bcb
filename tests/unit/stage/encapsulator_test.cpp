// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/encapsulator.hpp>

#include <xdpk/stage/decapsulator.hpp>
#include <xdpk/stage/parse_headers.hpp>

#include "stage/tunnel_packets.hpp"
#include "support/counters.hpp"

#include <gtest/gtest.h>

namespace xdpk {
namespace THIS_TEST {

using namespace test;
using counts = std::map<std::string, std::uint64_t>;

const tunnel_config vxlan{
    .type = tunnel_type::vxlan, .source = *parse_ip("192.0.2.1"), .destination = *parse_ip("192.0.2.2"), .key = 9};

TEST(encapsulator, and_decapsulator_are_a_way_there_and_back) {
    frames memory;
    burst b(memory.pool);
    parse_headers parse;
    encapsulator in(vxlan);
    decapsulator out({{{.type = tunnel_type::vxlan, .local = vxlan.destination, .key = 9}}});
    std::vector<std::string> sent;
    for (const unsigned version : {4U, 6U}) {
        sent.push_back(packet_text(build_packet(inner_spec(version))));
        put(b, sent.back());
    }
    parse(b);
    in(b);
    EXPECT_EQ(counted(in), (counts{{"encapsulated", 2}}));
    for (const packet& p : b)
        EXPECT_EQ(packet_type::from_bits(p.type).protocol, ip_proto::udp);
    out(b);
    EXPECT_EQ(counted(out), (counts{{"decapsulated", 2}}));
    for (std::uint32_t i = 0; i < 2; ++i)
        EXPECT_EQ(text_of(b, b[i]), sent[i]);
}

TEST(encapsulator, drops_with_a_reason) {
    frames memory;
    burst b(memory.pool);
    parse_headers parse;
    encapsulator stage(vxlan);
    packet_spec longest;
    longest.frame_size = 14 + 1500 - 50;
    put(b, packet_text(build_packet(longest)));
    ++longest.frame_size;
    put(b, packet_text(build_packet(longest)));
    packet& squeezed = put(b, packet_text(build_packet({})));
    std::memmove(squeezed.data - 207, squeezed.data, squeezed.length); // 49 bytes are left before it
    squeezed.data -= 207;
    parse(b);
    stage(b);
    EXPECT_EQ(counted(stage), (counts{{"encapsulated", 1}, {"too_long", 1}, {"no_room", 1}}));
    EXPECT_EQ(b[0].out_port, unrouted);
    EXPECT_EQ(b[1].out_port, to_drop);
    EXPECT_EQ(b[2].out_port, to_drop);
}

TEST(encapsulator, leaves_alone_what_is_not_ip_or_dropped) {
    frames memory;
    burst b(memory.pool);
    parse_headers parse;
    encapsulator stage(vxlan);
    const std::string lldp = std::string(12, 'm') + "\x88\xcc" + std::string(46, 'x');
    const std::string dropped = packet_text(build_packet({}));
    put(b, lldp);
    put(b, dropped);
    parse(b);
    b[1].out_port = to_drop;
    stage(b);
    EXPECT_EQ(text_of(b, b[0]), lldp);
    EXPECT_EQ(text_of(b, b[1]), dropped);
    EXPECT_TRUE(counted(stage).empty());
}

} // namespace THIS_TEST
} // namespace xdpk
