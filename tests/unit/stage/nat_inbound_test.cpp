// SPDX-License-Identifier: BSD-3-Clause
#include "support/nat_gateway.hpp"

namespace xdpk::test {
namespace THIS_TEST {

const end_point client{"198.51.100.7", 4000};
const std::string outside = "192.0.2.1";

nat_config gateway(nat_pool pool = {}) {
    pool.name = "out";
    pool.addresses = {block(outside)};
    return {.pools = {pool},
            .rules = {{.name = "vpn", .source = block("10.0.0.0/8"), .destination = block("172.16.0.0/12")},
                      {.name = "lan", .source = block("10.0.0.0/8"), .pool = "out"}},
            .statics = {{.name = "mail", .external = ip("192.0.2.9"), .internal = ip("10.0.0.9")}},
            .forwards = {{.name = "web",
                          .external = ip(outside),
                          .protocol = ip_proto::tcp,
                          .ports = {80, 89},
                          .internal = ip("10.0.0.8"),
                          .internal_port = 8080},
                         {.name = "mail in", // more specific than the static entry
                          .external = ip("192.0.2.9"),
                          .protocol = ip_proto::tcp,
                          .ports = {25, 25},
                          .internal = ip("10.0.0.7")},
                         {.name = "all", .external = ip("192.0.2.20"), .internal = ip("10.0.0.20")}}};
}

TEST(NatInbound, StaticEntriesTranslateBothWays) {
    nat_gateway g(gateway());
    const auto in = g.send(udp(client, {"192.0.2.9", 53}));
    ASSERT_TRUE(in);
    EXPECT_TRUE(g.needed_state());
    EXPECT_EQ(source_of(*in), client);
    EXPECT_EQ(destination_of(*in), (end_point{"10.0.0.9", 53}));
    EXPECT_EQ(source_of(*g.send(udp({"10.0.0.9", 777}, client))), (end_point{"192.0.2.9", 777}));
    EXPECT_EQ(g.send(echo("198.51.100.7", "192.0.2.9", 5)), echo("198.51.100.7", "10.0.0.9", 5));
    EXPECT_EQ(g.send(flow(ip_proto::gre, {"10.0.0.9"}, {"198.51.100.7"})),
              flow(ip_proto::gre, {"192.0.2.9"}, {"198.51.100.7"}));
}

TEST(NatInbound, PortsAreForwardedInARow) {
    nat_gateway g(gateway());
    EXPECT_EQ(destination_of(*g.send(tcp(client, {outside, 80}))), (end_point{"10.0.0.8", 8080}));
    EXPECT_EQ(destination_of(*g.send(tcp(client, {outside, 89}))), (end_point{"10.0.0.8", 8089}));
    EXPECT_FALSE(g.send(tcp(client, {outside, 90})));
    EXPECT_FALSE(g.send(tcp(client, {outside, 79})));
    EXPECT_FALSE(g.send(udp(client, {outside, 80})));
    EXPECT_EQ(g.count("no_mapping"), 3);
    // The answer, and what starts there, have the external address and port (RFC 4787, REQ-1).
    EXPECT_EQ(g.send(tcp({"10.0.0.8", 8080}, client)), tcp({outside, 80}, client));
    EXPECT_EQ(g.send(tcp({"10.0.0.8", 8081}, {"198.51.100.8", 1})), tcp({outside, 81}, {"198.51.100.8", 1}));
}

TEST(NatInbound, TheMostSpecificEntryCounts) {
    nat_gateway g(gateway());
    EXPECT_EQ(destination_of(*g.send(tcp(client, {"192.0.2.9", 25}))), (end_point{"10.0.0.7", 25}));
    EXPECT_EQ(destination_of(*g.send(tcp(client, {"192.0.2.9", 26}))), (end_point{"10.0.0.9", 26}));
    EXPECT_EQ(destination_of(*g.send(udp(client, {"192.0.2.9", 25}))), (end_point{"10.0.0.9", 25}));
    // All protocols, inbound only.
    EXPECT_EQ(destination_of(*g.send(udp(client, {"192.0.2.20", 25}))), (end_point{"10.0.0.20", 25}));
    EXPECT_EQ(source_of(*g.send(udp({"10.0.0.20", 9}, client))).address, outside);
}

TEST(NatInbound, ForwardedPortsAreNobodyElses) {
    nat_gateway g(gateway({.ports = {80, 91}}));
    EXPECT_EQ(source_of(*g.send(udp({"10.0.0.1", 80}, client))).port, 80);
    const std::uint16_t one = source_of(*g.send(tcp({"10.0.0.1", 80}, client))).port;
    const std::uint16_t two = source_of(*g.send(tcp({"10.0.0.1", 81}, client))).port;
    EXPECT_EQ(one, 90);
    EXPECT_EQ(two, 91);
    EXPECT_FALSE(g.send(tcp({"10.0.0.1", 82}, client)));
}

TEST(NatInbound, ExcludedFlowsAreLeftAlone) {
    nat_gateway g(gateway());
    const flow_key vpn = tcp({"10.0.0.1", 1000}, {"172.16.0.1", 80});
    EXPECT_EQ(g.send(vpn), vpn);
    EXPECT_FALSE(g.needed_state());
    const flow_key from_mail = tcp({"10.0.0.9", 1000}, {"172.16.0.1", 80});
    EXPECT_EQ(g.send(from_mail), from_mail);
    const flow_key unknown = tcp({"172.20.0.1", 1000}, client);
    EXPECT_EQ(g.send(unknown), unknown);
}

TEST(NatInbound, AnInterfacesOwnTrafficIsLeftToTheHost) {
    nat_gateway g(gateway({.interface = true}));
    const flow_key ssh = tcp(client, {outside, 22});
    EXPECT_EQ(g.send(ssh), ssh);
    const flow_key ping = echo("198.51.100.7", outside, 5);
    EXPECT_EQ(g.send(ping), ping);
    const flow_key from_inside = tcp({"10.0.0.1", 999}, {outside, 22});
    EXPECT_EQ(g.send(from_inside), from_inside);
    EXPECT_EQ(g.count("no_mapping"), 0);
}

TEST(NatInbound, TwiceNatTranslatesTheSourceToo) {
    nat_config config = gateway();
    config.pools.push_back({.name = "in", .addresses = {block("10.0.0.254")}});
    config.forwards[0].source_pool = "in";
    nat_gateway g(config);
    const flow_key key = tcp(client, {outside, 80});
    const auto in = g.send(key);
    EXPECT_EQ(in, tcp({"10.0.0.254", client.port}, {"10.0.0.8", 8080}));
    EXPECT_EQ(g.send(reversed(*in)), reversed(key));
    EXPECT_EQ(g.mappings().size(), 1);
}

// RFC 4787, REQ-9: external source address and port.
TEST(NatInbound, HairpinsLookAsFromOutside) {
    nat_gateway g(gateway());
    const end_point b = source_of(*g.send(udp({"10.0.0.2", 7000}, client)));
    const flow_key key = udp({"10.0.0.1", 6000}, b);
    const auto in = g.send(key);
    EXPECT_EQ(in, udp({outside, 6000}, {"10.0.0.2", 7000}));
    EXPECT_EQ(g.send(reversed(*in)), reversed(key));
    // To a forwarded port, to a static entry, from there, and to oneself.
    EXPECT_EQ(g.send(tcp({"10.0.0.1", 6000}, {outside, 80})), tcp({outside, 6000}, {"10.0.0.8", 8080}));
    EXPECT_EQ(g.send(udp({"10.0.0.1", 6000}, {"192.0.2.9", 53})), udp({outside, 6000}, {"10.0.0.9", 53}));
    EXPECT_EQ(g.send(udp({"10.0.0.9", 53}, b)), udp({"192.0.2.9", 53}, {"10.0.0.2", 7000}));
    EXPECT_EQ(g.send(udp({"10.0.0.2", 7000}, b)), udp(b, {"10.0.0.2", 7000}));
    // Both mappings are held: that of the other host too.
    g.end(udp({"10.0.0.2", 7000}, client));
    EXPECT_EQ(g.send(udp({"10.0.0.3", 1}, b)), udp({outside, 1}, {"10.0.0.2", 7000}));
}

TEST(NatInbound, WhatAnEarlierStageChangedStays) {
    nat_gateway g(gateway());
    // As a load balancer does.
    flow_decision d{.key = tcp(client, {outside, 80}), .rewritten = tcp(client, {"10.0.0.55", 8000})};
    g.stage().decide(d);
    EXPECT_EQ(d.rewritten, tcp(client, {"10.0.0.55", 8000}));
    d = {.key = tcp({"10.0.0.1", 5}, client), .rewritten = tcp({"192.0.2.200", 6}, client)};
    g.stage().decide(d);
    EXPECT_EQ(d.rewritten, tcp({"192.0.2.200", 6}, client));
    EXPECT_FALSE(d.needs_state);
}

} // namespace THIS_TEST
} // namespace xdpk::test
