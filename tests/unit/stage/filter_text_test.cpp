// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/filter_rule.hpp>

#include <gtest/gtest.h>

namespace xdpk {
namespace THIS_TEST {

TEST(filter_text, of_a_rule_that_says_nothing) {
    EXPECT_EQ(describe({.name = "all"}), "permit from any to any");
    EXPECT_EQ(describe({.name = "none", .action = filter_action::drop}), "drop from any to any");
}

TEST(filter_text, of_addresses_and_groups) {
    filter_rule rule{.name = "r", .action = filter_action::reject};
    rule.match.source = ipv4_prefix{{{10, 1, 2, 3}}, 8};
    rule.match.destination = ipv4_prefix{{{192, 0, 2, 1}}, 32};
    EXPECT_EQ(describe(rule), "reject from 10.0.0.0/8 to 192.0.2.1");
    rule.match.source = ipv6_prefix{*parse_ipv6("2001:db8::"), 32};
    rule.match.destination = {};
    rule.to = label_selector{{"app=web", "env=test"}};
    EXPECT_EQ(describe(rule), "reject from 2001:db8::/32 to labels app=web,env=test");
    rule.match.source = {};
    rule.from = set_name{"office"};
    EXPECT_EQ(describe(rule), "reject from set office to labels app=web,env=test");
}

TEST(filter_text, of_everything_else) {
    filter_rule rule{.name = "r", .log = true, .rate = filter_rate{100, 200}, .mark = 7};
    rule.match.protocol = ip_proto::tcp;
    rule.match.source_ports = {1024, 65535};
    rule.match.destination_ports = {443, 443};
    rule.match.tcp_flags = {.value = 0x02, .mask = 0x12};
    rule.match.vlan = 10;
    rule.match.dscp = 46;
    rule.match.fragment = {.value = 0, .mask = 1};
    rule.match.interface = 3;
    EXPECT_EQ(describe(rule), "permit tcp from any ports 1024-65535 to any port 443 tcp_flags 0x02/0x12 vlan 10 "
                              "dscp 46 fragment 0x00/0x01 interface 3 rate 100/s burst 200 mark 7 log");
    filter_rule ping{.name = "ping"};
    ping.match.protocol = ip_proto::icmpv6;
    ping.match.icmp_type = 128;
    ping.match.icmp_code = 0;
    EXPECT_EQ(describe(ping), "permit icmpv6 from any to any icmp_type 128 icmp_code 0");
    ping.match.protocol = ip_proto{99};
    EXPECT_EQ(describe(ping), "permit protocol 99 from any to any icmp_type 128 icmp_code 0");
}

} // namespace THIS_TEST
} // namespace xdpk
