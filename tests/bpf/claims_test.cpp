// SPDX-License-Identifier: BSD-3-Clause
#include "claims_rig.hpp"

#include <xdpk/io/port_spec.hpp>

#include <array>
#include <atomic>
#include <gtest/gtest.h>
#include <thread>

namespace {

using namespace xdpk;
using namespace xdpk::test;
using enum ip_proto;

TEST(claims_program, takes_everything_without_claims) {
    const claiming rig({});
    ASSERT_TRUE(rig.loaded());
    EXPECT_TRUE(rig.takes(to("192.0.2.1", udp)));
    EXPECT_TRUE(rig.takes(frame(14)));
    EXPECT_EQ(rig.counters(), claim_counters{});
    EXPECT_TRUE(claiming({"udp/53", "all"}).takes(frame(60)));
}

TEST(claims_program, takes_a_protocol_or_a_port) {
    const claiming dns({"udp/53"});
    EXPECT_TRUE(dns.takes(to("192.0.2.1", udp, 53)));
    EXPECT_TRUE(dns.takes(to("2001:db8::1", udp, 53)));
    EXPECT_FALSE(dns.takes(to("192.0.2.1", udp, 54)));
    EXPECT_FALSE(dns.takes(to("192.0.2.1", tcp, 53)));
    packet_spec answer = to("192.0.2.1", udp);
    answer.source_port = 53;
    EXPECT_FALSE(dns.takes(answer));
    const claiming any({"udp"});
    EXPECT_TRUE(any.takes(to("2001:db8::1", udp, 1)));
    EXPECT_FALSE(any.takes(to("2001:db8::1", icmpv6)));
    EXPECT_TRUE(claiming({"icmpv6"}).takes(to("2001:db8::1", icmpv6)));
    EXPECT_FALSE(claiming({"icmp"}).takes(to("2001:db8::1", icmpv6)));
    const claiming port({"port/53"});
    EXPECT_TRUE(port.takes(to("192.0.2.1", udp, 53)));
    EXPECT_TRUE(port.takes(to("192.0.2.1", tcp, 53)));
    EXPECT_FALSE(port.takes(to("192.0.2.1", icmp, 53))) << "an echo's sequence number is no port";
}

TEST(claims_program, takes_every_protocol_with_ports) {
    const frame datagram = build_packet(to("192.0.2.1", udp, 7));
    const claiming rig({"port/7"});
    for (unsigned protocol = 0; protocol < 256; ++protocol)
        EXPECT_EQ(rig.takes(changed(datagram, 14 + 9, protocol)),
                  protocol == 6 || protocol == 17 || protocol == 33 || protocol == 132 || protocol == 136)
            << protocol;
    EXPECT_TRUE(claiming({"proto/89"}).takes(changed(datagram, 14 + 9, 89)));
    EXPECT_TRUE(claiming({"sctp/7"}).takes(changed(datagram, 14 + 9, 132)));
}

TEST(claims_program, takes_ranges_to_their_ends) {
    const claiming rig({"tcp/8000-8080", "tcp/8040-9000", "udp/0", "udp/65535", "tcp/0-1"});
    for (const std::uint16_t port : std::to_array<std::uint16_t>({0, 1, 8000, 8039, 8040, 8080, 8081, 9000}))
        EXPECT_TRUE(rig.takes(to("192.0.2.1", tcp, port))) << port;
    for (const std::uint16_t port : std::to_array<std::uint16_t>({2, 7999, 9001, 65535}))
        EXPECT_FALSE(rig.takes(to("192.0.2.1", tcp, port))) << port;
    EXPECT_TRUE(rig.takes(to("192.0.2.1", udp, 0)));
    EXPECT_TRUE(rig.takes(to("192.0.2.1", udp, 65535)));
    EXPECT_FALSE(rig.takes(to("192.0.2.1", udp, 1)));
}

TEST(claims_program, takes_destinations) {
    const claiming rig({"192.0.2.0/24", "2001:db8::/33", "198.51.100.7"});
    EXPECT_TRUE(rig.takes(to("192.0.2.0", udp)));
    EXPECT_TRUE(rig.takes(to("192.0.2.255", icmp)));
    EXPECT_FALSE(rig.takes(to("192.0.3.0", udp)));
    EXPECT_TRUE(rig.takes(to("198.51.100.7", tcp)));
    EXPECT_FALSE(rig.takes(to("198.51.100.6", tcp)));
    EXPECT_TRUE(rig.takes(to("2001:db8:7fff::1", udp)));
    EXPECT_FALSE(rig.takes(to("2001:db8:8000::1", udp)));
    packet_spec from = to("203.0.113.1", udp);
    from.source = *parse_ip("192.0.2.1");
    EXPECT_FALSE(rig.takes(from));
    EXPECT_TRUE(claiming({"0.0.0.0/0"}).takes(to("203.0.113.1", udp)));
    EXPECT_FALSE(claiming({"0.0.0.0/0"}).takes(to("2001:db8::1", udp)));
    EXPECT_TRUE(claiming({"::/0"}).takes(to("2001:db8::1", udp)));
}

TEST(claims_program, longer_prefixes_keep_what_shorter_ones_claim) {
    const claiming rig({"10.0.0.0/8+udp", "10.1.0.0/16+tcp/80", "10.1.2.3+icmp"});
    EXPECT_TRUE(rig.takes(to("10.1.2.3", udp)));
    EXPECT_TRUE(rig.takes(to("10.1.2.3", tcp, 80)));
    EXPECT_TRUE(rig.takes(to("10.1.2.3", icmp)));
    EXPECT_TRUE(rig.takes(to("10.1.9.9", udp)));
    EXPECT_FALSE(rig.takes(to("10.1.9.9", icmp)));
    EXPECT_FALSE(rig.takes(to("10.2.0.1", tcp, 80)));
}

TEST(claims_program, takes_types_and_vlans) {
    frame arp = build_packet({});
    arp[12] = std::byte{0x08};
    arp[13] = std::byte{0x06};
    const claiming types({"arp", "ipv6"});
    EXPECT_TRUE(types.takes(arp));
    EXPECT_TRUE(types.takes(to("2001:db8::1", icmpv6)));
    EXPECT_TRUE(types.takes(tagged(to("2001:db8::1", icmpv6), 5, 6)));
    EXPECT_FALSE(types.takes(to("192.0.2.1", icmp)));
    EXPECT_TRUE(claiming({"ethertype/0x88cc"}).takes(changed(changed(arp, 12, 0x88), 13, 0xcc)));
    const claiming vlans({"vlan/100", "vlan/0+udp/53"});
    EXPECT_TRUE(vlans.takes(tagged(to("192.0.2.1", icmp), 100)));
    EXPECT_TRUE(vlans.takes(tagged(to("2001:db8::1", icmpv6), 100, 7)));
    EXPECT_FALSE(vlans.takes(tagged(to("192.0.2.1", udp, 53), 7, 100))) << "the outer tag counts";
    EXPECT_TRUE(vlans.takes(to("192.0.2.1", udp, 53)));
    EXPECT_FALSE(vlans.takes(to("192.0.2.1", udp, 54)));
    EXPECT_TRUE(vlans.takes(changed(build_packet(tagged(to("192.0.2.1", icmp), 100)), 14, 0xe0))) << "any priority";
}

TEST(claims_program, all_of_a_claim_has_to_fit) {
    const claiming rig({"vlan/100+192.0.2.0/24+tcp/443", "ipv6+udp/53", "2001:db8::1+tcp/22"});
    EXPECT_TRUE(rig.takes(tagged(to("192.0.2.9", tcp, 443), 100)));
    EXPECT_FALSE(rig.takes(to("192.0.2.9", tcp, 443)));
    EXPECT_FALSE(rig.takes(tagged(to("192.0.2.9", tcp, 443), 101)));
    EXPECT_FALSE(rig.takes(tagged(to("192.0.2.9", tcp, 444), 100)));
    EXPECT_FALSE(rig.takes(tagged(to("192.0.2.9", udp, 443), 100)));
    EXPECT_FALSE(rig.takes(tagged(to("192.0.3.9", tcp, 443), 100)));
    EXPECT_FALSE(rig.takes(to("192.0.2.9", udp, 53)));
    EXPECT_TRUE(rig.takes(to("2001:db8::2", udp, 53)));
    EXPECT_TRUE(rig.takes(to("2001:db8::1", tcp, 22)));
    EXPECT_FALSE(rig.takes(to("2001:db8::2", tcp, 22)));
}

TEST(claims_program, a_new_list_takes_the_place_of_the_old) {
    claiming rig({"192.0.2.0/24", "udp/53"});
    for (int round = 0; round < 5; ++round) {
        rig.replace({"192.0.3.0/24+tcp"});
        EXPECT_TRUE(rig.takes(to("192.0.3.1", tcp)));
        EXPECT_FALSE(rig.takes(to("192.0.2.1", udp, 53)));
        rig.replace(round % 2 == 0 ? std::vector<std::string>{} : std::vector<std::string>{"arp"});
        EXPECT_EQ(rig.takes(to("192.0.2.1", icmp)), round % 2 == 0);
        rig.replace({"192.0.2.0/24", "udp/53"});
        EXPECT_TRUE(rig.takes(to("192.0.2.1", icmp)));
        EXPECT_FALSE(rig.takes(to("192.0.3.1", tcp)));
    }
}

TEST(claims_program, what_both_lists_claim_is_always_taken) {
    claiming rig({"udp/53", "192.0.2.0/24+tcp"});
    const frame dns = build_packet(to("198.51.100.1", udp, 53));
    const frame web = build_packet(to("192.0.2.1", tcp, 80));
    const frame foreign = build_packet(to("198.51.100.1", tcp, 80));
    std::atomic<bool> ended = false;
    std::thread changing([&] {
        for (int round = 0; round < 20; ++round)
            rig.replace(round % 2 == 0 ? std::vector<std::string>{"tcp/80+192.0.0.0/16", "arp", "udp/50-60"}
                                       : std::vector<std::string>{"udp/53", "192.0.2.0/24+tcp"});
        ended = true;
    });
    unsigned taken = 0, tried = 0, wrong = 0;
    for (; !ended; tried += 2) {
        taken += (rig.takes(dns) ? 1U : 0U) + (rig.takes(web) ? 1U : 0U);
        wrong += rig.takes(foreign) ? 1 : 0;
    }
    changing.join();
    EXPECT_EQ(taken, tried);
    EXPECT_EQ(wrong, 0U);
    EXPECT_GT(tried, 0U);
}

TEST(claims_program, has_room_for_64_kinds_of_claims_and_says_so) {
    std::vector<std::string> texts;
    for (unsigned i = 0; i < 64; ++i)
        texts.push_back("tcp/" + std::to_string(1000 + 2 * i));
    for (unsigned i = 0; i < 1000; ++i)
        texts.push_back("10.0." + std::to_string(i / 256) + "." + std::to_string(i % 256) + "+tcp/1000");
    claiming rig(texts);
    EXPECT_TRUE(rig.takes(to("192.0.2.1", tcp, 1126)));
    EXPECT_FALSE(rig.takes(to("192.0.2.1", tcp, 1127)));
    texts.emplace_back("10.0.0.1+udp/1");
    try {
        rig.replace(texts);
        FAIL();
    } catch (const usage_error& failure) {
        EXPECT_STREQ(failure.what(), "claims: 65 that differ in more than the destination; a port takes 64; join "
                                     "ports to ranges, or claim more with fewer words");
    }
    EXPECT_TRUE(rig.takes(to("192.0.2.1", tcp, 1126))) << "the list before stays in force";
}

TEST(claims_program, counts_what_becomes_of_frames) {
    const claiming rig({"udp/53"});
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(rig.verdict(build_packet(to("192.0.2.1", udp, 53))), XDP_REDIRECT);
    EXPECT_EQ(rig.verdict(build_packet(to("192.0.2.1", udp, 54))), XDP_PASS);
    EXPECT_EQ(rig.counters(), (claim_counters{.claimed = 3, .passed = 1}));
    const claiming alone({"udp/53"}, false);
    EXPECT_EQ(alone.verdict(build_packet(to("192.0.2.1", udp, 53))), XDP_PASS);
    EXPECT_EQ(alone.counters(), (claim_counters{.no_socket = 1}));
    const claiming nobody({}, false);
    EXPECT_EQ(nobody.verdict(build_packet(to("192.0.2.1", udp, 53))), XDP_PASS);
    EXPECT_EQ(nobody.counters(), (claim_counters{.no_socket = 1}));
}

} // namespace
