// SPDX-License-Identifier: BSD-3-Clause
#include "support/nat_configs.hpp"
#include "support/nat_gateway.hpp"

#include <set>

namespace xdpk::test {
namespace THIS_TEST {

const end_point server{"198.51.100.7", 80};
const end_point other_server{"198.51.100.8", 443};

TEST(NatSource, AHostAndPortHaveOneMappingWhateverTheySpeakTo) {
    nat_gateway g(masquerade());
    const auto first = g.send(udp({"10.0.0.1", 5000}, server));
    ASSERT_TRUE(first);
    EXPECT_TRUE(g.needed_state());
    EXPECT_EQ(source_of(*first), (end_point{"192.0.2.1", 5000}));
    EXPECT_EQ(destination_of(*first), server);
    const auto second = g.send(udp({"10.0.0.1", 5000}, other_server));
    ASSERT_TRUE(second);
    EXPECT_EQ(source_of(*second), source_of(*first));
    EXPECT_EQ(g.mappings().size(), 1);
    EXPECT_EQ(g.mappings()[0].flows, 2);
    // It ends with the last of its flows.
    g.end(udp({"10.0.0.1", 5000}, server));
    EXPECT_EQ(g.mappings().size(), 1);
    g.end(udp({"10.0.0.1", 5000}, other_server));
    EXPECT_TRUE(g.mappings().empty());
}

TEST(NatSource, RepliesComeBackToTheHost) {
    nat_gateway g(masquerade());
    const flow_key key = tcp({"10.0.0.1", 5000}, server);
    EXPECT_EQ(g.send(reversed(*g.send(key))), reversed(key));
}

TEST(NatSource, TwoHostsWithOnePortGetTwo) {
    nat_gateway g(masquerade());
    const auto a = g.send(udp({"10.0.0.1", 5000}, server));
    const auto b = g.send(udp({"10.0.0.2", 5000}, server));
    ASSERT_TRUE(a && b);
    EXPECT_NE(source_of(*a), source_of(*b));
    EXPECT_EQ(source_of(*b).address, "192.0.2.1");
    // Ports of TCP and of UDP are different ones.
    EXPECT_EQ(source_of(*g.send(tcp({"10.0.0.2", 5000}, server))).port, 5000);
}

TEST(NatSource, ZonesAreDifferentHosts) {
    nat_gateway g(masquerade());
    flow_key red = udp({"10.0.0.1", 5000}, server);
    flow_key blue = red;
    red.zone = 1;
    blue.zone = 2;
    EXPECT_NE(source_of(*g.send(red)), source_of(*g.send(blue)));
    EXPECT_EQ(g.mappings().size(), 2);
}

// RFC 4787, REQ-3 and REQ-4.
TEST(NatSource, PortsKeepTheirRangeAndParity) {
    nat_gateway g(masquerade({.keep_port = false}));
    constexpr std::array<std::uint16_t, 12> ports{0, 1, 2, 3, 22, 1022, 1023, 1024, 1025, 40001, 65534, 65535};
    std::set<std::uint16_t> seen;
    for (const std::uint16_t port : ports)
        for (const char* host : {"10.0.0.1", "10.0.0.2"}) {
            const end_point out = source_of(*g.send(udp({host, port}, server)));
            EXPECT_EQ(out.port % 2, port % 2) << port;
            EXPECT_EQ(out.port < 1024, port < 1024) << port;
            EXPECT_NE(out.port, 0);
            EXPECT_TRUE(seen.insert(out.port).second);
        }
}

TEST(NatSource, AnotherParityIsBetterThanNoPort) {
    nat_gateway g(masquerade({.ports = {2000, 2003}}));
    std::set<std::uint16_t> seen;
    for (std::uint16_t port = 4000; port < 4008; port = static_cast<std::uint16_t>(port + 2))
        seen.insert(source_of(*g.send(udp({"10.0.0.1", port}, server))).port);
    EXPECT_EQ(seen, (std::set<std::uint16_t>{2000, 2001, 2002, 2003}));
}

// RFC 6056: who sees some ports cannot tell the next.
TEST(NatSource, PortsThatAreNotKeptAreSpread) {
    nat_gateway g(masquerade({.keep_port = false, .keep_parity = false}));
    std::set<unsigned> quarters;
    std::set<int> steps;
    int before = 0;
    for (std::uint16_t port = 2000; port < 2100; ++port) {
        const int out = source_of(*g.send(udp({"10.0.0.1", port}, server))).port;
        quarters.insert(static_cast<unsigned>(out) / 16384);
        steps.insert(out - before);
        before = out;
    }
    EXPECT_EQ(quarters.size(), 4);
    EXPECT_GT(steps.size(), 90);
}

TEST(NatSource, PairedSubscribersKeepOneAddress) {
    nat_gateway g(masquerade({.addresses = {block("192.0.2.0/28")}}));
    std::set<std::string> used;
    for (int host = 1; host <= 50; ++host) {
        const std::string address = "10.0.0." + std::to_string(host);
        std::set<std::string> of_host;
        for (std::uint16_t port = 5000; port < 5010; ++port)
            of_host.insert(source_of(*g.send(udp({address, port}, server))).address);
        EXPECT_EQ(of_host.size(), 1);
        used.insert(*of_host.begin());
    }
    EXPECT_GT(used.size(), 8); // of 16
}

TEST(NatSource, UnpairedOnesDoNot) {
    nat_gateway g(masquerade({.addresses = {block("192.0.2.0/28")}, .paired = false}));
    std::set<std::string> used;
    for (std::uint16_t port = 5000; port < 5100; ++port)
        used.insert(source_of(*g.send(udp({"10.0.0.1", port}, server))).address);
    EXPECT_GT(used.size(), 8);
}

// RFC 5508: the identifier is the port.
TEST(NatSource, EchoIdentifiersAreTranslated) {
    nat_gateway g(masquerade());
    const auto a = g.send(echo("10.0.0.1", "198.51.100.7", 77));
    const auto b = g.send(echo("10.0.0.2", "198.51.100.7", 77));
    ASSERT_TRUE(a && b);
    EXPECT_EQ(a->source_port.host(), 77);
    EXPECT_NE(b->source_port.host(), 77);
    EXPECT_EQ(b->source_port, b->destination_port);
    EXPECT_EQ(g.send(reversed(*b)), reversed(echo("10.0.0.2", "198.51.100.7", 77)));
    EXPECT_EQ(g.mappings()[0].external.port, 77);
    // Another destination: the same query's identifier (RFC 5508, REQ-1).
    EXPECT_EQ(g.send(echo("10.0.0.2", "198.51.100.8", 77))->source_port, b->source_port);
}

TEST(NatSource, ErrorsAboutNothingKnownAreDropped) {
    nat_gateway g(masquerade());
    g.icmp_type = 3;
    EXPECT_FALSE(g.send(flow(ip_proto::icmp, {"10.0.0.1", 0}, {"198.51.100.7", 0})));
    EXPECT_EQ(g.count("icmp_errors"), 1);
}

TEST(NatSource, OtherProtocolsAndSctpGetTheAddressOnly) {
    nat_gateway g(masquerade());
    const flow_key sctp = flow(ip_proto::sctp, {"10.0.0.1", 9}, {"198.51.100.7", 10});
    EXPECT_EQ(source_of(*g.send(sctp)), (end_point{"192.0.2.1", 9}));
    // The reply could not be told from the other's.
    EXPECT_FALSE(g.send(flow(ip_proto::sctp, {"10.0.0.2", 9}, {"198.51.100.7", 10})));
    EXPECT_EQ(g.count("address_taken"), 1);
    EXPECT_TRUE(g.send(flow(ip_proto::sctp, {"10.0.0.2", 9}, {"198.51.100.8", 10})));
    EXPECT_TRUE(g.send(flow(ip_proto::gre, {"10.0.0.1", 0}, {"198.51.100.7", 0})));
    EXPECT_FALSE(g.send(flow(ip_proto::gre, {"10.0.0.2", 0}, {"198.51.100.7", 0})));
    g.end(flow(ip_proto::gre, {"10.0.0.1", 0}, {"198.51.100.7", 0}));
    EXPECT_TRUE(g.send(flow(ip_proto::gre, {"10.0.0.2", 0}, {"198.51.100.7", 0})));
}

TEST(NatSource, WorksForIpv6) {
    nat_gateway g({.pools = {{.name = "six", .addresses = {block("2001:db8::1")}}},
                   .rules = {{.name = "all", .source = block("fd00::/8"), .pool = "six"}}});
    const flow_key key = tcp({"fd00::5", 5000}, {"2001:db8:1::1", 80});
    const auto out = g.send(key);
    ASSERT_TRUE(out);
    EXPECT_EQ(source_of(*out), (end_point{"2001:db8::1", 5000}));
    EXPECT_EQ(g.send(reversed(*out)), reversed(key));
}

} // namespace THIS_TEST
} // namespace xdpk::test
