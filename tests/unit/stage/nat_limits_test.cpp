// SPDX-License-Identifier: BSD-3-Clause
#include "support/nat_configs.hpp"
#include "support/nat_gateway.hpp"

#include <xdpk/base/error.hpp>

#include <set>

namespace xdpk::test {
namespace THIS_TEST {

const end_point server{"198.51.100.7", 80};

std::string numbered(unsigned host) { return "10.0." + std::to_string(host / 256) + "." + std::to_string(host % 256); }

TEST(NatLimits, WithoutAFreePortNewFlowsAreDroppedAndOthersGoOn) {
    nat_gateway g(masquerade({.ports = {2000, 2003}}));
    std::vector<flow_key> flows;
    for (unsigned host = 1; host <= 4; ++host)
        flows.push_back(tcp({numbered(host), 5000}, server));
    for (const flow_key& key : flows)
        EXPECT_TRUE(g.send(key));
    EXPECT_FALSE(g.send(tcp({"10.0.0.9", 5000}, server)));
    EXPECT_EQ(g.count("ports_exhausted"), 1);
    EXPECT_FALSE(g.send(tcp({"10.0.0.9", 500}, server))); // low ports are not in the pool: as any other
    EXPECT_EQ(g.count("ports_exhausted"), 2);
    for (const flow_key& key : flows)
        EXPECT_TRUE(g.send(key));
    EXPECT_TRUE(g.send(udp({"10.0.0.9", 5000}, server)));
    // A host's mapping serves further flows.
    EXPECT_TRUE(g.send(tcp({"10.0.0.1", 5000}, {"198.51.100.8", 80})));
    g.end(flows[1]);
    EXPECT_TRUE(g.send(tcp({"10.0.0.9", 5000}, server)));
    EXPECT_EQ(g.stage().pools()[0].tcp_used, 4);
}

TEST(NatLimits, EveryPortOfEveryAddressIsFound) {
    nat_gateway g(masquerade({.addresses = {block("192.0.2.0/28")}, .ports = {2000, 2002}}));
    for (unsigned host = 1; host <= 48; ++host)
        EXPECT_TRUE(g.send(tcp({numbered(host), 5000}, server))) << host;
    EXPECT_FALSE(g.send(tcp({numbered(49), 5000}, server)));
    EXPECT_EQ(g.stage().pools()[0].tcp_used, 48);
    EXPECT_EQ(g.stage().pools()[0].ports, 48);
}

TEST(NatLimits, APairedSubscriberStaysWithItsAddress) {
    nat_gateway g(masquerade({.addresses = {block("192.0.2.0/28")}, .ports = {2000, 2002}}));
    for (std::uint16_t port = 5000; port < 5003; ++port)
        EXPECT_TRUE(g.send(tcp({"10.0.0.1", port}, server)));
    EXPECT_FALSE(g.send(tcp({"10.0.0.1", 5003}, server)));
    EXPECT_EQ(g.count("ports_exhausted"), 1);
    EXPECT_EQ(g.mappings().size(), 3);
}

TEST(NatLimits, EndpointDependentPoolsHaveAllPortsForEachDestination) {
    nat_gateway g(masquerade({.ports = {2000, 2003}, .mapping = nat_mapping::endpoint_dependent}));
    for (const char* to : {"198.51.100.7", "198.51.100.8"})
        for (std::uint16_t port = 5000; port < 5004; ++port)
            EXPECT_TRUE(g.send(tcp({"10.0.0.1", port}, {to, 80})));
    EXPECT_FALSE(g.send(tcp({"10.0.0.1", 5004}, server)));
    EXPECT_EQ(g.count("ports_exhausted"), 1);
}

TEST(NatLimits, ASubscriberHasItsShareOnly) {
    nat_gateway g(masquerade({.ports_per_subscriber = 2}));
    EXPECT_TRUE(g.send(tcp({"10.0.0.1", 5000}, server)));
    EXPECT_TRUE(g.send(udp({"10.0.0.1", 5000}, server)));
    EXPECT_FALSE(g.send(tcp({"10.0.0.1", 5001}, server)));
    EXPECT_EQ(g.count("subscriber_limit"), 1);
    EXPECT_TRUE(g.send(tcp({"10.0.0.1", 5000}, {"198.51.100.8", 80}))); // no further port
    EXPECT_TRUE(g.send(tcp({"10.0.0.2", 5001}, server)));
    g.end(udp({"10.0.0.1", 5000}, server));
    EXPECT_TRUE(g.send(tcp({"10.0.0.1", 5001}, server)));
}

TEST(NatLimits, TablesThatAreFullRefuseNewFlows) {
    nat_gateway few_mappings(masquerade(), {.mappings = 2});
    EXPECT_TRUE(few_mappings.send(tcp({"10.0.0.1", 1}, server)));
    EXPECT_TRUE(few_mappings.send(tcp({"10.0.0.1", 2}, server)));
    EXPECT_FALSE(few_mappings.send(tcp({"10.0.0.1", 3}, server)));
    EXPECT_EQ(few_mappings.count("mappings_full"), 1);
    EXPECT_TRUE(few_mappings.send(tcp({"10.0.0.1", 1}, server)));
    EXPECT_EQ(few_mappings.stage().pools()[0].tcp_used, 2);
    nat_gateway few_subscribers(masquerade(), {.subscribers = 1});
    EXPECT_TRUE(few_subscribers.send(tcp({"10.0.0.1", 1}, server)));
    EXPECT_FALSE(few_subscribers.send(tcp({"10.0.0.2", 1}, server)));
    EXPECT_EQ(few_subscribers.count("subscribers_full"), 1);
}

TEST(NatLimits, WhatOnlyLingersMakesRoom) {
    nat_gateway g(masquerade({.linger = 1000}), {.mappings = 2});
    EXPECT_TRUE(g.send(tcp({"10.0.0.1", 1}, server)));
    EXPECT_TRUE(g.send(tcp({"10.0.0.1", 2}, server)));
    g.end(tcp({"10.0.0.1", 1}, server));
    EXPECT_EQ(g.mappings().size(), 2);
    EXPECT_TRUE(g.send(tcp({"10.0.0.1", 3}, server)));
    EXPECT_EQ(g.mappings().size(), 2);
    EXPECT_EQ(g.stage().pools()[0].tcp_used, 2);
}

// A flow to a further address takes an entry of its own, and must not evict the mapping that it uses.
TEST(NatLimits, AMappingInUseIsNotItsOwnVictim) {
    nat_gateway g(masquerade({.filtering = nat_filtering::address_dependent, .linger = 1000}), {.mappings = 2});
    EXPECT_TRUE(g.send(tcp({"10.0.0.1", 1}, server)));
    g.end(tcp({"10.0.0.1", 1}, server));
    EXPECT_TRUE(g.send(tcp({"10.0.0.1", 1}, {"198.51.100.1", 1})));
    EXPECT_TRUE(g.send(tcp({"10.0.0.1", 1}, {"198.51.100.2", 1})));
    EXPECT_FALSE(g.send(tcp({"10.0.0.1", 1}, {"198.51.100.3", 1})));
    EXPECT_EQ(g.count("mappings_full"), 1);
    EXPECT_EQ(g.mappings()[0].flows, 2);
}

TEST(NatLimits, WorkersShareNoPorts) {
    const nat_config config = masquerade({.addresses = {block("192.0.2.0/30")}});
    const nat_rules rules(config);
    std::set<std::string> addresses;
    for (std::uint32_t worker = 0; worker < 3; ++worker) {
        nat_gateway g(config, {.worker = worker, .workers = 3});
        for (std::uint16_t port = 1000; port < 1100; ++port) {
            const auto out = g.send(udp({"10.0.0.1", port}, server));
            ASSERT_TRUE(out);
            EXPECT_EQ(rules.worker_of(reversed(*out), 3), worker);
            EXPECT_EQ(out->source_port.host() % 2, port % 2);
            addresses.insert(source_of(*out).address);
        }
    }
    EXPECT_EQ(addresses.size(), 1); // a subscriber's is the same on all
}

TEST(NatLimits, ThereMustBeRoomForTheAddresses) {
    const auto rules = std::make_shared<const nat_rules>(masquerade({.addresses = {block("192.0.2.0/30")}}));
    EXPECT_THROW(nat(rules, {.addresses = 3}), error);
    EXPECT_THROW(nat(rules, {.mappings = 0}), error);
    EXPECT_THROW(nat(rules, {.worker = 2, .workers = 2}), error);
}

} // namespace THIS_TEST
} // namespace xdpk::test
