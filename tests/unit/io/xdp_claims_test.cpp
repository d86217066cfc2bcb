// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/io/port_spec.hpp>
#include <xdpk/io/xdp_claims.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace THIS_TEST {

using namespace xdpk;
using testing::HasSubstr;

// What is wrong with a text; empty if nothing is.
std::string problem(std::string_view text) {
    try {
        (void)parse_claim(text);
    } catch (const usage_error& failure) {
        return failure.what();
    }
    return {};
}

TEST(xdp_claims, reads_each_property) {
    EXPECT_EQ(parse_claim("all"), claim{});
    EXPECT_EQ(parse_claim("arp"), claim{.type = 0x0806});
    EXPECT_EQ(parse_claim("ethertype/0x88cc"), claim{.type = 0x88cc});
    EXPECT_EQ(parse_claim("ethertype/35020"), claim{.type = 0x88cc});
    EXPECT_EQ(parse_claim("vlan/100"), claim{.vlan = 100});
    EXPECT_EQ(parse_claim("ospf"), claim{.protocol = 89});
    EXPECT_EQ(parse_claim("proto/89"), claim{.protocol = 89});
    EXPECT_EQ(parse_claim("udp/53"), (claim{.protocol = 17, .ports = claim_ports{53, 53}}));
    EXPECT_EQ(parse_claim("tcp/8000-8080"), (claim{.protocol = 6, .ports = claim_ports{8000, 8080}}));
    EXPECT_EQ(parse_claim("port/0-65535"), (claim{.ports = claim_ports{0, 65535}}));
    EXPECT_EQ(parse_claim("192.0.2.0/24"), (claim{.destination = ipv4_prefix{{{192, 0, 2, 0}}, 24}}));
    EXPECT_EQ(parse_claim("2001:db8::/32"), (claim{.destination = ipv6_prefix{*parse_ipv6("2001:db8::"), 32}}));
}

TEST(xdp_claims, joins_properties_in_any_order) {
    const claim whole{.type = 0x0800,
                      .vlan = 7,
                      .protocol = 6,
                      .ports = claim_ports{443, 443},
                      .destination = ipv4_prefix{{{192, 0, 2, 1}}, 32}};
    EXPECT_EQ(parse_claim("vlan/7+ipv4+192.0.2.1+tcp/443"), whole);
    EXPECT_EQ(parse_claim("tcp+192.0.2.1/32+port/443+vlan/7+ethertype/0x0800"), whole);
    EXPECT_EQ(to_string(whole), "vlan/7+ipv4+192.0.2.1+tcp/443");
}

TEST(xdp_claims, writes_one_text_for_one_claim) {
    for (const char* text :
         {"all", "arp", "ethertype/0x88cd", "vlan/0", "ospf", "proto/200", "udp/53", "tcp/8000-8080", "port/53",
          "192.0.2.0/24", "0.0.0.0/0", "2001:db8::1", "::/0", "vlan/4094+ipv6+2001:db8::/32+sctp/1-2"})
        EXPECT_EQ(to_string(parse_claim(text)), text);
    EXPECT_EQ(to_string(parse_claim("192.0.2.77/24")), "192.0.2.0/24");
    EXPECT_EQ(to_string(parse_claim("proto/17+port/9")), "udp/9");
    EXPECT_EQ(to_string(parse_claim("ethertype/0x88cc")), "lldp");
}

TEST(xdp_claims, says_what_is_wrong_and_what_to_do) {
    EXPECT_EQ(problem("udpp/53"), "claim \"udpp/53\": \"udpp/53\" is not known; did you mean \"udp\"?");
    EXPECT_THAT(problem("bogus"), HasSubstr("\"bogus\" is not known; write for example udp/53, "));
    EXPECT_THAT(problem(""), HasSubstr("says nothing; write for example"));
    EXPECT_THAT(problem("udp/53+"), HasSubstr("nothing before or behind a \"+\""));
    EXPECT_THAT(problem("all+arp"), HasSubstr("\"all\" does not go with others"));
    EXPECT_THAT(problem("192.0.2.0/33"), HasSubstr("\"192.0.2.0/33\" is no address or prefix"));
    EXPECT_THAT(problem("2001:db8::/129"), HasSubstr("is no address or prefix"));
    EXPECT_THAT(problem("udp/"), HasSubstr("\"udp/\" needs a port or ports behind the slash; write 53 or 8000-8080"));
    for (const char* ports : {"tcp/65536", "tcp/9-8", "tcp/-1", "tcp/1-", "tcp/x", "port"})
        EXPECT_THAT(problem(ports), HasSubstr("needs a port or ports")) << ports;
    EXPECT_THAT(problem("icmp/8"), HasSubstr("\"icmp/8\": this protocol has no ports"));
    EXPECT_THAT(problem("icmp+port/8"), HasSubstr("this protocol has no ports"));
    EXPECT_THAT(problem("vlan/4095"), HasSubstr("needs a whole number from 0 to 4094 behind the slash"));
    EXPECT_THAT(problem("vlan"), HasSubstr("needs a whole number"));
    EXPECT_THAT(problem("proto/256"), HasSubstr("needs a whole number from 0 to 255"));
    EXPECT_THAT(problem("ethertype/100"), HasSubstr("needs a whole number from 1536 to 65535"));
    EXPECT_THAT(problem("ethertype/0x8100"), HasSubstr("write vlan/N"));
    EXPECT_THAT(problem("arp/1"), HasSubstr("\"arp/1\" is not known"));
    EXPECT_THAT(problem("udp+tcp"), HasSubstr("says twice which protocol; make it two claims"));
    EXPECT_THAT(problem("10.0.0.1+10.0.0.2"), HasSubstr("says twice which destination"));
    EXPECT_THAT(problem("udp/1+port/2"), HasSubstr("says twice which ports"));
    EXPECT_THAT(problem("arp+192.0.2.1"), HasSubstr("frames of this type have no protocol, ports or destination"));
    EXPECT_THAT(problem("lldp+udp"), HasSubstr("frames of this type have no protocol"));
    EXPECT_THAT(problem("ipv6+192.0.2.1"), HasSubstr("of the other version of IP"));
    EXPECT_THAT(problem("ipv4+::1"), HasSubstr("of the other version of IP"));
}

} // namespace THIS_TEST
