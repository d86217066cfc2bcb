// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/arp.hpp>
#include <xdpk/stage/l3_forward.hpp>
#include <xdpk/stage/nd.hpp>
#include <xdpk/stage/parse_headers.hpp>
#include <xdpk/stage/resolve.hpp>

#include "io/tap.hpp"

#include <xdpk/core/pipeline.hpp>

#include <array>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace xdpk {
namespace THIS_TEST {

/// A router of ours between two kernels, each in a network namespace of its own with a tap device:
/// 10.1.0.2 and fd01::2 at port 0, 10.2.0.2 and fd02::2 at port 1. We are .1 and ::1 of each.
class routing_between_kernels : public test::tap {
protected:
    void SetUp() override {
        tap::SetUp();
        if (IsSkipped())
            return;
        if (std::system("ping -V > /dev/null 2>&1") != 0)
            GTEST_SKIP() << "there is no ping";
        connect(0);
        {
            const test::network_namespace far; // lives on with its device
            connect(1);
        }
        auto pipe = pipeline(parse_headers(), arp({.own = own, .hops = hops}), nd({.own = own, .hops = hops}),
                             l3_forward({.routes = routes(), .hops = hops, .own_addresses = router}),
                             resolve({.own = own, .hops = hops}));
        loop_ = std::thread([this, pipe]() mutable { work.run(pipe); });
    }
    void TearDown() override {
        work.stop();
        if (loop_.joinable())
            loop_.join();
        EXPECT_TRUE(work.last_frames().whole());
    }

    /// Whether the kernel at port 0 gets an answer, with such options.
    static bool ping(const std::string& options) {
        return std::system(("ping -c 4 -i 0.2 -W 1 " + options + " > /dev/null").c_str()) == 0;
    }
    /// Whether it is told something like that instead.
    static bool is_told(const std::string& what, const std::string& options) {
        return std::system(("ping -c 1 -W 1 " + options + " | grep -qi '" + what + "'").c_str()) == 0;
    }

    std::shared_ptr<hop_table> hops = std::make_shared<hop_table>();
    const std::vector<mac_address> macs{{{2, 0, 0, 0, 0, 0xf0}}, {{2, 0, 0, 0, 0, 0xf1}}};
    const own_addresses own{std::vector<own_address>{{0, *parse_ip("10.1.0.1"), macs[0]},
                                                     {0, *parse_ip("fd01::1"), macs[0]},
                                                     {1, *parse_ip("10.2.0.1"), macs[1]},
                                                     {1, *parse_ip("fd02::1"), macs[1]}}};
    const refusal_source router{.v4 = ipv4_address{{10, 1, 0, 1}},
                                .v6 = ipv6_address{{0xfd, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}}};
    std::array<std::unique_ptr<xdpk::port>, 2> ports_; // outlive the worker's queues
    worker work{256, 2048, idle_mode::adaptive};

private:
    static void ip(const std::string& command) { EXPECT_EQ(std::system(("ip " + command).c_str()), 0) << command; }

    void connect(port_id number) {
        const std::string device = "t" + std::to_string(number);
        ports_[number] = open_port(port_spec("tap:" + device));
        work.add(ports_[number]->open(0, number, work.memory(), work.next_holder()));
        std::ofstream("/proc/sys/net/ipv6/conf/" + device + "/disable_ipv6") << "0";
        const std::string net = std::to_string(number + 1);
        ip("link set up " + device);
        ip("address add 10." + net + ".0.2/24 dev " + device);
        ip("address add fd0" + net + "::2/64 dev " + device + " nodad");
        ip("route add default via 10." + net + ".0.1");
        ip("route add default via fd0" + net + "::1");
    }
    static std::shared_ptr<forwarding_table> routes() {
        auto table = std::make_shared<forwarding_table>(forwarding_table_config{.node_memory = 1U << 20U});
        for (const std::uint8_t net : {std::uint8_t{1}, std::uint8_t{2}}) {
            const route_target there{.kind = route_kind::connected, .port = static_cast<port_id>(net - 1)};
            table->set(ipv4_prefix{{{10, net, 0, 0}}, 24}, there);
            table->set(ipv6_prefix{{{0xfd, net}}, 64}, there);
        }
        return table;
    }

    std::thread loop_;
};

TEST_F(routing_between_kernels, ipv4_goes_through) {
    EXPECT_TRUE(ping("10.2.0.2"));
    EXPECT_TRUE(ping("-s 1400 -M do 10.2.0.2"));
    EXPECT_EQ((*hops)[hops->find({1, *parse_ip("10.2.0.2")})].port, 1) << "it was asked for";
}

TEST_F(routing_between_kernels, ipv6_goes_through) {
    EXPECT_TRUE(ping("-6 fd02::2"));
    EXPECT_TRUE(ping("-6 -s 1400 fd02::2"));
    EXPECT_EQ((*hops)[hops->find({1, *parse_ip("fd02::2")})].port, 1) << "it was asked for";
}

TEST_F(routing_between_kernels, the_last_hop_ends_here) {
    EXPECT_TRUE(ping("-t 2 10.2.0.2"));
    EXPECT_TRUE(is_told("from 10.1.0.1.*time to live exceeded", "-t 1 10.2.0.2"));
    EXPECT_TRUE(ping("-6 -t 2 fd02::2"));
    EXPECT_TRUE(is_told("from fd01::1.*hop limit", "-6 -t 1 fd02::2"));
}

TEST_F(routing_between_kernels, what_has_no_route_is_told_so) {
    EXPECT_TRUE(is_told("net unreachable", "10.3.0.2"));
    EXPECT_TRUE(is_told("no route", "-6 fd03::2"));
}

TEST_F(routing_between_kernels, the_kernel_knows_us_as_a_neighbour) {
    EXPECT_TRUE(ping("10.2.0.2"));
    EXPECT_TRUE(ping("-6 fd02::2"));
    for (const std::string us : {"10.1.0.1", "fd01::1"})
        EXPECT_EQ(std::system(("ip neighbour show " + us + " | grep -q 'lladdr 02:00:00:00:00:f0'").c_str()), 0) << us;
    EXPECT_EQ(std::system("ip neighbour show fd01::1 | grep -q router"), 0);
}

} // namespace THIS_TEST
} // namespace xdpk
