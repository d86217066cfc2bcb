// SPDX-License-Identifier: BSD-3-Clause
#include "support/nat_configs.hpp"
#include "support/nat_gateway.hpp"

namespace xdpk::test {
namespace THIS_TEST {

const end_point server{"198.51.100.7", 80};
const end_point other{"198.51.100.8", 80};

TEST(NatReload, EstablishedFlowsKeepAddressAndPort) {
    for (const nat_mapping kind : {nat_mapping::endpoint_independent, nat_mapping::endpoint_dependent}) {
        nat_pool pool{.addresses = {block("192.0.2.0/28")}, .mapping = kind, .keep_port = false};
        nat_gateway g(masquerade(pool));
        const flow_key one = tcp({"10.0.0.1", 5000}, server);
        const flow_key two = tcp({"10.0.0.2", 5000}, server);
        const auto out_one = g.send(one);
        const auto out_two = g.send(two);
        pool.addresses.push_back(block("192.0.2.16/28"));
        nat_config config = masquerade(pool);
        config.rules.insert(config.rules.begin(), {.name = "vpn", .source = block("10.9.0.0/16")});
        EXPECT_TRUE(g.replace(config));
        EXPECT_EQ(g.send(one), out_one);
        EXPECT_EQ(g.send(reversed(*out_two)), reversed(two)); // decided anew on a reply
        EXPECT_EQ(g.mappings().size(), 2);
        EXPECT_EQ(g.mappings()[0].flows, 1);
        EXPECT_EQ(g.count("mapped"), 2);
    }
}

TEST(NatReload, AnInterfacesNewAddressIsTaken) {
    nat_gateway g(masquerade({.interface = true}), {.addresses = 2});
    const flow_key key = udp({"10.0.0.1", 5000}, server);
    const flow_key sibling = udp({"10.0.0.1", 5000}, other);
    g.send(key);
    g.send(sibling);
    EXPECT_TRUE(g.replace(masquerade({.addresses = {block("192.0.2.99")}, .interface = true})));
    EXPECT_EQ(g.mappings()[0].flows, 2);
    EXPECT_EQ(source_of(*g.send(key)), (end_point{"192.0.2.99", 5000}));
    // The old mapping is there for the flow that has not been decided anew, and for it alone.
    EXPECT_EQ(g.mappings().size(), 2);
    EXPECT_TRUE(g.mappings()[0].abandoned);
    EXPECT_FALSE(g.mappings()[1].abandoned);
    EXPECT_EQ(source_of(*g.send(udp({"10.0.0.1", 5000}, {"198.51.100.9", 1}))).address, "192.0.2.99");
    EXPECT_EQ(source_of(*g.send(sibling)).address, "192.0.2.99");
    EXPECT_EQ(g.mappings().size(), 1);
    // There is room for one old address at a time.
    EXPECT_TRUE(g.replace(masquerade({.addresses = {block("192.0.2.100")}, .interface = true})));
    EXPECT_EQ(source_of(*g.send(key)).address, "192.0.2.100");
}

TEST(NatReload, TooManyAddressesChangeNothing) {
    nat_gateway g(masquerade(), {.addresses = 2});
    const flow_key key = udp({"10.0.0.1", 5000}, server);
    const auto out = g.send(key);
    EXPECT_FALSE(g.replace(masquerade({.addresses = {block("192.0.2.100"), block("192.0.2.101")}})));
    EXPECT_EQ(g.send(key), out);
    g.end(key);
    EXPECT_TRUE(g.replace(masquerade({.addresses = {block("192.0.2.100"), block("192.0.2.101")}})));
}

TEST(NatReload, APortThatIsForwardedNowIsGivenUp) {
    nat_gateway g(masquerade());
    const flow_key key = tcp({"10.0.0.1", 8080}, server);
    EXPECT_EQ(source_of(*g.send(key)).port, 8080);
    nat_config config = masquerade();
    config.forwards = {{.name = "web",
                        .external = ip("192.0.2.1"),
                        .protocol = ip_proto::tcp,
                        .ports = {8080, 8080},
                        .internal = ip("10.0.0.8")}};
    EXPECT_TRUE(g.replace(config));
    const flow_key in = tcp(other, {"192.0.2.1", 8080});
    EXPECT_EQ(destination_of(*g.send(in)).address, "10.0.0.8");
    EXPECT_NE(source_of(*g.send(key)).port, 8080);
    g.end(in); // not to be taken for the old mapping's
    EXPECT_EQ(g.mappings().size(), 1);
    EXPECT_EQ(g.stage().pools()[0].tcp_used, 1);
}

TEST(NatReload, ThePoolsKindAndRangeMayChange) {
    nat_gateway g(masquerade());
    const flow_key one = udp({"10.0.0.1", 5000}, server);
    const flow_key two = udp({"10.0.0.1", 5000}, other);
    g.send(one);
    g.send(two);
    EXPECT_TRUE(g.replace(masquerade({.ports = {6000, 6999}})));
    const end_point moved = source_of(*g.send(one));
    EXPECT_EQ(moved.port / 1000, 6);
    EXPECT_EQ(source_of(*g.send(two)), moved);
    EXPECT_EQ(g.mappings().size(), 1);
    EXPECT_TRUE(g.replace(masquerade({.mapping = nat_mapping::endpoint_dependent})));
    EXPECT_EQ(source_of(*g.send(one)).port, 5000);
    EXPECT_EQ(source_of(*g.send(two)).port, 5000);
    EXPECT_EQ(g.mappings().size(), 2);
    EXPECT_EQ(g.stage().pools()[0].udp_used, 0);
}

TEST(NatReload, FlowsFromOutsideStayWhenFilteringGetsStricter) {
    nat_gateway g(masquerade());
    g.send(udp({"10.0.0.1", 5000}, server));
    const flow_key in = udp(other, {"192.0.2.1", 5000});
    EXPECT_TRUE(g.send(in));
    EXPECT_TRUE(g.replace(masquerade({.filtering = nat_filtering::address_and_port_dependent})));
    EXPECT_EQ(destination_of(*g.send(in)).address, "10.0.0.1");
    EXPECT_FALSE(g.send(udp({"203.0.113.9", 1}, {"192.0.2.1", 5000})));
}

TEST(NatReload, WithoutARuleFlowsAreNoLongerTranslated) {
    nat_gateway g(masquerade());
    const flow_key key = udp({"10.0.0.1", 5000}, server);
    g.send(key);
    EXPECT_TRUE(g.replace({}));
    EXPECT_EQ(g.send(key), key);
    EXPECT_TRUE(g.mappings().empty());
    EXPECT_TRUE(g.stage().pools().empty());
}

} // namespace THIS_TEST
} // namespace xdpk::test
