// SPDX-License-Identifier: BSD-3-Clause
#include "filter_flows.hpp"

#include <array>
#include <gtest/gtest.h>

namespace xdpk {
namespace THIS_TEST {

using namespace test;

TEST(filter, decides_by_the_first_rule_that_matches) {
    filter_rule network{.name = "network", .action = filter_action::reject};
    network.match.source = block4("10.0.0.0", 8);
    filter stage = make_filter({.rules = {permit_port("web", 80), network, permit_port("ssh", 22)}});
    const auto decide = [&](const std::string& from, std::uint16_t port) {
        flow_decision d = new_flow(from, "192.0.2.1", port);
        stage.decide(d);
        return std::pair(d.verdict, d.account[0]);
    };
    EXPECT_EQ(decide("10.1.1.1", 80), std::pair(XDPK_FORWARD, 1U));
    EXPECT_EQ(decide("10.1.1.1", 22), std::pair(XDPK_REJECT, 2U));
    EXPECT_EQ(decide("11.1.1.1", 22), std::pair(XDPK_FORWARD, 3U));
    EXPECT_EQ(decide("11.1.1.1", 23), std::pair(XDPK_DROP, 4U));
    EXPECT_EQ(count(stage, "permitted"), 2);
    EXPECT_EQ(count(stage, "rejected"), 1);
    EXPECT_EQ(count(stage, "dropped"), 1);
}

TEST(filter, decides_by_what_it_foresaw) {
    filter stage = make_filter({.rules = {permit_port("web", 80), permit_port("ssh", 22)}});
    const std::array flows{new_flow("10.0.0.1", "10.0.0.2", 22).fields, new_flow("10.0.0.1", "10.0.0.2", 23).fields,
                           new_flow("10.0.0.1", "10.0.0.2", 80).fields};
    std::array<std::uint32_t, 3> rules{};
    stage.foresee(flows, rules);
    EXPECT_EQ(rules, (std::array<std::uint32_t, 3>{1, 2, 0}));
    flow_decision d = new_flow("10.0.0.1", "10.0.0.2", 22);
    stage.decide(d, rules[0]);
    EXPECT_EQ(d.verdict, XDPK_FORWARD);
    EXPECT_EQ(d.account[0], 2);
    stage.decide(d, rules[1]);
    EXPECT_EQ(d.verdict, XDPK_DROP);
    EXPECT_EQ(d.account[0], 3);
}

TEST(filter, has_a_default) {
    for (const auto& [action, verdict] : {std::pair{filter_action::permit, XDPK_FORWARD},
                                          {filter_action::drop, XDPK_DROP},
                                          {filter_action::reject, XDPK_REJECT}})
        for (const std::string address : {"192.0.2.1", "2001:db8::1"}) {
            filter stage = make_filter({.otherwise = action});
            flow_decision d = new_flow(address, address);
            stage.decide(d);
            EXPECT_EQ(d.verdict, verdict);
            EXPECT_EQ(d.account, (std::array<std::uint32_t, 2>{1, 0}));
        }
    EXPECT_EQ(make_policy({})->name_of(0), "default");
}

TEST(filter, marks_what_its_rules_mark) {
    filter_rule marked = permit_port("marked", 80);
    marked.mark = 77;
    filter stage = make_filter({.rules = {marked, permit_port("plain", 81)}});
    flow_decision d = new_flow("10.0.0.1", "10.0.0.2", 80);
    d.mark = 5;
    stage.decide(d);
    EXPECT_EQ(d.mark, 77);
    flow_decision other = new_flow("10.0.0.1", "10.0.0.2", 81);
    other.mark = 5;
    stage.decide(other);
    EXPECT_EQ(other.mark, 5);
}

TEST(filter, replaces_its_policy_and_returns_the_old_one) {
    filter_rule web = permit_port("web", 80);
    filter stage = make_filter({.rules = {web}});
    const std::weak_ptr<const filter_policy> old = stage.replace(filter_share(make_policy({.epoch = 2}))).policy();
    EXPECT_TRUE(old.expired());
    flow_decision d = new_flow("10.0.0.1", "10.0.0.2");
    stage.decide(d);
    EXPECT_EQ(d.verdict, XDPK_DROP);
    EXPECT_EQ(stage.policy().epoch(), 2);
}

TEST(filter, decides_anew_as_if_the_flow_began) {
    filter_rule begin = permit_port("begin", 80);
    begin.match.protocol = ip_proto::tcp;
    begin.match.tcp_flags = {.value = tcp_header::syn, .mask = tcp_header::syn | tcp_header::ack};
    filter stage = make_filter({.rules = {begin}});
    flow_decision d = new_flow("10.0.0.1", "10.0.0.2");
    d.fields.tcp_flags = tcp_header::ack;
    stage.decide(d);
    EXPECT_EQ(d.verdict, XDPK_DROP);
    xdpk_flow_record before{};
    before.verdict = XDPK_FORWARD;
    d.verdict = XDPK_FORWARD;
    d.before = &before;
    stage.decide(d);
    EXPECT_EQ(d.verdict, XDPK_FORWARD);
}

TEST(filter, counts_what_goes_on_as_before_no_more) {
    filter stage = make_filter({.rules = {permit_port("web", 80)}});
    xdpk_flow_record before{};
    for (const int verdict : {XDPK_FORWARD, XDPK_KERNEL, XDPK_DROP, XDPK_REJECT}) {
        before.verdict = static_cast<std::uint8_t>(verdict);
        for (const std::uint16_t port : {std::uint16_t{80}, std::uint16_t{81}}) {
            flow_decision d = new_flow("10.0.0.1", "10.0.0.2", port);
            d.before = &before;
            stage.decide(d);
            EXPECT_EQ(d.account[0], port == 80 ? 1 : 2);
        }
    }
    EXPECT_EQ(count(stage, "permitted"), 2); // after drop and reject
    EXPECT_EQ(count(stage, "dropped"), 3);   // after forward, kernel and reject
}

TEST(filter, logs_what_rules_log) {
    filter_rule logged = permit_port("logged", 80);
    logged.log = true;
    const auto log = std::make_shared<filter_log>(16);
    filter stage({.policy = filter_share(make_policy({.rules = {permit_port("quiet", 79), logged}, .epoch = 9})),
                  .log = log,
                  .clock = []() noexcept { return std::uint64_t{123}; }});
    for (std::uint16_t port = 79; port <= 81; ++port) {
        flow_decision d = new_flow("10.0.0.1", "10.0.0.2", port);
        d.fields.interface = 4;
        stage.decide(d);
    }
    std::array<filter_event, 16> seen;
    ASSERT_EQ(log->pop(seen), 1);
    EXPECT_EQ(seen[0].flow, new_flow("10.0.0.1", "10.0.0.2", 80).key);
    EXPECT_EQ(seen[0].time_ns, 123);
    EXPECT_EQ(seen[0].epoch, 9);
    EXPECT_EQ(seen[0].rule, 1);
    EXPECT_EQ(seen[0].interface, 4);
    EXPECT_EQ(seen[0].verdict, XDPK_FORWARD);
    EXPECT_FALSE(seen[0].rate_limited);
}

TEST(filter, logs_the_default_and_only_news) {
    const auto log = std::make_shared<filter_log>(16);
    filter stage({.policy = filter_share(make_policy({.log_otherwise = true})), .log = log});
    xdpk_flow_record before{};
    flow_decision d = new_flow("10.0.0.1", "10.0.0.2");
    before.verdict = XDPK_DROP;
    d.before = &before;
    stage.decide(d);
    EXPECT_EQ(log->size(), 0);
    before.verdict = XDPK_FORWARD; // cut off
    stage.decide(d);
    EXPECT_EQ(log->size(), 1);
    d.before = nullptr;
    d.attempt = 1;
    stage.decide(d);
    EXPECT_EQ(log->size(), 1);
}

TEST(filter, counts_what_the_log_has_no_room_for) {
    const auto log = std::make_shared<filter_log>(4);
    filter stage({.policy = filter_share(make_policy({.log_otherwise = true})), .log = log});
    flow_decision d = new_flow("10.0.0.1", "10.0.0.2");
    for (int i = 0; i < 10; ++i)
        stage.decide(d);
    EXPECT_EQ(count(stage, "log_lost"), 6);
    filter without({.policy = filter_share(make_policy({.log_otherwise = true}))});
    without.decide(d);
    EXPECT_EQ(count(without, "log_lost"), 1);
}

} // namespace THIS_TEST
} // namespace xdpk
