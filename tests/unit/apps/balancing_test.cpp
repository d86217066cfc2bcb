// SPDX-License-Identifier: BSD-3-Clause
#include "stages/balancing.hpp"

#include "support/tcp_server.hpp"

#include <xdpk/base/error.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <poll.h>

namespace xdpk {
namespace THIS_TEST {

using stages::backend_name;
using stages::backend_status;
using stages::balancing;
using stages::listed_backend;
using stages::listed_service;
using stages::service_list;
using testing::ElementsAre;
using namespace std::chrono_literals;

constexpr const char* here = "127.0.0.1";

ip_address ip(const std::string& text) { return parse_ip(text).value(); }

listed_service service(const std::string& name, const std::vector<std::string>& backends) {
    listed_service s;
    s.config = {.name = name, .address = ip("192.0.2.1"), .port = 80, .table_size = 1009};
    for (const std::string& backend : backends)
        s.backends.push_back({.config = {.address = ip(backend), .port = 8080}});
    return s;
}

health_check quick(std::uint16_t port) { return {.port = port, .interval = 10ms, .timeout = 300ms, .fall = 2}; }

/// How many of 2000 new flows each backend would get.
std::map<std::string, int> shares(const load_balancer_table& table) {
    std::map<std::string, int> count;
    for (std::uint16_t port = 1000; port < 3000; ++port) {
        const flow_key key{.source = {198, 18, 0, 1},
                           .destination = {192, 0, 2, 1},
                           .source_port = be16{port},
                           .destination_port = be16{80},
                           .protocol = ip_proto::tcp,
                           .ip_version = 4};
        const load_balancer_choice choice = table.simulate(key);
        ++count[choice.reason == choice_reason::hash ? to_string(choice.backend.address) : "none"];
    }
    return count;
}

/// Waits for the health checks to make another table.
bool changes(balancing& b, std::chrono::milliseconds within = 10s) {
    pollfd wait{.fd = b.wait_fd(), .events = POLLIN, .revents = 0};
    return ::poll(&wait, 1, static_cast<int>(within.count())) == 1 && b.changed();
}

TEST(balancing, the_first_table_is_taken) {
    balancing b({.services = {service("web", {"10.0.0.1", "10.0.0.2"})}});
    EXPECT_FALSE(b.changed());
    EXPECT_NEAR(shares(*b.table())["10.0.0.1"], 1000, 100);
}

TEST(balancing, weights_and_backends_make_other_tables) {
    balancing b({.services = {service("web", {"10.0.0.1", "10.0.0.2"})}});
    b.set_weight({"web", ip("10.0.0.1")}, 3);
    ASSERT_TRUE(b.changed());
    EXPECT_NEAR(shares(*b.next_table())["10.0.0.1"], 1500, 100);
    EXPECT_FALSE(b.changed());
    b.add_backend("web", {.config = {.address = ip("10.0.0.3"), .port = 8080, .weight = 4}});
    b.remove_backend({"web", ip("10.0.0.2"), 8080});
    ASSERT_TRUE(b.changed());
    auto count = shares(*b.next_table());
    EXPECT_NEAR(count["10.0.0.3"], 2000 * 4 / 7, 100);
    EXPECT_EQ(count["10.0.0.1"] + count["10.0.0.3"], 2000);
}

TEST(balancing, a_change_that_cannot_be_changes_nothing) {
    balancing b({.services = {service("web", {"10.0.0.1", "10.0.0.2"})}});
    const auto complaint = [](const auto& change) -> std::string {
        try {
            change();
        } catch (const error& e) {
            return e.what();
        }
        return "none";
    };
    EXPECT_EQ(complaint([&] {
                  b.set_weight({"wep", ip("10.0.0.1")}, 1);
              }),
              "service wep: there is none; there are web");
    EXPECT_EQ(complaint([&] {
                  b.remove_backend({"web", ip("10.0.0.9")});
              }),
              "service web: backend 10.0.0.9: there is none; name one of the service's");
    EXPECT_THAT(complaint([&] { b.add_backend("web", b.services().services[0].backends[0]); }),
                testing::HasSubstr("backend 10.0.0.1 port 8080 occurs twice"));
    listed_service wrong = service("web", {"10.0.0.1"});
    wrong.check = quick(80);
    wrong.check->rise = 0;
    EXPECT_THAT(complaint([&] { b.replace({.services = {wrong}}); }), testing::HasSubstr("rise"));
    EXPECT_FALSE(b.changed());
    EXPECT_EQ(b.status().size(), 2);
    b.add_backend("web", {.config = {.address = ip("10.0.0.1"), .port = 8081}});
    EXPECT_THAT(complaint([&] { b.set_weight({"web", ip("10.0.0.1")}, 1); }), testing::HasSubstr("say which port"));
    b.set_weight({"web", ip("10.0.0.1"), 8081}, 5);
    EXPECT_EQ(b.services().services[0].backends[2].config.weight, 5);
}

// Two backends, of which one has a server that answers.
class balancing_health : public testing::Test {
protected:
    static service_list services(std::uint16_t up, std::uint16_t down) {
        listed_service s = service("web", {"10.0.0.1", "10.0.0.2"});
        s.check = quick(0);
        s.backends[0].check = {.address = ip(here), .port = up};
        s.backends[1].check = {.address = ip(here), .port = down};
        return {.services = {s}};
    }
    static std::uint16_t free_port() { return test::tcp_server().port(); }

    std::optional<test::tcp_server> server_{std::in_place};
    const std::uint16_t dead_ = free_port();
    balancing b_{services(server_->port(), dead_)};
};

TEST_F(balancing_health, a_backend_that_fails_gets_no_flows) {
    ASSERT_TRUE(changes(b_));
    EXPECT_EQ(shares(*b_.next_table()), (std::map<std::string, int>{{"10.0.0.1", 2000}}));
    EXPECT_FALSE(b_.changed());
    server_.reset();
    ASSERT_TRUE(changes(b_));
    EXPECT_EQ(shares(*b_.next_table()), (std::map<std::string, int>{{"none", 2000}}));
}

TEST_F(balancing_health, and_gets_some_again_when_it_is_back) {
    ASSERT_TRUE(changes(b_));
    (void)b_.next_table();
    const test::tcp_server second({}, dead_);
    ASSERT_TRUE(second.listens());
    ASSERT_TRUE(changes(b_));
    EXPECT_NEAR(shares(*b_.next_table())["10.0.0.2"], 1000, 100);
}

TEST_F(balancing_health, is_told_with_the_backends) {
    ASSERT_TRUE(changes(b_));
    const std::vector<backend_status> rows = b_.status();
    ASSERT_EQ(rows.size(), 2);
    EXPECT_EQ(to_string(rows[1].backend.address), "10.0.0.2");
    EXPECT_TRUE(rows[1].backend.available) << "health is not configuration";
    EXPECT_FALSE(rows[1].health->up);
    EXPECT_GE(rows[1].health->failed, 2);
    EXPECT_THAT(rows[1].health->last, testing::HasSubstr("refused"));
    EXPECT_TRUE(rows[0].health->up);
    EXPECT_EQ(rows[0].account, 1);
    EXPECT_EQ(rows[1].account, 2);
}

TEST_F(balancing_health, is_remembered_when_the_backends_change) {
    ASSERT_TRUE(changes(b_));
    const std::uint64_t failed = b_.status()[1].health->failed;
    service_list more = services(server_->port(), dead_);
    more.services[0].check->interval = 1h;
    listed_backend third{.config = {.address = ip("10.0.0.3"), .port = 8080}};
    third.check = {.address = ip(here), .port = server_->port()};
    more.services[0].backends.insert(more.services[0].backends.begin(), third);
    b_.replace(more);
    auto count = shares(*b_.next_table());
    EXPECT_EQ(count["10.0.0.2"], 0);
    EXPECT_NEAR(count["10.0.0.3"], 1000, 100);
    EXPECT_GE(b_.status()[2].health->failed, failed);
    EXPECT_THAT(b_.status()[2].health->last, testing::HasSubstr("refused"));
}

TEST_F(balancing_health, goes_on_beside_other_weights) {
    b_.set_weight({"web", ip("10.0.0.1")}, 2);
    ASSERT_TRUE(changes(b_));
    EXPECT_EQ(shares(*b_.next_table()), (std::map<std::string, int>{{"10.0.0.1", 2000}}));
}

} // namespace THIS_TEST
} // namespace xdpk
