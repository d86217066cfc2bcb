// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/net/flow_variation.hpp>

#include <xdpk/base/error.hpp>
#include <xdpk/net/packet_builder.hpp>

#include <gtest/gtest.h>
#include <random>

namespace THIS_TEST {

using namespace xdpk;

packet_spec spec_of(ip_proto protocol, bool v6) {
    packet_spec spec{.vlans = {10}, .protocol = protocol, .source_port = 60000, .frame_size = 90};
    if (v6) {
        spec.source = *parse_ipv6("2001:db8::ffff:fff0");
        spec.destination = *parse_ipv6("2001:db8::2");
    }
    return spec;
}

packet_spec of_flow(packet_spec spec, std::uint32_t n) {
    spec.source_port = static_cast<std::uint16_t>(spec.source_port + n % 16384);
    if (const auto* v4 = std::get_if<ipv4_address>(&spec.source)) {
        spec.source = ipv4_address::from_integer(v4->to_integer() + n / 16384);
        return spec;
    }
    auto& bytes = std::get<ipv6_address>(spec.source).bytes;
    std::uint32_t low = 0;
    for (std::size_t i = 12; i < 16; ++i)
        low = low << 8U | bytes[i];
    low += n / 16384;
    for (std::size_t i = 16; i-- > 12; low >>= 8U)
        bytes[i] = static_cast<std::uint8_t>(low);
    return spec;
}

struct varied : testing::TestWithParam<packet_spec> {};

TEST_P(varied, equals_the_flow_built_anew) {
    std::vector<std::byte> frame = build_packet(GetParam());
    const flow_variation flows(frame);
    std::mt19937 random{1};
    for (std::uint32_t round = 0; round < 3000; ++round) {
        const auto n = round < 1000 ? round : static_cast<std::uint32_t>(random() >> random() % 32U);
        flows.apply(frame, n);
        ASSERT_EQ(frame, build_packet(of_flow(GetParam(), n))) << n;
    }
    flows.apply(frame, 0);
    EXPECT_EQ(frame, build_packet(GetParam()));
}

INSTANTIATE_TEST_SUITE_P(flows, varied,
                         testing::Values(spec_of(ip_proto::udp, false), spec_of(ip_proto::tcp, false),
                                         spec_of(ip_proto::icmp, false), spec_of(ip_proto::udp, true),
                                         spec_of(ip_proto::tcp, true), spec_of(ip_proto::icmpv6, true)));

TEST(flow_variation, refuses_packets_without_ports) {
    std::vector<std::byte> frame = build_packet({.protocol = ip_proto::icmp});
    frame[34] = std::byte{3};
    EXPECT_THROW(flow_variation{frame}, error) << "an ICMP error";
    frame[23] = std::byte{58};
    EXPECT_THROW(flow_variation{frame}, error) << "ICMPv6 in IPv4";
    frame[23] = std::byte{47};
    EXPECT_THROW(flow_variation{frame}, error) << "GRE";
    frame[13] = std::byte{6};
    EXPECT_THROW(flow_variation{frame}, error) << "ARP";
    EXPECT_THROW(flow_variation{std::span(frame).first(40)}, error) << "truncated";
}

} // namespace THIS_TEST
