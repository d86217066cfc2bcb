// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/run/health_checker.hpp>

#include "run/health_rig.hpp"
#include "support/tcp_server.hpp"

#include <xdpk/base/error.hpp>

#include <gmock/gmock.h>

namespace xdpk {
namespace THIS_TEST {

using namespace test;

TEST(health_checker, sees_a_listener_go_and_come_back) {
    news heard;
    auto server = std::make_unique<tcp_server>();
    const std::uint16_t port = server->port();
    const health_checker checker({quick(health_probe::tcp, port)}, heard.listener());
    EXPECT_EQ(after_probes(checker, 3).failed, 0);
    EXPECT_EQ(checker.status()[0].last, "connected");
    server.reset();
    EXPECT_EQ(heard.next(), goes_down);
    EXPECT_EQ(checker.status()[0].up, false);
    EXPECT_EQ(checker.status()[0].last, "Connection refused (ECONNREFUSED)");
    const tcp_server again({}, port);
    ASSERT_TRUE(again.listens());
    EXPECT_EQ(heard.next(), comes_up);
    EXPECT_EQ(checker.status()[0].up, true);
    EXPECT_EQ(heard.next(50ms), std::nullopt);
}

TEST(health_checker, counts_before_it_believes) {
    news heard;
    health_check check = quick(health_probe::tcp, 1);
    check.fall = 7;
    const health_checker checker({check}, heard.listener());
    EXPECT_EQ(heard.next(), goes_down);
    EXPECT_GE(checker.status()[0].failed, 7);

    const tcp_server server;
    check.port = server.port();
    check.rise = 5;
    check.starts_up = false;
    const health_checker rising({check}, heard.listener());
    EXPECT_EQ(rising.status()[0].up, false);
    EXPECT_EQ(heard.next(), comes_up);
    EXPECT_GE(rising.status()[0].passed, 5);
}

TEST(health_checker, tells_checks_apart) {
    news heard;
    const tcp_server server;
    health_check down = quick(health_probe::tcp, 1);
    health_check up = quick(health_probe::tcp, server.port());
    up.starts_up = false;
    const health_checker checker({quick(health_probe::tcp, server.port()), down, up}, heard.listener());
    std::vector<std::optional<std::pair<std::size_t, bool>>> both{heard.next(), heard.next()};
    EXPECT_THAT(both, testing::UnorderedElementsAre(std::pair<std::size_t, bool>{1, false},
                                                    std::pair<std::size_t, bool>{2, true}));
}

TEST(health_checker, may_have_nothing_to_do) {
    const health_checker checker({}, [](std::size_t, bool) {});
}

TEST(health_checker, refuses_what_cannot_be) {
    const auto says = [](health_check check, const char* what) {
        EXPECT_THAT([&check] { health_checker({check}, [](std::size_t, bool) {}); },
                    testing::ThrowsMessage<error>(testing::HasSubstr(what)));
    };
    says(quick(health_probe::tcp, 0), "health check of 127.0.0.1 port 0: no port");
    health_check check = quick(health_probe::http, 80);
    check.path = "/a b";
    says(check, "path '/a b'");
    check.path = "a";
    says(check, "path 'a'");
    check = quick(health_probe::http, 80);
    check.host = "a\r\nX: y";
    says(check, "host 'a");
    check = quick(health_probe::tcp, 80);
    check.rise = 0;
    says(check, "rise or fall of 0");
    check = quick(health_probe::tcp, 80);
    check.interval = 0ms;
    says(check, "an interval or a timeout of nothing");
    check = quick(health_probe::tcp, 80);
    check.device = "no-such-device";
    says(check, "no-such-device");
}

} // namespace THIS_TEST
} // namespace xdpk
