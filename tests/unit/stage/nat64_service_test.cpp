// SPDX-License-Identifier: BSD-3-Clause
// IPv6 hosts that IPv4 ones reach, and what may not be configured.
#include "support/nat_configs.hpp"
#include "support/nat_gateway.hpp"

#include <xdpk/base/error.hpp>

#include <gmock/gmock.h>

namespace xdpk::test {
namespace THIS_TEST {

nat_config services() {
    nat_config config = masquerade();
    config.nat64 = {{.name = "six", .pool = "outside", .source = block("fd00::/8")}};
    config.nat64[0].prefix = block("2001:db8:64::/96");
    config.statics = {{.name = "host", .external = ip("192.0.2.9"), .internal = ip("fd00::9")}};
    config.forwards = {{.name = "web",
                        .external = ip("192.0.2.1"),
                        .protocol = ip_proto::tcp,
                        .ports = {80, 80},
                        .internal = ip("fd00::8"),
                        .internal_port = 8080}};
    return config;
}

TEST(Nat64Service, an_ipv6_host_is_at_an_ipv4_address) {
    nat_gateway g(services());
    for (const ip_proto protocol : {ip_proto::tcp, ip_proto::udp, ip_proto::icmp}) {
        const auto in = g.send(flow(protocol, {"198.51.100.7", 7}, {"192.0.2.9", 7}));
        ASSERT_TRUE(in);
        EXPECT_EQ(source_of(*in), (end_point{"2001:db8:64::c633:6407", 7}));
        EXPECT_EQ(destination_of(*in), (end_point{"fd00::9", 7}));
        EXPECT_EQ(in->protocol, protocol == ip_proto::icmp ? ip_proto::icmpv6 : protocol);
    }
    const auto out = g.send(udp({"fd00::9", 5000}, {"2001:db8:64::c633:6407", 80}));
    EXPECT_EQ(source_of(*out), (end_point{"192.0.2.9", 5000}));
    EXPECT_EQ(destination_of(*out), (end_point{"198.51.100.7", 80}));
    const flow_key native = udp({"fd00::9", 5000}, {"2001:db8:5::1", 80});
    EXPECT_EQ(g.send(native), native);
    EXPECT_TRUE(g.mappings().empty());
}

TEST(Nat64Service, a_port_leads_to_an_ipv6_host) {
    nat_gateway g(services());
    const auto in = g.send(tcp({"198.51.100.7", 5000}, {"192.0.2.1", 80}));
    EXPECT_EQ(source_of(*in), (end_point{"2001:db8:64::c633:6407", 5000}));
    EXPECT_EQ(destination_of(*in), (end_point{"fd00::8", 8080}));
}

TEST(Nat64Service, hosts_inside_reach_it_too) {
    nat_gateway g(services());
    const auto six = g.send(tcp({"fd00::1", 5000}, {"2001:db8:64::c000:201", 80}));
    EXPECT_EQ(source_of(*six), (end_point{"2001:db8:64::c000:201", 5000}));
    EXPECT_EQ(destination_of(*six), (end_point{"fd00::8", 8080}));
    const auto four = g.send(tcp({"10.0.0.1", 6000}, {"192.0.2.1", 80}));
    EXPECT_EQ(source_of(*four), (end_point{"2001:db8:64::c000:201", 6000}));
    EXPECT_EQ(g.mappings().size(), 2);
}

/// What is said of the configuration that `change` makes.
template <class Change>
std::string complaint(Change change) {
    nat_config config = services();
    change(config);
    try {
        const nat_rules rules(config);
    } catch (const error& e) {
        return e.what();
    }
    return "";
}

TEST(Nat64Service, what_cannot_be_is_named) {
    using testing::HasSubstr;
    EXPECT_EQ(complaint([](nat_config&) {}), "");
    EXPECT_THAT(complaint([](nat_config& c) { c.nat64[0].prefix = block("2001:db8:64::/80"); }),
                HasSubstr("nat64 'six'"));
    EXPECT_THAT(complaint([](nat_config& c) { c.nat64[0].prefix = block("2001:db8:64:0:100::/96"); }),
                HasSubstr("bits 64 to 71"));
    EXPECT_THAT(complaint([](nat_config& c) { c.nat64[0].source = block("10.0.0.0/8"); }), HasSubstr("is of IPv4"));
    EXPECT_THAT(complaint([](nat_config& c) { c.nat64[0].prefix = block("10.0.0.0/8"); }), HasSubstr("is of IPv4"));
    EXPECT_THAT(complaint([](nat_config& c) { c.nat64[0].pool = "none"; }), HasSubstr("there is no pool 'none'"));
    EXPECT_THAT(complaint([](nat_config& c) {
                    c.pools.push_back({.name = "v6", .addresses = {block("2001:db8::1")}});
                    c.nat64[0].pool = "v6";
                }),
                HasSubstr("its pool has IPv6 addresses"));
    EXPECT_THAT(complaint([](nat_config& c) {
                    c.pools[0].subscribers = block("10.0.0.0/28");
                    c.rules.clear();
                }),
                HasSubstr("its pool has ports by arithmetic"));
    EXPECT_THAT(complaint([](nat_config& c) { c.statics[0].internal = ip("2001:db8::9"); }),
                HasSubstr("of different IP versions"));
    EXPECT_THAT(complaint([](nat_config& c) { std::swap(c.statics[0].internal, c.statics[0].external); }),
                HasSubstr("of different IP versions"));
}

} // namespace THIS_TEST
} // namespace xdpk::test
