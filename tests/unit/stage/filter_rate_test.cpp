// SPDX-License-Identifier: BSD-3-Clause
#include "filter_flows.hpp"

#include <array>
#include <gtest/gtest.h>

namespace xdpk {
namespace THIS_TEST {

using namespace test;

std::uint64_t now = 0;
std::uint64_t test_clock() noexcept { return now; }
constexpr std::uint64_t second = 1'000'000'000;

class filter_rates : public testing::Test {
protected:
    filter_rates() { now = 1000 * second; }

    static filter_rule limited(std::uint32_t rate, std::uint32_t burst, const std::string& name = "limited",
                               std::uint16_t port = 80) {
        filter_rule rule = permit_port(name, port);
        rule.rate = filter_rate{rate, burst};
        return rule;
    }
    static filter make(std::vector<filter_rule> rules, std::uint32_t workers = 1,
                       const std::shared_ptr<filter_log>& log = {}) {
        return filter({.policy = filter_share(make_policy({.rules = std::move(rules)}), workers),
                       .log = log,
                       .clock = test_clock});
    }
    /// Of so many flows that begin now, how many may.
    static unsigned begin(filter& stage, unsigned flows, std::uint16_t port = 80) {
        unsigned permitted = 0;
        for (unsigned i = 0; i < flows; ++i) {
            flow_decision d = new_flow("10.0.0.1", "10.0.0.2", port);
            stage.decide(d);
            EXPECT_EQ(d.once, d.verdict == XDPK_DROP);
            permitted += d.verdict == XDPK_FORWARD ? 1 : 0;
        }
        return permitted;
    }
};

TEST_F(filter_rates, drop_new_flows_above_them) {
    filter stage = make({limited(10, 5)});
    EXPECT_EQ(begin(stage, 100), 5);
    EXPECT_EQ(count(stage, "rate_limited"), 95);
    EXPECT_EQ(count(stage, "permitted"), 5);
    EXPECT_EQ(count(stage, "dropped"), 0);
    now += second / 5;
    EXPECT_EQ(begin(stage, 100), 2);
    now += 100 * second;
    EXPECT_EQ(begin(stage, 100), 5);
}

TEST_F(filter_rates, are_of_one_rule_each) {
    filter stage = make({limited(1, 3), limited(1, 7, "other", 81), permit_port("free", 82)});
    EXPECT_EQ(begin(stage, 50), 3);
    EXPECT_EQ(begin(stage, 50, 81), 7);
    EXPECT_EQ(begin(stage, 50, 82), 50);
}

TEST_F(filter_rates, are_divided_among_workers) {
    filter stage = make({limited(10, 8)}, 4);
    EXPECT_EQ(begin(stage, 100), 2);
    now += second;
    EXPECT_EQ(begin(stage, 100), 2);
    now += 2 * second / 5;
    EXPECT_EQ(begin(stage, 100), 1);
    filter lonely = make({limited(1, 1)}, 4);
    EXPECT_EQ(begin(lonely, 10), 1);
    now += 3 * second;
    EXPECT_EQ(begin(lonely, 10), 0);
    now += second;
    EXPECT_EQ(begin(lonely, 10), 1);
}

TEST_F(filter_rates, let_go_on_what_went_on) {
    filter stage = make({limited(1, 1)});
    EXPECT_EQ(begin(stage, 2), 1);
    xdpk_flow_record before{};
    flow_decision d = new_flow("10.0.0.1", "10.0.0.2");
    before.verdict = XDPK_FORWARD;
    d.before = &before;
    stage.decide(d);
    EXPECT_EQ(d.verdict, XDPK_FORWARD);
    d.before = nullptr;
    d.attempt = 1; // It has paid for its first attempt.
    stage.decide(d);
    EXPECT_EQ(d.verdict, XDPK_FORWARD);
    before.verdict = XDPK_DROP; // New, as far as the rate goes.
    d.before = &before;
    d.attempt = 0;
    stage.decide(d);
    EXPECT_EQ(d.verdict, XDPK_DROP);
}

TEST_F(filter_rates, of_rejections_drop_in_silence) {
    filter_rule rule = limited(1, 2);
    rule.action = filter_action::reject;
    filter stage = make({rule});
    std::array<xdpk_verdict, 4> verdicts{};
    for (xdpk_verdict& verdict : verdicts) {
        flow_decision d = new_flow("10.0.0.1", "10.0.0.2");
        stage.decide(d);
        verdict = d.verdict;
    }
    EXPECT_EQ(verdicts, (std::array{XDPK_REJECT, XDPK_REJECT, XDPK_DROP, XDPK_DROP}));
    EXPECT_EQ(count(stage, "rejected"), 2);
    EXPECT_EQ(count(stage, "rate_limited"), 2);
}

TEST_F(filter_rates, are_told_in_the_log) {
    filter_rule rule = limited(1, 1);
    rule.log = true;
    const auto log = std::make_shared<filter_log>(16);
    filter stage = make({rule}, 1, log);
    EXPECT_EQ(begin(stage, 2), 1);
    std::array<filter_event, 4> seen;
    ASSERT_EQ(log->pop(seen), 2);
    EXPECT_FALSE(seen[0].rate_limited);
    EXPECT_EQ(seen[0].verdict, XDPK_FORWARD);
    EXPECT_TRUE(seen[1].rate_limited);
    EXPECT_EQ(seen[1].verdict, XDPK_DROP);
}

} // namespace THIS_TEST
} // namespace xdpk
