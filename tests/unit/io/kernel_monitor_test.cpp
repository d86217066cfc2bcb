// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/io/kernel_monitor.hpp>

#include "support/network_namespace.hpp"

#include <cstdlib>
#include <fstream>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <net/if.h>
#include <poll.h>
#include <string>
#include <tuple>

namespace xdpk {
namespace THIS_TEST {

using testing::ElementsAre;
using testing::UnorderedElementsAre;

ip_address address(const char* text) { return *parse_ip(text); }

void ip(const std::string& command) { EXPECT_EQ(std::system(("ip " + command).c_str()), 0) << command; }

/// What somebody knows who follows the events: everything, by what says which one it is.
struct follower {
    using name = std::tuple<long, ip_address, int, std::uint32_t>;

    std::map<name, kernel_route> routes;
    std::map<name, kernel_neighbour> neighbours;
    std::map<name, kernel_address> addresses;
    int snapshots = 0;
    bool complete = false;

    void operator()(const kernel_event& event) {
        std::visit([this](const auto& e) { hear(e); }, event);
    }

    /// The route to a prefix in the main table; null if there is none.
    [[nodiscard]] const kernel_route* route(const char* prefix, int length, std::uint32_t metric = 0) const {
        const auto at = routes.find({254, address(prefix), length, metric});
        return at == routes.end() ? nullptr : &at->second;
    }

private:
    void hear(kernel_snapshot_start /*unused*/) {
        routes.clear();
        neighbours.clear();
        addresses.clear();
        complete = false;
    }
    void hear(kernel_snapshot_end /*unused*/) {
        ++snapshots;
        complete = true;
    }
    void hear(const kernel_change<kernel_route>& c) {
        keep(routes, {c.what.table, c.what.destination, c.what.length, c.what.metric}, c);
    }
    void hear(const kernel_change<kernel_neighbour>& c) { keep(neighbours, {c.what.ifindex, c.what.address, 0, 0}, c); }
    void hear(const kernel_change<kernel_address>& c) { keep(addresses, {c.what.ifindex, c.what.address, 0, 0}, c); }
    template <class Map, class T>
    static void keep(Map& map, const name& key, const kernel_change<T>& c) {
        if (c.present)
            map[key] = c.what;
        else
            map.erase(key);
    }
};

/// A namespace with 10.1.0.1/24 at a0 and 10.2.0.1/24 at b0, and IPv6 besides.
class kernel_monitor_test : public testing::Test {
protected:
    void SetUp() override {
        if (!space.entered())
            GTEST_SKIP() << "needs a network namespace";
        ip("link set lo up");
        std::ofstream("/proc/sys/net/ipv6/conf/default/disable_ipv6") << "0";
        ip("link add a0 type veth peer name a1");
        ip("link add b0 type veth peer name b1");
        for (const char* link : {"a0", "a1", "b0", "b1"})
            ip(std::string("link set up ") + link);
        ip("address add 10.1.0.1/24 dev a0");
        ip("address add 10.2.0.1/24 dev b0");
        ip("address add 2001:db8:1::1/64 dev a0 nodad");
        ip("address add 2001:db8:2::1/64 dev b0 nodad");
        a = static_cast<int>(::if_nametoindex("a0"));
        b = static_cast<int>(::if_nametoindex("b0"));
    }

    test::network_namespace space;
    follower seen;
    int a = 0;
    int b = 0;
    const std::function<void(const kernel_event&)> listen = [this](const kernel_event& e) { seen(e); };
};

TEST_F(kernel_monitor_test, tells_first_what_there_is) {
    ip("route add 192.0.2.0/24 via 10.1.0.2 metric 7");
    ip("neighbour add 10.1.0.2 lladdr 02:00:00:00:00:02 dev a0");
    kernel_monitor monitor;
    monitor.receive(listen);
    EXPECT_TRUE(seen.complete);
    EXPECT_EQ(seen.snapshots, 1);
    ASSERT_NE(seen.route("192.0.2.0", 24, 7), nullptr);
    EXPECT_THAT(seen.route("192.0.2.0", 24, 7)->hops, ElementsAre(kernel_next_hop{a, address("10.1.0.2"), 1}));
    ASSERT_NE(seen.route("10.2.0.0", 24), nullptr);
    EXPECT_THAT(seen.route("10.2.0.0", 24)->hops, ElementsAre(kernel_next_hop{b, std::nullopt, 1}));
    EXPECT_EQ(seen.routes.at({255, address("10.1.0.1"), 32, 0}).kind, kernel_route_kind::local);
    EXPECT_EQ(seen.routes.at({255, address("10.1.0.255"), 32, 0}).kind, kernel_route_kind::group);
    EXPECT_EQ(seen.routes.at({255, address("2001:db8:1::1"), 128, 0}).kind, kernel_route_kind::local);
    EXPECT_EQ(seen.addresses.at({a, address("10.1.0.1"), 0, 0}), (kernel_address{a, address("10.1.0.1"), 24}));
    EXPECT_TRUE(seen.addresses.contains({b, address("2001:db8:2::1"), 0, 0}));
    const kernel_neighbour expected{a, address("10.1.0.2"), parse_mac("02:00:00:00:00:02"), true};
    EXPECT_EQ(seen.neighbours.at({a, address("10.1.0.2"), 0, 0}), expected);
}

TEST_F(kernel_monitor_test, tells_then_what_changes) {
    kernel_monitor monitor;
    monitor.receive(listen);
    ip("route add 192.0.2.0/24 nexthop via 10.1.0.2 weight 3 nexthop via 10.2.0.2");
    ip("route add 2001:db8:9::/48 nexthop via 2001:db8:1::2 nexthop via 2001:db8:2::2 weight 2");
    ip("route add blackhole 198.51.100.0/24");
    ip("route add unreachable 2001:db8:8::/48 metric 5");
    ip("route add prohibit 203.0.113.0/24");
    ip("route add 192.0.3.0/24 via inet6 2001:db8:1::7 dev a0");
    pollfd wait{.fd = monitor.wait_fd(), .events = POLLIN, .revents = 0};
    EXPECT_EQ(::poll(&wait, 1, 1000), 1);
    monitor.receive(listen);
    EXPECT_EQ(seen.snapshots, 1);
    EXPECT_THAT(seen.route("192.0.2.0", 24)->hops,
                ElementsAre(kernel_next_hop{a, address("10.1.0.2"), 3}, kernel_next_hop{b, address("10.2.0.2"), 1}));
    EXPECT_THAT(seen.route("2001:db8:9::", 48, 1024)->hops,
                UnorderedElementsAre(kernel_next_hop{a, address("2001:db8:1::2"), 1},
                                     kernel_next_hop{b, address("2001:db8:2::2"), 2}));
    EXPECT_EQ(seen.route("198.51.100.0", 24)->kind, kernel_route_kind::blackhole);
    EXPECT_EQ(seen.route("2001:db8:8::", 48, 5)->kind, kernel_route_kind::unreachable);
    EXPECT_EQ(seen.route("203.0.113.0", 24)->kind, kernel_route_kind::prohibit);
    EXPECT_THAT(seen.route("192.0.3.0", 24)->hops, ElementsAre(kernel_next_hop{a, address("2001:db8:1::7"), 1}));
    ip("route del blackhole 198.51.100.0/24");
    ip("route replace 192.0.2.0/24 via 10.2.0.9");
    ip("route del 2001:db8:9::/48");
    monitor.receive(listen);
    EXPECT_EQ(seen.route("198.51.100.0", 24), nullptr);
    EXPECT_THAT(seen.route("192.0.2.0", 24)->hops, ElementsAre(kernel_next_hop{b, address("10.2.0.9"), 1}));
    EXPECT_EQ(seen.route("2001:db8:9::", 48, 1024), nullptr);
}

TEST_F(kernel_monitor_test, tells_of_neighbours_and_addresses) {
    kernel_monitor monitor;
    monitor.receive(listen);
    ip("neighbour add 2001:db8:1::2 lladdr 02:00:00:00:00:03 dev a0 nud reachable");
    ip("neighbour add 10.1.0.3 lladdr 02:00:00:00:00:04 dev a0");
    ip("neighbour change 10.1.0.3 dev a0 nud failed");
    ip("address add 10.9.0.1/16 dev b0");
    monitor.receive(listen);
    const kernel_neighbour expected{a, address("2001:db8:1::2"), parse_mac("02:00:00:00:00:03"), false};
    EXPECT_EQ(seen.neighbours.at({a, address("2001:db8:1::2"), 0, 0}), expected);
    EXPECT_EQ(seen.neighbours.at({a, address("10.1.0.3"), 0, 0}).mac, std::nullopt);
    EXPECT_EQ(seen.addresses.at({b, address("10.9.0.1"), 0, 0}).length, 16);
    ip("neighbour del 2001:db8:1::2 dev a0");
    ip("address del 10.9.0.1/16 dev b0");
    monitor.receive(listen);
    EXPECT_EQ(seen.neighbours.count({a, address("2001:db8:1::2"), 0, 0}), 0);
    EXPECT_EQ(seen.addresses.count({b, address("10.9.0.1"), 0, 0}), 0);
    EXPECT_EQ(seen.route("10.9.0.0", 16), nullptr);
    EXPECT_EQ(seen.snapshots, 1);
}

TEST_F(kernel_monitor_test, an_interface_that_goes_down_takes_its_routes_with_it) {
    ip("route add 192.0.2.0/24 via 10.1.0.2");
    kernel_monitor monitor;
    monitor.receive(listen);
    ip("link set a0 down");
    monitor.receive(listen);
    EXPECT_EQ(seen.route("192.0.2.0", 24), nullptr);
    EXPECT_EQ(seen.route("10.1.0.0", 24), nullptr);
    EXPECT_NE(seen.route("10.2.0.0", 24), nullptr);
    EXPECT_EQ(seen.snapshots, 2);
    EXPECT_TRUE(seen.complete);
}

TEST_F(kernel_monitor_test, what_was_lost_is_told_in_a_snapshot) {
    kernel_monitor monitor(1);
    monitor.receive(listen);
    std::string batch;
    for (int i = 0; i < 200; ++i)
        batch += "route add 192.0." + std::to_string(i) + ".0/24 via 10.1.0.2\\n";
    EXPECT_EQ(std::system(("printf '" + batch + "' | ip -batch -").c_str()), 0);
    monitor.receive(listen);
    EXPECT_EQ(seen.snapshots, 2);
    for (int i = 0; i < 200; ++i)
        EXPECT_NE(seen.route(("192.0." + std::to_string(i) + ".0").c_str(), 24), nullptr) << i;
}

} // namespace THIS_TEST
} // namespace xdpk
