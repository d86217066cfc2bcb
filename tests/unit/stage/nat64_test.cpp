// SPDX-License-Identifier: BSD-3-Clause
#include "support/nat_configs.hpp"
#include "support/nat_gateway.hpp"

namespace xdpk::test {
namespace THIS_TEST {

constexpr const char* web = "2001:db8:64::c633:6407"; // 198.51.100.7

/// fd00::/8 behind a pool; IPv4 addresses are behind 2001:db8:64::/96.
nat_config config64(nat_pool pool = {}) {
    nat_config config = masquerade(std::move(pool));
    config.nat64 = {
        {.name = "six", .prefix = block("2001:db8:64::/96"), .pool = "outside", .source = block("fd00::/8")}};
    return config;
}

nat_config well_known() {
    nat_config config = config64({.addresses = {block("8.8.4.4")}});
    config.nat64[0].prefix = well_known_translation_prefix;
    return config;
}

TEST(Nat64, flows_leave_as_ipv4_flows_from_the_pool) {
    nat_gateway g(config64());
    for (const ip_proto protocol : {ip_proto::tcp, ip_proto::udp, ip_proto::icmpv6}) {
        const bool is_echo = protocol == ip_proto::icmpv6;
        const std::uint16_t port = is_echo ? 5000 : 80;
        const auto left = g.send(flow(protocol, {"fd00::1", 5000}, {web, port}));
        ASSERT_TRUE(left);
        EXPECT_EQ(source_of(*left), (end_point{"192.0.2.1", 5000}));
        EXPECT_EQ(destination_of(*left), (end_point{"198.51.100.7", port}));
        EXPECT_EQ(left->protocol, is_echo ? ip_proto::icmp : protocol);
        const auto back = g.send(reversed(*left));
        EXPECT_EQ(source_of(*back), (end_point{web, port}));
        EXPECT_EQ(destination_of(*back), (end_point{"fd00::1", 5000}));
    }
    EXPECT_EQ(g.mappings().size(), 3);
    EXPECT_TRUE(g.needed_state());
}

TEST(Nat64, a_mapping_is_endpoint_independent) {
    nat_gateway g(config64({.keep_port = false}));
    const auto one = g.send(udp({"fd00::1", 5000}, {web, 80}));
    const auto two = g.send(udp({"fd00::1", 5000}, {"2001:db8:64::808:808", 53}));
    EXPECT_EQ(source_of(*one), source_of(*two));
    EXPECT_NE(source_of(*g.send(udp({"fd00::2", 5000}, {web, 80}))), source_of(*one));
    EXPECT_EQ(g.count("mapped"), 2);
}

TEST(Nat64, an_endpoint_dependent_mapping_is_of_one_flow) {
    nat_gateway g(config64({.mapping = nat_mapping::endpoint_dependent}));
    const auto one = g.send(udp({"fd00::1", 5000}, {web, 80}));
    const auto two = g.send(udp({"fd00::2", 5000}, {"2001:db8:64::808:808", 53}));
    EXPECT_EQ(source_of(*one), source_of(*two));
    EXPECT_EQ(destination_of(*g.send(reversed(*two))), (end_point{"fd00::2", 5000}));
}

TEST(Nat64, reports_and_log_name_both_versions) {
    const auto log = std::make_shared<nat_log>(8);
    nat_gateway g(config64(), {.log = log});
    g.send(udp({"fd00::1", 5000}, {web, 80}));
    EXPECT_EQ(g.mappings().at(0).internal.address, ip("fd00::1"));
    EXPECT_EQ(g.mappings().at(0).external.address, ip("192.0.2.1"));
    EXPECT_EQ(g.stage().subscriber_of(ip("192.0.2.1"), ip_proto::udp, 5000), ip("fd00::1"));
    nat_event event;
    ASSERT_EQ(log->pop({&event, 1}), 1);
    const std::string line = to_json(event);
    EXPECT_NE(line.find(R"("subscriber":"fd00::1","external":"192.0.2.1")"), std::string::npos) << line;
}

TEST(Nat64, anybody_may_speak_to_a_mapping_but_not_where_filtering_forbids) {
    nat_gateway open(config64());
    open.send(udp({"fd00::1", 5000}, {web, 80}));
    const auto in = open.send(udp({"203.0.113.9", 7}, {"192.0.2.1", 5000}));
    ASSERT_TRUE(in);
    EXPECT_EQ(source_of(*in), (end_point{"2001:db8:64::cb00:7109", 7}));
    EXPECT_EQ(destination_of(*in), (end_point{"fd00::1", 5000}));
    EXPECT_FALSE(open.send(udp({"203.0.113.9", 7}, {"192.0.2.1", 5001})));

    nat_gateway strict(config64({.filtering = nat_filtering::address_dependent}));
    strict.send(udp({"fd00::1", 5000}, {web, 80}));
    EXPECT_TRUE(strict.send(udp({"198.51.100.7", 7}, {"192.0.2.1", 5000})));
    EXPECT_FALSE(strict.send(udp({"203.0.113.9", 7}, {"192.0.2.1", 5000})));
    EXPECT_EQ(strict.count("filtered"), 1);
}

TEST(Nat64, a_mapping_stays_until_its_last_flow_ends) {
    nat_gateway g(config64());
    const flow_key out = udp({"fd00::1", 5000}, {web, 80});
    const flow_key in = udp({"203.0.113.9", 7}, {"192.0.2.1", 5000});
    g.send(out);
    g.send(in);
    g.end(out);
    EXPECT_EQ(g.mappings().size(), 1);
    g.end(in);
    EXPECT_TRUE(g.mappings().empty());
}

TEST(Nat64, two_hosts_inside_meet_at_their_external_addresses) {
    nat_gateway g(config64());
    g.send(udp({"fd00::1", 5000}, {web, 80}));
    const auto met = g.send(udp({"fd00::2", 6000}, {"2001:db8:64::c000:201", 5000}));
    ASSERT_TRUE(met);
    EXPECT_EQ(source_of(*met), (end_point{"2001:db8:64::c000:201", 6000}));
    EXPECT_EQ(destination_of(*met), (end_point{"fd00::1", 5000}));
    // An IPv4 host meets an IPv6 one.
    const auto other = g.send(udp({"10.0.0.1", 7000}, {"192.0.2.1", 5000}));
    EXPECT_EQ(source_of(*other), (end_point{"2001:db8:64::c000:201", 7000}));
    EXPECT_EQ(destination_of(*other), (end_point{"fd00::1", 5000}));
    // And the other way.
    const auto to4 = g.send(udp({"fd00::1", 8000}, {"2001:db8:64::c000:201", 7000}));
    EXPECT_EQ(source_of(*to4), (end_point{"192.0.2.1", 8000}));
    EXPECT_EQ(destination_of(*to4), (end_point{"10.0.0.1", 7000}));
    EXPECT_EQ(g.mappings().size(), 4);
}

TEST(Nat64, others_and_forged_sources_are_not_translated) {
    nat_gateway g(config64());
    const flow_key stranger = udp({"2001:db8:5::1", 5000}, {web, 80});
    EXPECT_EQ(g.send(stranger), stranger);
    const flow_key native = udp({"fd00::1", 5000}, {"2001:db8:5::1", 80});
    EXPECT_EQ(g.send(native), native);
    nat_config all = config64();
    all.nat64[0].source = ipv6_prefix{};
    nat_gateway open(all);
    EXPECT_FALSE(open.send(udp({"2001:db8:64::a00:1", 5000}, {web, 80})));
    EXPECT_FALSE(open.send(flow(ip_proto::icmp, {"fd00::1", 0}, {web, 0})));
    EXPECT_EQ(open.count("not_embeddable"), 2);
}

TEST(Nat64, the_well_known_prefix_is_for_global_addresses) {
    nat_gateway g(well_known());
    EXPECT_TRUE(g.send(udp({"fd00::1", 5000}, {"64:ff9b::808:808", 53})));
    EXPECT_FALSE(g.send(udp({"fd00::1", 5000}, {"64:ff9b::a00:1", 53})));
    EXPECT_TRUE(g.send(udp({"8.8.8.8", 54}, {"8.8.4.4", 5000})));
    EXPECT_FALSE(g.send(udp({"192.168.0.1", 54}, {"8.8.4.4", 5000})));
    EXPECT_EQ(g.count("not_embeddable"), 2);
}

TEST(Nat64, limits_and_exhaustion_are_the_pools) {
    nat_gateway g(config64({.ports = {1024, 1025}, .ports_per_subscriber = 1}));
    EXPECT_TRUE(g.send(udp({"fd00::1", 5000}, {web, 80})));
    EXPECT_FALSE(g.send(udp({"fd00::1", 5001}, {web, 80})));
    EXPECT_TRUE(g.send(udp({"fd00::2", 5000}, {web, 80})));
    EXPECT_FALSE(g.send(udp({"fd00::3", 5000}, {web, 80})));
    EXPECT_EQ(g.count("subscriber_limit"), 1);
    EXPECT_EQ(g.count("ports_exhausted"), 1);
}

TEST(Nat64, flows_keep_their_mapping_when_the_rules_change) {
    nat_gateway g(config64({.keep_port = false}));
    const flow_key out = tcp({"fd00::1", 5000}, {web, 80});
    const auto left = g.send(out);
    g.replace(config64({.keep_port = false, .linger = 5}));
    EXPECT_EQ(g.send(out), left);
    EXPECT_EQ(g.send(reversed(*left)), reversed(out));
    EXPECT_EQ(g.mappings().at(0).flows, 1);
    nat_config none = config64();
    none.nat64.clear();
    g.replace(none);
    EXPECT_EQ(g.send(out), out);
    EXPECT_TRUE(g.mappings().empty());
}

} // namespace THIS_TEST
} // namespace xdpk::test
