// SPDX-License-Identifier: BSD-3-Clause
#include "support/nat_configs.hpp"
#include "support/nat_gateway.hpp"

#include <set>

namespace xdpk::test {
namespace THIS_TEST {

const end_point server{"198.51.100.7", 80};

/// Four blocks of eight ports.
nat_pool small_blocks() {
    return {.ports = {2000, 2031}, .block_size = 8, .blocks_per_subscriber = 2, .hold_down = 120};
}

std::uint16_t block_of(const std::optional<flow_key>& out) {
    return out ? static_cast<std::uint16_t>((out->source_port.host() - 2000) / 8) : std::uint16_t{0xFFFF};
}

TEST(NatBlocks, ASubscribersPortsAreInItsBlock) {
    nat_gateway g(masquerade(small_blocks()));
    const std::uint16_t block = block_of(g.send(tcp({"10.0.0.1", 5000}, server)));
    for (std::uint16_t port = 5001; port < 5008; ++port) {
        EXPECT_EQ(block_of(g.send(tcp({"10.0.0.1", port}, server))), block);
        EXPECT_EQ(block_of(g.send(udp({"10.0.0.1", port}, server))), block);
    }
    EXPECT_EQ(block_of(g.send(echo("10.0.0.1", "198.51.100.7", 500))), block);
    EXPECT_EQ(block_of(g.send(udp({"10.0.0.1", 53}, server))), block); // low ports too
    EXPECT_NE(block_of(g.send(tcp({"10.0.0.2", 5000}, server))), block);
    EXPECT_EQ(g.stage().pools()[0].blocks, 4);
    EXPECT_EQ(g.stage().pools()[0].blocks_used, 2);
}

TEST(NatBlocks, AFullBlockIsFollowedByAnotherUpToTheLimit) {
    nat_gateway g(masquerade(small_blocks()));
    std::set<std::uint16_t> blocks;
    for (std::uint16_t port = 5000; port < 5016; ++port)
        blocks.insert(block_of(g.send(tcp({"10.0.0.1", port}, server))));
    EXPECT_EQ(blocks.size(), 2);
    EXPECT_FALSE(blocks.contains(0xFFFF));
    EXPECT_FALSE(g.send(tcp({"10.0.0.1", 6000}, server)));
    EXPECT_EQ(g.count("subscriber_limit"), 1);
    EXPECT_TRUE(g.send(udp({"10.0.0.1", 6000}, server)));
}

TEST(NatBlocks, WithoutAFreeBlockNewSubscribersAreRefused) {
    nat_gateway g(masquerade(small_blocks()));
    for (const char* host : {"10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4"})
        EXPECT_TRUE(g.send(tcp({host, 5000}, server)));
    EXPECT_FALSE(g.send(tcp({"10.0.0.5", 5000}, server)));
    EXPECT_EQ(g.count("ports_exhausted"), 1);
    EXPECT_TRUE(g.send(tcp({"10.0.0.4", 5001}, server)));
}

TEST(NatBlocks, ABlockIsHeldDownForItsLastSubscriber) {
    nat_gateway g(masquerade(small_blocks()));
    std::uint16_t mine = 0;
    for (const char* host : {"10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4"})
        mine = block_of(g.send(tcp({host, 5000}, server)));
    g.end(tcp({"10.0.0.4", 5000}, server));
    nat_gateway::now += 119;
    EXPECT_FALSE(g.send(tcp({"10.0.0.5", 5000}, server)));
    EXPECT_EQ(block_of(g.send(tcp({"10.0.0.4", 5001}, server))), mine);
    nat_gateway::now += 1000; // in use again
    EXPECT_FALSE(g.send(tcp({"10.0.0.5", 5000}, server)));
    g.end(tcp({"10.0.0.4", 5001}, server));
    nat_gateway::now += 121;
    EXPECT_EQ(block_of(g.send(tcp({"10.0.0.5", 5000}, server))), mine);
}

TEST(NatBlocks, AnotherSizeDoesNotOverlapWhatIsInUse) {
    nat_gateway g(masquerade(small_blocks()));
    const auto first = g.send(tcp({"10.0.0.1", 5000}, server));
    nat_pool larger = small_blocks();
    larger.block_size = 16;
    EXPECT_TRUE(g.replace(masquerade(larger)));
    EXPECT_EQ(g.send(tcp({"10.0.0.1", 5000}, server)), first);
    const auto second = g.send(tcp({"10.0.0.2", 5000}, server));
    ASSERT_TRUE(second);
    EXPECT_NE(block_of(second) / 2, block_of(first) / 2);
    EXPECT_FALSE(g.send(tcp({"10.0.0.3", 5000}, server)));
}

TEST(NatBlocks, WorkersHaveBlocksOfTheirOwn) {
    const nat_config config = masquerade({.ports = {2000, 2999}, .block_size = 100});
    const nat_rules rules(config);
    for (std::uint32_t worker = 0; worker < 3; ++worker) {
        nat_gateway g(config, {.worker = worker, .workers = 3});
        for (std::uint16_t port = 1000; port < 1200; ++port)
            EXPECT_EQ(rules.worker_of(reversed(*g.send(udp({"10.0.0.1", port}, server))), 3), worker);
    }
}

TEST(NatBlocks, DeterministicPortsAreFoundBack) {
    nat_config config = masquerade({.addresses = {block("192.0.2.0/30")}, .subscribers = block("10.0.0.0/24")});
    config.rules[0].source = block("10.0.0.0/24");
    nat_gateway g(config);
    const nat_rules rules(config);
    for (const char* host : {"10.0.0.0", "10.0.0.63", "10.0.0.64", "10.0.0.255"}) {
        const auto place = rules.ports_of(ip(host));
        ASSERT_TRUE(place);
        for (std::uint16_t port = 1; port < 1008; port = static_cast<std::uint16_t>(port + 100)) {
            const end_point out = source_of(*g.send(udp({host, port}, server)));
            EXPECT_EQ(out.address, to_string(place->external));
            EXPECT_TRUE(out.port >= place->ports.first && out.port <= place->ports.last);
            EXPECT_EQ(rules.subscriber_of(ip(out.address), out.port), ip(host));
            EXPECT_EQ(g.stage().subscriber_of(ip(out.address), ip_proto::udp, out.port), ip(host));
        }
    }
}

TEST(NatBlocks, DeterministicPortsRunOutPerSubscriber) {
    nat_config config = masquerade({.ports = {2000, 2007}, .subscribers = block("10.0.0.0/31")});
    config.rules[0].source = block("10.0.0.0/31");
    nat_gateway g(config);
    for (std::uint16_t port = 5000; port < 5004; ++port)
        EXPECT_TRUE(g.send(udp({"10.0.0.1", port}, server)));
    EXPECT_FALSE(g.send(udp({"10.0.0.1", 5004}, server)));
    EXPECT_EQ(g.count("ports_exhausted"), 1);
    EXPECT_TRUE(g.send(udp({"10.0.0.0", 5004}, server)));
}

TEST(NatBlocks, WhoHasAPortIsKnown) {
    nat_gateway g(masquerade(small_blocks()));
    const end_point out = source_of(*g.send(tcp({"10.0.0.1", 5000}, server)));
    const auto whose = [&](ip_proto protocol, std::uint16_t port) {
        return g.stage().subscriber_of(ip("192.0.2.1"), protocol, port);
    };
    EXPECT_EQ(whose(ip_proto::tcp, out.port), ip("10.0.0.1"));
    EXPECT_EQ(whose(ip_proto::udp, out.port), ip("10.0.0.1")); // its block
    EXPECT_EQ(whose(ip_proto::tcp, static_cast<std::uint16_t>(out.port < 2016 ? 2031 : 2000)), std::nullopt);
}

} // namespace THIS_TEST
} // namespace xdpk::test
