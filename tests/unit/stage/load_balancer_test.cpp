// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/load_balancer.hpp>

#include "stage/load_balancer_rig.hpp"

#include <gmock/gmock.h>
#include <set>

namespace xdpk {
namespace THIS_TEST {

using namespace test;
using counts = std::map<std::string, std::uint64_t>;

static_assert(flow_stage<load_balancer>);

TEST(load_balancer, dnat_rewrites_the_destination_and_keeps_the_rest) {
    load_balancer balancer(table_of({web(3)}));
    const flow_key key = client(1);
    const flow_decision d = decide(balancer, key);
    EXPECT_EQ(d.verdict, XDPK_FORWARD);
    EXPECT_EQ(to_string(d.rewritten.destination_address()).substr(0, 7), "10.0.0.");
    EXPECT_EQ(d.rewritten.destination_port, be16{8080});
    flow_key back = d.rewritten;
    back.destination = key.destination;
    back.destination_port = key.destination_port;
    EXPECT_EQ(back, key);
    EXPECT_TRUE(d.needs_state);
    EXPECT_FALSE(d.route_to);
    EXPECT_EQ(d.tunnel, 0);
    EXPECT_NE(d.account[1], 0);
    EXPECT_EQ(counted(balancer), (counts{{"balanced", 1}}));
}

TEST(load_balancer, a_backend_without_a_port_gets_the_packets) {
    service_config s = web(1);
    s.backends[0].port = 0;
    load_balancer balancer(table_of({s}));
    EXPECT_EQ(decide(balancer, client(1)).rewritten.destination_port, be16{80});
}

TEST(load_balancer, l2_direct_return_changes_nothing_but_the_route) {
    load_balancer balancer(table_of({web(1, forwarding_mode::l2_direct_return)}));
    const flow_decision d = decide(balancer, client(1));
    EXPECT_EQ(d.rewritten, d.key);
    EXPECT_EQ(d.route_to, ip("10.0.0.1"));
    EXPECT_FALSE(d.needs_state);
    EXPECT_EQ(d.tunnel, 0);
}

TEST(load_balancer, a_tunnel_ends_at_the_backend) {
    for (const tunnel_type type : {tunnel_type::ipip, tunnel_type::gre, tunnel_type::gue}) {
        service_config s = web(2, forwarding_mode::tunnel);
        s.tunnel.type = type;
        const auto table = table_of({s});
        load_balancer balancer(table);
        const flow_decision d = decide(balancer, client(1));
        EXPECT_EQ(d.rewritten, d.key);
        EXPECT_FALSE(d.needs_state);
        ASSERT_GT(d.tunnel, 0);
        const tunnel_header& tunnel = table->tunnels()[d.tunnel - 1U];
        EXPECT_EQ(tunnel.type, type);
        EXPECT_EQ(destination_of(tunnel), d.route_to);
    }
}

TEST(load_balancer, a_tunnel_may_be_of_the_other_family) {
    service_config s = web(0, forwarding_mode::tunnel);
    s.tunnel.source = ip("2001:db8::fe");
    s.backends = {{.address = ip("2001:db8::1")}};
    const auto table = table_of({s});
    load_balancer balancer(table);
    const flow_decision d = decide(balancer, client(1));
    EXPECT_EQ(d.route_to, ip("2001:db8::1"));
    EXPECT_EQ(destination_of(table->tunnels()[d.tunnel - 1U]), ip("2001:db8::1"));
}

TEST(load_balancer, leaves_alone_what_is_for_no_vip) {
    load_balancer balancer(table_of({web(1)}));
    for (const flow_key& key :
         {key_of("198.18.0.1", 1, "192.0.2.2", 80), key_of("198.18.0.1", 1, "192.0.2.1", 81),
          key_of("198.18.0.1", 1, "192.0.2.1", 80, ip_proto::udp), key_of("2001:db8::1", 1, "c000:201::", 80)}) {
        const flow_decision d = decide(balancer, key);
        EXPECT_EQ(d.rewritten, key);
        EXPECT_EQ(d.verdict, XDPK_FORWARD);
        EXPECT_EQ(d.account[1], 0);
    }
    EXPECT_TRUE(counted(balancer).empty());
}

TEST(load_balancer, looks_at_what_stages_before_made_of_the_destination) {
    load_balancer balancer(table_of({web(1)}));
    flow_decision d{.key = key_of("198.18.0.1", 1, "203.0.113.1", 8000), .rewritten = client(1)};
    balancer.decide(d);
    EXPECT_EQ(d.rewritten.destination_address(), ip("10.0.0.1"));
}

TEST(load_balancer, rejects_when_nobody_takes_new_flows) {
    service_config s = web(2);
    s.backends[0].weight = 0;
    s.backends[1].available = false;
    service_config none = web(0);
    none.name = "none";
    none.port = 81;
    load_balancer balancer(table_of({s, none}));
    EXPECT_EQ(decide(balancer, client(1)).verdict, XDPK_REJECT);
    EXPECT_EQ(decide(balancer, key_of("198.18.0.1", 1, "192.0.2.1", 81)).verdict, XDPK_REJECT);
    EXPECT_EQ(counted(balancer), (counts{{"no_backend", 2}}));
}

TEST(load_balancer, longest_prefix_then_port_decides) {
    const auto service = [](const char* name, const char* address, std::uint8_t length, std::uint16_t port) {
        service_config s = web(0);
        s.name = name;
        s.address = ip(address);
        s.prefix_length = length;
        s.port = port;
        s.table_size = 101;
        return s;
    };
    const auto table = table_of({service("net", "192.0.2.99", 24, 0), service("net_443", "192.0.2.0", 24, 443),
                                 service("half", "192.0.2.0", 25, 0), service("host_80", "192.0.2.1", 32, 80),
                                 service("six", "2001:db8::", 48, 0), service("six_80", "2001:db8::1", 128, 80)});
    const auto at = [&table](const char* address, std::uint16_t port) {
        return table->simulate(key_of(address, 9, address, port)).service;
    };
    EXPECT_EQ(at("192.0.2.1", 80), "host_80");
    EXPECT_EQ(at("192.0.2.1", 443), "half") << "a longer prefix for all ports over a shorter one for this";
    EXPECT_EQ(at("192.0.2.128", 443), "net_443");
    EXPECT_EQ(at("192.0.2.128", 80), "net");
    EXPECT_EQ(at("192.0.3.1", 80), "");
    EXPECT_EQ(at("2001:db8::1", 80), "six_80");
    EXPECT_EQ(at("2001:db8:0:ffff::1", 80), "six");
    EXPECT_EQ(at("2001:db8:1::", 80), "");
}

TEST(load_balancer, shares_are_as_the_weights) {
    service_config s = web(3);
    s.backends[0].weight = 2;
    constexpr int flows = 40000;
    const auto count = shares(table_of({s}), flows);
    EXPECT_NEAR(count.at("10.0.0.1"), flows / 2, flows / 40);
    EXPECT_NEAR(count.at("10.0.0.2"), flows / 4, flows / 40);
    EXPECT_NEAR(count.at("10.0.0.3"), flows / 4, flows / 40);
}

/// The backends that flows go to which differ in the last byte of the source address, its third, and the ports.
std::array<std::size_t, 3> backends_seen(affinity_mode affinity) {
    service_config s = web(20);
    s.affinity = affinity;
    load_balancer balancer(table_of({s}));
    std::array<std::set<std::uint32_t>, 3> seen;
    for (std::uint16_t n = 0; n < 64; ++n) {
        const std::string text = std::to_string(n);
        seen[0].insert(decide(balancer, key_of("198.18.0." + text, 9, "192.0.2.1", 80)).account[1]);
        seen[1].insert(decide(balancer, key_of("198.18." + text + ".0", 9, "192.0.2.1", 80)).account[1]);
        seen[2].insert(decide(balancer, key_of("198.18.0.0", n, "192.0.2.1", 80)).account[1]);
    }
    return {seen[0].size(), seen[1].size(), seen[2].size()};
}

TEST(load_balancer, affinity_says_what_counts) {
    using testing::ElementsAre;
    using testing::Gt;
    EXPECT_THAT(backends_seen(affinity_mode::flow), ElementsAre(Gt(10U), Gt(10U), Gt(10U)));
    EXPECT_THAT(backends_seen(affinity_mode::source), ElementsAre(Gt(10U), Gt(10U), 1U));
    EXPECT_THAT(backends_seen(affinity_mode::source_prefix), ElementsAre(1U, Gt(10U), 1U));
}

TEST(load_balancer, source_affinity_holds_across_services) {
    std::vector<service_config> services{web(20), web(20)};
    services[1].name = "other";
    services[1].port = 443;
    for (service_config& s : services)
        s.affinity = affinity_mode::source;
    load_balancer balancer(table_of(services));
    for (int n = 0; n < 64; ++n) {
        const std::string source = "198.18.0." + std::to_string(n);
        EXPECT_EQ(decide(balancer, key_of(source, 9, "192.0.2.1", 80)).rewritten.destination,
                  decide(balancer, key_of(source, 10, "192.0.2.1", 443)).rewritten.destination);
    }
}

} // namespace THIS_TEST
} // namespace xdpk
