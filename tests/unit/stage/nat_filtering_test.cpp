// SPDX-License-Identifier: BSD-3-Clause
#include "support/nat_configs.hpp"
#include "support/nat_gateway.hpp"

namespace xdpk::test {
namespace THIS_TEST {

const end_point host{"10.0.0.1", 5000};
const end_point outside{"192.0.2.1", 5000};
const end_point peer{"198.51.100.7", 53};
const end_point same_address{"198.51.100.7", 54};
const end_point stranger{"203.0.113.1", 53};

TEST(NatFiltering, EndpointIndependentLetsEverybodyIn) {
    nat_gateway g(masquerade());
    EXPECT_FALSE(g.send(udp(stranger, outside)));
    EXPECT_EQ(g.count("no_mapping"), 1);
    g.send(udp(host, peer));
    EXPECT_EQ(g.send(udp(stranger, outside)), udp(stranger, host));
    EXPECT_EQ(g.send(udp(host, stranger)), udp(outside, stranger));
    // The flow from outside holds the mapping too.
    g.end(udp(host, peer));
    EXPECT_EQ(g.send(udp(same_address, outside)), udp(same_address, host));
    EXPECT_FALSE(g.send(tcp(stranger, outside)));
}

TEST(NatFiltering, AddressDependentLetsInWhomTheHostSpeaksTo) {
    nat_gateway g(masquerade({.filtering = nat_filtering::address_dependent}));
    g.send(udp(host, peer));
    EXPECT_EQ(g.send(udp(same_address, outside)), udp(same_address, host));
    EXPECT_FALSE(g.send(udp(stranger, outside)));
    EXPECT_EQ(g.count("filtered"), 1);
    // No longer than it does.
    g.send(udp(host, {"198.51.100.9", 1}));
    g.end(udp(host, peer));
    EXPECT_FALSE(g.send(udp({"198.51.100.7", 55}, outside)));
    EXPECT_TRUE(g.send(udp({"198.51.100.9", 55}, outside)));
    EXPECT_EQ(g.mappings().size(), 1);
}

TEST(NatFiltering, AddressDependentAlsoForHairpins) {
    nat_gateway g(masquerade({.filtering = nat_filtering::address_dependent}));
    const end_point a = source_of(*g.send(udp({"10.0.0.1", 5000}, peer)));
    const end_point b = source_of(*g.send(udp({"10.0.0.2", 6000}, peer)));
    EXPECT_FALSE(g.send(udp({"10.0.0.1", 5000}, b)));
    EXPECT_EQ(g.count("filtered"), 1);
    EXPECT_EQ(g.mappings().size(), 2);
    EXPECT_EQ(g.mappings()[0].flows, 1);
    EXPECT_EQ(a.address, b.address);
}

TEST(NatFiltering, AddressAndPortDependentLetsInAnswersOnly) {
    nat_gateway g(masquerade({.filtering = nat_filtering::address_and_port_dependent}));
    const flow_key key = udp(host, peer);
    g.send(key);
    EXPECT_EQ(g.send(udp(peer, outside)), reversed(key));
    EXPECT_FALSE(g.send(udp(same_address, outside)));
    EXPECT_FALSE(g.send(udp(stranger, outside)));
    EXPECT_EQ(g.count("filtered"), 2);
}

TEST(NatFiltering, PingsDoNotEnterByAnIdentifierInUse) {
    nat_gateway g(masquerade());
    g.send(echo("10.0.0.1", "198.51.100.7", 99));
    EXPECT_FALSE(g.send(echo("203.0.113.1", "192.0.2.1", 99)));
    EXPECT_EQ(g.count("no_mapping"), 1);
}

TEST(NatFiltering, EndpointDependentMappingsLetNobodyIn) {
    nat_gateway g(masquerade({.mapping = nat_mapping::endpoint_dependent}));
    g.send(udp(host, peer));
    EXPECT_FALSE(g.send(udp(same_address, outside)));
    EXPECT_EQ(g.send(udp(peer, outside)), udp(peer, host));
}

TEST(NatMapping, EndpointDependentFlowsShareAPort) {
    nat_gateway g(masquerade({.mapping = nat_mapping::endpoint_dependent}));
    EXPECT_EQ(source_of(*g.send(udp({"10.0.0.1", 5000}, peer))), outside);
    EXPECT_EQ(source_of(*g.send(udp({"10.0.0.2", 5000}, same_address))), outside);
    // But not to the same destination.
    EXPECT_NE(source_of(*g.send(udp({"10.0.0.3", 5000}, peer))), outside);
    EXPECT_EQ(g.mappings().size(), 3);
    EXPECT_TRUE(g.mappings()[0].remote);
    EXPECT_EQ(source_of(*g.send(echo("10.0.0.1", "198.51.100.7", 5))).port, 5);
    EXPECT_EQ(source_of(*g.send(echo("10.0.0.2", "198.51.100.8", 5))).port, 5);
    const auto other = g.send(echo("10.0.0.3", "198.51.100.8", 5));
    EXPECT_NE(source_of(*other).port, 5);
    EXPECT_EQ(g.send(reversed(*other)), reversed(echo("10.0.0.3", "198.51.100.8", 5)));
}

TEST(NatMapping, LingersAfterItsLastFlow) {
    nat_gateway g(masquerade({.keep_port = false, .linger = 60}));
    const end_point first = source_of(*g.send(udp(host, peer)));
    g.end(udp(host, peer));
    nat_gateway::now += 59;
    EXPECT_EQ(g.mappings().size(), 1);
    EXPECT_EQ(source_of(*g.send(udp(host, stranger))), first);
    nat_gateway::now += 1000; // a flow holds it
    EXPECT_EQ(source_of(*g.send(udp(host, peer))), first);
    g.end(udp(host, peer));
    g.end(udp(host, stranger));
    nat_gateway::now += 61;
    g.stage().expire();
    EXPECT_TRUE(g.mappings().empty());
}

// The reply is another's: a flow that nobody translates.
TEST(NatMapping, CollidingRepliesGetAnotherPort) {
    nat_gateway g(masquerade());
    EXPECT_TRUE(g.send(udp(outside, peer)));
    const auto out = g.send(udp(host, peer));
    ASSERT_TRUE(out);
    EXPECT_NE(source_of(*out), outside);
    // A mapping that others hold cannot move.
    const end_point mapped = source_of(*out);
    EXPECT_TRUE(g.send(udp(mapped, stranger)));
    EXPECT_FALSE(g.send(udp(host, stranger)));
    EXPECT_EQ(g.count("collisions"), 1);
    EXPECT_EQ(g.send(udp(host, peer)), out);
}

} // namespace THIS_TEST
} // namespace xdpk::test
