// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/run/health_checker.hpp>

#include "run/health_rig.hpp"
#include "support/network_namespace.hpp"
#include "support/tcp_server.hpp"

#include <xdpk/base/error.hpp>

#include <fstream>
#include <gmock/gmock.h>
#include <net/if.h>
#include <sys/ioctl.h>

namespace xdpk {
namespace THIS_TEST {

using namespace test;

/// Of the namespace that the thread is in.
void raise_loopback() {
    const fd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    ifreq request{};
    request.ifr_name[0] = 'l';
    request.ifr_name[1] = 'o';
    request.ifr_flags = IFF_UP;
    ASSERT_EQ(::ioctl(socket.get(), SIOCSIFFLAGS, &request), 0);
}

TEST(health_checker, wants_a_good_status_from_http) {
    news heard;
    tcp_server server("HTTP/1.1 204 No Content\r\n\r\n");
    health_check check = quick(health_probe::http, server.port());
    check.path = "/health?deep=1";
    check.host = "www.example.org";
    const health_checker checker({check}, heard.listener());
    EXPECT_EQ(after_probes(checker, 3).last, "status 204");
    EXPECT_EQ(server.heard(), "GET /health?deep=1 HTTP/1.1\r\nHost: www.example.org\r\nUser-Agent: xdpk\r\n"
                              "Connection: close\r\n\r\n");
    server.set_answer("HTTP/1.1 503 Service Unavailable\r\n\r\n");
    EXPECT_EQ(heard.next(), goes_down);
    EXPECT_EQ(checker.status()[0].last, "status 503");
    server.set_answer("HTTP/1.0 302 Found\r\n\r\n");
    EXPECT_EQ(heard.next(), comes_up);
}

TEST(health_checker, takes_no_other_answer_for_http) {
    for (const char* const answer : {"SSH-2.0-OpenSSH_9.2\r\n", "HTTP/1.1 2", "HTTP/1.1 abc", "HTTP/1.1+200"}) {
        news heard;
        const tcp_server server(answer);
        const health_checker checker({quick(health_probe::http, server.port())}, heard.listener());
        EXPECT_EQ(heard.next(), goes_down) << answer;
    }
}

TEST(health_checker, waits_no_longer_than_the_timeout) {
    news heard;
    const tcp_server silent;
    health_check check = quick(health_probe::http, silent.port());
    check.timeout = 20ms;
    const health_checker checker({check}, heard.listener());
    EXPECT_EQ(heard.next(), goes_down);
    EXPECT_EQ(checker.status()[0].last, "timed out");
}

TEST(health_checker, works_over_ipv6) {
    const tcp_server server("HTTP/1.1 200 OK\r\n\r\n", 0, AF_INET6);
    if (!server.listens())
        GTEST_SKIP() << "no IPv6";
    const health_checker checker({quick(health_probe::http, server.port(), "::1")}, [](std::size_t, bool) {});
    EXPECT_EQ(after_probes(checker, 2).failed, 0);
    EXPECT_THAT(server.heard(), testing::HasSubstr("\r\nHost: [::1]\r\n"));
}

TEST(health_checker, sees_what_is_not_reachable) {
    const test::network_namespace alone;
    if (!alone.entered())
        GTEST_SKIP() << "needs CAP_SYS_ADMIN";
    for (const health_probe probe : {health_probe::tcp, health_probe::icmp}) {
        news heard;
        const health_checker checker({quick(probe, 9)}, heard.listener());
        EXPECT_EQ(heard.next(), goes_down) << "the loopback device is down";
        EXPECT_EQ(checker.status()[0].last, "Network is unreachable (ENETUNREACH)");
    }
}

TEST(health_checker, pings_through_raw_and_ping_sockets) {
    const test::network_namespace alone;
    if (!alone.entered())
        GTEST_SKIP() << "needs CAP_SYS_ADMIN";
    std::ofstream("/proc/sys/net/ipv6/conf/lo/disable_ipv6") << "0";
    raise_loopback();
    for (const char* const groups : {"1 0", "0 2147483647"}) {
        std::ofstream("/proc/sys/net/ipv4/ping_group_range") << groups;
        for (const char* const address : {"127.0.0.1", "::1"}) {
            const health_checker checker({quick(health_probe::icmp, 0, address)}, [](std::size_t, bool) {});
            EXPECT_EQ(after_probes(checker, 3).failed, 0) << groups << " " << address;
            EXPECT_EQ(checker.status()[0].last, "answered");
        }
    }
}

TEST(health_checker, sends_by_a_device_and_with_a_mark) {
    const test::network_namespace alone;
    if (!alone.entered())
        GTEST_SKIP() << "needs CAP_SYS_ADMIN";
    raise_loopback();
    const tcp_server server;
    health_check check = quick(health_probe::tcp, server.port());
    check.device = "lo";
    check.mark = 7;
    const health_checker checker({check}, [](std::size_t, bool) {});
    EXPECT_EQ(after_probes(checker, 2).failed, 0);
}

} // namespace THIS_TEST
} // namespace xdpk
