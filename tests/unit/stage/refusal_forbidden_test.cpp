// SPDX-License-Identifier: BSD-3-Clause
#include "net/ipv4_packets.hpp"
#include "refused_packet.hpp"

#include <gtest/gtest.h>

namespace xdpk {
namespace THIS_TEST {

using test::refused_packet;

constexpr std::array all{refusal::rejected,         refusal::net_unreachable, refusal::host_unreachable,
                         refusal::port_unreachable, refusal::prohibited,      refusal::time_exceeded,
                         refusal::too_big};
const refusal_source router{.v4 = test::router4, .v6 = test::router6};

void expect_silence(const packet_spec& spec) {
    for (const refusal why : all)
        EXPECT_FALSE(refused_packet(spec).told(why, router)) << "refusal " << static_cast<int>(why);
}

TEST(refusal_forbidden, sources_that_are_not_one_host) {
    for (const char* const text : {"0.0.0.0", "0.1.2.3", "127.0.0.1", "224.0.0.1", "239.1.1.1", "240.0.0.1",
                                   "255.255.255.255", "::", "::1", "ff02::1", "ff0e::1234"}) {
        SCOPED_TRACE(text);
        packet_spec spec{.source = *parse_ip(text)};
        if (std::holds_alternative<ipv6_address>(spec.source))
            spec.destination = test::server6;
        expect_silence(spec);
        spec.protocol = ip_proto::tcp;
        expect_silence(spec);
    }
    EXPECT_TRUE(refused_packet({.source = *parse_ip("223.255.255.1")}).told(refusal::prohibited));
    EXPECT_TRUE(refused_packet({.source = *parse_ip("169.254.0.1")}).told(refusal::prohibited));
    EXPECT_TRUE(refused_packet({.source = *parse_ip("fe80::1"), .destination = test::server6}).told(all[0]));
}

TEST(refusal_forbidden, destinations_that_are_groups) {
    for (const char* const text : {"224.0.0.251", "239.255.255.250", "255.255.255.255", "0.0.0.0"}) {
        expect_silence({.destination = *parse_ip(text)});
        expect_silence({.destination = *parse_ip(text), .protocol = ip_proto::tcp});
    }
    packet_spec six = test::spec6({});
    six.destination = *parse_ip("ff0e::1");
    for (const refusal why : all)
        EXPECT_EQ(refused_packet(six).told(why, router), why == refusal::too_big);
    // The group itself can't have sent it.
    EXPECT_FALSE(refused_packet(six).told(refusal::too_big));
}

TEST(refusal_forbidden, ethernet_groups) {
    const mac_address broadcast{{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};
    const mac_address multicast{{0x01, 0x00, 0x5e, 0x00, 0x00, 0x01}};
    for (const mac_address& group : {broadcast, multicast}) {
        expect_silence({.destination_mac = group});
        expect_silence({.source_mac = group});
        expect_silence(test::spec6({.destination_mac = group}));
        expect_silence(test::spec6({.destination_mac = group, .protocol = ip_proto::tcp}));
    }
    packet_spec group6 = test::spec6({.destination_mac = {{0x33, 0x33, 0, 0, 0, 1}}});
    group6.destination = *parse_ip("ff0e::1");
    EXPECT_TRUE(refused_packet(group6).told(refusal::too_big, router));
}

TEST(refusal_forbidden, later_fragments) {
    std::vector<std::byte> bytes = build_packet({.frame_size = 14 + 20 + 48});
    auto& ip = *header_at<ipv4_header>(std::span(bytes), 14);
    ip.fragment = be16{ipv4_header::more_fragments};
    EXPECT_TRUE(refused_packet(bytes).told(refusal::prohibited, router));
    ip.fragment = be16{ipv4_header::more_fragments | 1};
    for (const refusal why : all)
        EXPECT_FALSE(refused_packet(bytes).told(why, router));
    ip.fragment = be16{7};
    EXPECT_FALSE(refused_packet(bytes).told(refusal::prohibited, router));
}

TEST(refusal_forbidden, icmp_errors_but_not_queries) {
    for (int type = 0; type < 256; ++type) {
        std::vector<std::byte> four = build_packet({.protocol = ip_proto::icmp});
        header_at<icmp_header>(std::span(four), 34)->type = static_cast<std::uint8_t>(type);
        const bool error4 = type == 3 || type == 4 || type == 5 || type == 11 || type == 12;
        EXPECT_EQ(refused_packet(four).told(refusal::prohibited, router), !error4) << "ICMP type " << type;

        std::vector<std::byte> six = build_packet(test::spec6({.protocol = ip_proto::icmpv6}));
        header_at<icmp_header>(std::span(six), 54)->type = static_cast<std::uint8_t>(type);
        const bool error6 = type < 128 || type == 137;
        EXPECT_EQ(refused_packet(six).told(refusal::too_big, router), !error6) << "ICMPv6 type " << type;
    }
}

TEST(refusal_forbidden, answers_to_answers) {
    for (const refusal why : all)
        for (const packet_spec& spec : {packet_spec{}, test::spec6({})}) {
            refused_packet p(spec);
            ASSERT_TRUE(p.told(why, router));
            EXPECT_FALSE(refused_packet(std::as_bytes(std::span(p.after))).told(why, router));
        }
    refused_packet segment({.protocol = ip_proto::tcp});
    ASSERT_TRUE(segment.told(refusal::rejected));
    EXPECT_FALSE(refused_packet(std::as_bytes(std::span(segment.after))).told(refusal::rejected));
}

TEST(refusal_forbidden, what_is_not_ip_or_malformed) {
    test::frames memory;
    burst b(memory.pool);
    test::put(b, test::text_of(test::from_hex(test::macs + "08060001080006040001")) + std::string(32, '\0'));
    test::put(b, test::text_of(build_packet({})));
    header_at<ipv4_header>(std::span(b[1].data, b[1].length), 14)->total_length = be16{999};
    test::put(b, test::text_of(build_packet({})));
    header_at<udp_header>(std::span(b[2].data, b[2].length), 34)->length = be16{7};
    test::put(b, test::text_of(test::from_hex(test::macs + "88cc0207")));
    parse_headers()(b);
    for (packet& p : b) {
        const packet before = p;
        EXPECT_FALSE(refuse(b, p, refusal::prohibited, router));
        EXPECT_EQ(p.data, before.data);
        EXPECT_EQ(p.length, before.length);
    }
}

TEST(refusal_forbidden, sources_of_the_refusal_that_are_not_one_host) {
    EXPECT_FALSE(refused_packet(packet_spec{}).told(refusal::prohibited, {.v4 = ipv4_address{{127, 0, 0, 1}}}));
    EXPECT_FALSE(refused_packet(test::spec6({})).told(refusal::prohibited, {.v6 = ipv6_address{}}));
    EXPECT_FALSE(refused_packet({.destination = *parse_ip("127.0.0.1")}).told(refusal::prohibited));
}

} // namespace THIS_TEST
} // namespace xdpk
