// SPDX-License-Identifier: BSD-3-Clause
#include "stages/kernel_tables.hpp"

#include "support/addresses.hpp"
#include "support/network_namespace.hpp"

#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <poll.h>
#include <string>

namespace xdpk {
namespace THIS_TEST {

void ip_command(const std::string& command) { EXPECT_EQ(std::system(("ip " + command).c_str()), 0) << command; }

/// A namespace with 10.1.0.1/24 and fd01::1/64 at a0, which is port 0, and 10.2.0.1/24 and fd02::1/64 at b0, port 1.
class kernel_tables_test : public testing::Test {
protected:
    void SetUp() override {
        if (!space.entered())
            GTEST_SKIP() << "needs a network namespace";
        std::ofstream("/proc/sys/net/ipv6/conf/default/disable_ipv6") << "0";
        ip_command("link add a0 type veth peer name a1");
        ip_command("link add b0 type veth peer name b1");
        for (const std::string link : {"a0", "a1", "b0", "b1"})
            ip_command("link set up " + link);
        for (const std::string n : {"1", "2"}) {
            const std::string device = n == "1" ? "a0" : "b0";
            ip_command("address add 10." + n + ".0.1/24 dev " + device);
            ip_command("address add fd0" + n + "::1/64 dev " + device + " nodad");
        }
    }

    stages::kernel_tables follow() {
        return stages::kernel_tables({.devices = {{"a0", 0, mac_a}, {"b0", 1, mac_b}}, .routes = table, .hops = hops});
    }
    /// The gateway of packets to that address; "" if there is none.
    std::string gateway(const std::string& to) const {
        const route_group* const group = table->find(test::ip(to));
        return group == nullptr || group->kind() != route_kind::gateways ? ""
                                                                         : to_string(hops->of(group->pick(0)).address);
    }
    route_kind kind(const std::string& to) const {
        const route_group* const group = table->find(test::ip(to));
        return group == nullptr ? route_kind::unreachable : group->kind();
    }

    test::network_namespace space;
    const mac_address mac_a{{2, 0, 0, 0, 0, 0xa0}};
    const mac_address mac_b{{2, 0, 0, 0, 0, 0xb0}};
    std::shared_ptr<forwarding_table> table = std::make_shared<forwarding_table>();
    std::shared_ptr<hop_table> hops = std::make_shared<hop_table>(64);
};

TEST_F(kernel_tables_test, begins_with_what_there_is) {
    ip_command("route add 192.0.2.0/24 via 10.1.0.2");
    ip_command("neighbour add 10.1.0.2 lladdr 02:00:00:00:00:02 dev a0");
    auto tables = follow();
    EXPECT_EQ(gateway("192.0.2.1"), "10.1.0.2");
    EXPECT_EQ((*hops)[hops->find({0, test::ip("10.1.0.2")})].source, mac_a);
    for (const std::string own : {"10.1.0.1", "10.1.0.255", "fd02::1"})
        EXPECT_EQ(kind(own), route_kind::local) << own;
    EXPECT_EQ(kind("10.2.0.7"), route_kind::connected);
    EXPECT_EQ(table->find(test::ip("fd02::7"))->port(), 1);
    ASSERT_NE(tables.picture().own().find(1, test::ip("fd02::1")), nullptr);
    EXPECT_EQ(tables.picture().own().find(1, test::ip("fd02::1"))->mac, mac_b);
}

TEST_F(kernel_tables_test, follows_what_changes) {
    auto tables = follow();
    ip_command("route add 192.0.2.0/24 via 10.1.0.2");
    pollfd wait{.fd = tables.wait_fd(), .events = POLLIN, .revents = 0};
    ASSERT_EQ(::poll(&wait, 1, 1000), 1);
    tables.serve();
    EXPECT_EQ(gateway("192.0.2.1"), "10.1.0.2");
    ip_command("route replace 192.0.2.0/24 via 10.2.0.2");
    ip_command("-6 route add fd09::/48 nexthop via fd01::2 nexthop via fd02::2");
    ip_command("-6 route del fd09::/48 via fd01::2");
    ip_command("address add 10.7.0.1/24 dev b0");
    tables.serve();
    EXPECT_EQ(gateway("192.0.2.1"), "10.2.0.2");
    EXPECT_EQ(gateway("fd09::1"), "fd02::2");
    EXPECT_EQ(kind("10.7.0.1"), route_kind::local);
    EXPECT_TRUE(tables.picture().take_own_change());
    ip_command("link set b0 down");
    tables.serve();
    EXPECT_EQ(table->find(test::ip("192.0.2.1")), nullptr);
    EXPECT_EQ(table->find(test::ip("10.2.0.7")), nullptr);
    EXPECT_EQ(kind("10.1.0.7"), route_kind::connected);
}

TEST_F(kernel_tables_test, a_nexthop_object_takes_its_routes_with_it) {
    ip_command("nexthop add id 5 via 10.1.0.2 dev a0");
    ip_command("route add 192.0.2.0/24 nhid 5");
    auto tables = follow();
    EXPECT_EQ(gateway("192.0.2.1"), "10.1.0.2");
    ip_command("nexthop replace id 5 via 10.1.0.3 dev a0");
    tables.serve();
    EXPECT_EQ(gateway("192.0.2.1"), "10.1.0.3");
    ip_command("nexthop del id 5");
    tables.serve();
    EXPECT_EQ(table->find(test::ip("192.0.2.1")), nullptr);
}

TEST_F(kernel_tables_test, a_device_that_is_made_anew_is_the_same_port) {
    auto tables = follow();
    ip_command("link del b0");
    tables.serve();
    EXPECT_EQ(table->find(test::ip("10.2.0.7")), nullptr);
    ip_command("link add b0 type veth peer name b1");
    ip_command("link set up b0");
    ip_command("link set up b1");
    ip_command("address add 10.2.0.1/24 dev b0");
    tables.serve();
    ASSERT_NE(table->find(test::ip("10.2.0.7")), nullptr);
    EXPECT_EQ(table->find(test::ip("10.2.0.7"))->port(), 1);
}

} // namespace THIS_TEST
} // namespace xdpk
