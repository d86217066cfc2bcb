// SPDX-License-Identifier: BSD-3-Clause
// Tunnels to other nodes, and routes into them, as they are written in a run's file.
#include "stages/routing.hpp"

#include "support/addresses.hpp"

#include <xdpk/base/error.hpp>

#include <gtest/gtest.h>
#include <string>

namespace xdpk {
namespace THIS_TEST {

using namespace stages;
using test::block;
using test::ip;

const std::string node2 = R"(
[[tunnel]]
name = "node2"
kind = "vxlan"
vni = 42
local = "192.0.2.1"
remote = "192.0.2.2"
inner_mac = "02:00:00:00:00:22"
)";

routing_config read(const std::string& text) {
    routing_config config;
    read_config(parse_toml(text, "run"), "run", [&config](config_reader& top) {
        read_routing(top, {.ports = {"inside", "outside"}}, config);
    });
    return config;
}

std::string complaint(const std::string& text) {
    try {
        (void)read(text);
    } catch (const config_error& e) {
        return e.what();
    }
    return "none";
}

TEST(TunnelFile, says_all_of_a_tunnel) {
    const routing_config config = read(node2 + R"(
inner_source = "02:00:00:00:00:11"
port = 8472
hop_limit = 0
mtu = 1450
udp_checksum = true
[[tunnel]]
name = "node3"
kind = "gre"
key = 7
local = "2001:db8::1"
remote = "2001:db8::3"
)");
    ASSERT_EQ(config.tunnels.size(), 2);
    const tunnel_config& vxlan = config.tunnels[0].config;
    EXPECT_EQ(config.tunnels[0].name, "node2");
    EXPECT_EQ(vxlan.type, tunnel_type::vxlan);
    EXPECT_EQ(vxlan.key, 42);
    EXPECT_EQ(vxlan.source, ip("192.0.2.1"));
    EXPECT_EQ(vxlan.destination, ip("192.0.2.2"));
    EXPECT_EQ(vxlan.inner_destination, *parse_mac("02:00:00:00:00:22"));
    EXPECT_EQ(vxlan.inner_source, *parse_mac("02:00:00:00:00:11"));
    EXPECT_EQ(vxlan.port, 8472);
    EXPECT_EQ(vxlan.hop_limit, 0);
    EXPECT_EQ(vxlan.mtu, 1450);
    EXPECT_EQ(vxlan.udp_checksum, true);
    EXPECT_EQ(config.tunnels[1].config.key, 7);
}

TEST(TunnelFile, our_end_takes_from_the_other_one_only) {
    const routing made = make_routing(read(node2), {});
    ASSERT_EQ(made.tunnel_ends.size(), 1);
    const tunnel_endpoint& end = made.tunnel_ends[0];
    EXPECT_EQ(end.type, tunnel_type::vxlan);
    EXPECT_EQ(end.local, ip("192.0.2.1"));
    EXPECT_EQ(end.remote, ip("192.0.2.2"));
    EXPECT_EQ(end.key, 42);
    ASSERT_EQ(made.tunnels.size(), 1);
    EXPECT_EQ(destination_of(made.tunnels[0]), ip("192.0.2.2"));
}

TEST(TunnelFile, routes_name_tunnels) {
    const routing made = make_routing(read(node2 + R"(
[[route]]
destination = "10.2.0.0/16"
tunnel = "node2"
)"),
                                      {});
    const route_group* const group = made.routes->find(ip("10.2.9.9"));
    ASSERT_NE(group, nullptr);
    EXPECT_EQ(group->kind(), route_kind::tunnel);
    EXPECT_EQ(group->tunnel(), 1);
}

TEST(TunnelFile, what_cannot_be_is_said_with_its_reason) {
    EXPECT_NE(complaint(node2 + node2).find("there is a tunnel 'node2' already"), std::string::npos);
    EXPECT_NE(complaint("[[tunnel]]\nname = \"a\"\nkind = \"vxlan\"\n").find("vni"), std::string::npos);
    const std::string families = "[[tunnel]]\nname = \"a\"\nkind = \"ipip\"\nlocal = \"192.0.2.1\"\n";
    EXPECT_NE(complaint(families + "remote = \"2001:db8::1\"\n").find("other family"), std::string::npos);
    EXPECT_NE(complaint(families + "remote = \"192.0.2.2\"\nkey = 3\n").find("cannot carry a key"), std::string::npos);
    const std::string route = "[[route]]\ndestination = \"10.2.0.0/16\"\n";
    EXPECT_NE(complaint(node2 + route + "tunnel = \"node3\"\n").find("node2"), std::string::npos);
    EXPECT_NE(complaint(node2 + route + "tunnel = \"node2\"\nport = \"inside\"\n").find("goes into a tunnel"),
              std::string::npos);
}

TEST(TunnelFile, a_route_into_a_tunnel_that_is_not_there_is_refused) {
    routing_config config;
    config.routes.push_back({.destination = block("10.2.0.0/16"), .tunnel = 1});
    EXPECT_THROW((void)make_routing(config, {}), error);
    config.routes.push_back({.destination = block("10.2.0.0/16"), .port = port_id{0}, .tunnel = 1});
    EXPECT_THROW((void)make_routing(config, {}), error);
}

} // namespace THIS_TEST
} // namespace xdpk
