// SPDX-License-Identifier: BSD-3-Clause
#include "filter_flows.hpp"
#include "support/grace_period.hpp"

#include <array>
#include <atomic>
#include <gtest/gtest.h>
#include <thread>

namespace xdpk {
namespace THIS_TEST {

using namespace test;

/// A worker that decides as long as it may.
void work(filter& stage, grace_period<1>& grace, const std::atomic<bool>& stop) {
    while (!stop.load(std::memory_order_relaxed)) {
        flow_decision steady = new_flow("10.0.0.1", "10.0.0.9");
        stage.decide(steady);
        EXPECT_EQ(steady.verdict, XDPK_FORWARD);
        flow_decision moving = new_flow("10.0.0.2", "10.0.0.9");
        stage.decide(moving);
        EXPECT_TRUE(moving.verdict == XDPK_FORWARD || moving.verdict == XDPK_DROP);
        flow_decision stranger = new_flow("10.0.0.3", "10.0.0.9");
        stage.decide(stranger);
        EXPECT_EQ(stranger.verdict, XDPK_DROP);
        grace.quiescent(0);
    }
    grace.leave(0);
}

TEST(filter_concurrency, groups_change_and_the_log_is_read_while_a_worker_decides) {
    filter_rule web{.name = "web", .from = label_selector{{"app=web"}}, .log = true};
    const auto policy = make_policy({.rules = {web, {.name = "friends", .from = set_name{"friends"}}},
                                     .sets = {{"friends"}},
                                     .endpoints = {{block4("10.0.0.1"), {"app=web"}}}});
    const auto log = std::make_shared<filter_log>(64);
    filter stage({.policy = filter_share(policy), .log = log});
    grace_period<1> grace;
    std::atomic<bool> stop{false};
    std::thread worker([&] { work(stage, grace, stop); });
    const std::array<address_block, 1> moving{block4("10.0.0.2")};
    std::array<filter_event, 64> events;
    std::uint64_t seen = 0;
    for (std::uint32_t i = 0; i < 200; ++i) {
        policy->set_labels(moving[0], {i % 2 == 0 ? "app=web" : "app=other"});
        i % 3 == 0 ? policy->add_to_set("friends", moving) : policy->remove_from_set("friends", moving);
        grace.wait();
        policy->reclaim();
        seen += log->pop(events);
    }
    stop = true;
    worker.join();
    seen += log->pop(events);
    EXPECT_GE(seen, 200);
    EXPECT_LE(seen + count(stage, "log_lost"), count(stage, "permitted"));
}

} // namespace THIS_TEST
} // namespace xdpk
