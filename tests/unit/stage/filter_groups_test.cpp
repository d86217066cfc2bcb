// SPDX-License-Identifier: BSD-3-Clause
#include "filter_flows.hpp"

#include <gtest/gtest.h>

namespace xdpk {
namespace THIS_TEST {

using namespace test;

/// The name of the rule that decides on a flow between two addresses.
std::string_view rule_for(const filter_policy& policy, const std::string& from, const std::string& to) {
    return policy.name_of(policy.decide(new_flow(from, to).fields));
}

TEST(filter_groups, sets_have_what_is_put_into_them) {
    const auto policy = make_policy(
        {.rules = {{.name = "from office", .from = set_name{"office"}}, {.name = "to dmz", .to = set_name{"dmz"}}},
         .sets = {{"office", {block4("10.1.0.0", 16), block6("2001:db8:1::", 48)}}, {"dmz"}}});
    EXPECT_EQ(rule_for(*policy, "10.1.2.3", "10.2.0.1"), "from office");
    EXPECT_EQ(rule_for(*policy, "2001:db8:1::5", "2001:db8:2::5"), "from office");
    EXPECT_EQ(rule_for(*policy, "10.3.0.1", "10.2.0.1"), "default");

    EXPECT_EQ(policy->add_to_set("dmz", std::vector<address_block>{block4("10.2.0.7", 24), block4("10.2.0.0", 24)}), 1);
    EXPECT_EQ(rule_for(*policy, "10.3.0.1", "10.2.0.1"), "to dmz");
    EXPECT_EQ(policy->blocks_of("dmz"), std::vector<address_block>{block4("10.2.0.0", 24)});
    EXPECT_EQ(policy->remove_from_set("office", std::vector<address_block>{block4("10.1.0.0", 16)}), 1);
    EXPECT_EQ(policy->remove_from_set("office", std::vector<address_block>{block4("10.1.0.0", 16)}), 0);
    EXPECT_EQ(rule_for(*policy, "10.1.2.3", "10.2.0.1"), "to dmz");
    EXPECT_EQ(policy->blocks_of("office"), std::vector<address_block>{block6("2001:db8:1::", 48)});
    policy->reclaim();
    EXPECT_EQ(rule_for(*policy, "10.1.2.3", "10.2.0.1"), "to dmz");
}

TEST(filter_groups, sets_change_under_a_filter_that_uses_them) {
    const auto policy = make_policy({.rules = {{.name = "in", .from = set_name{"in"}}}, .sets = {{"in"}}});
    filter one({.policy = filter_share(policy)});
    filter other({.policy = filter_share(policy)});
    const auto verdict = [](filter& stage) {
        flow_decision d = new_flow("10.0.0.1", "10.0.0.2");
        stage.decide(d);
        return d.verdict;
    };
    EXPECT_EQ(verdict(one), XDPK_DROP);
    policy->add_to_set("in", std::vector<address_block>{block4("10.0.0.1")});
    EXPECT_EQ(verdict(one), XDPK_FORWARD);
    EXPECT_EQ(verdict(other), XDPK_FORWARD);
    policy->remove_from_set("in", std::vector<address_block>{block4("10.0.0.1")});
    EXPECT_EQ(verdict(one), XDPK_DROP);
}

TEST(filter_groups, that_are_not_there_cannot_be_changed) {
    const auto policy = make_policy({.sets = {{"a"}}});
    const std::string expected = "there is no set 'b'; define it or correct the name";
    EXPECT_EQ(error_of([&] { policy->add_to_set("b", {}); }), expected);
    EXPECT_EQ(error_of([&] { policy->remove_from_set("b", {}); }), expected);
    EXPECT_EQ(error_of([&] { (void)policy->blocks_of("b"); }), expected);
    EXPECT_NE(error_of([&] { policy->add_to_set("a", std::vector<address_block>{block4("10.0.0.0", 33)}); }),
              "no error");
    EXPECT_TRUE(policy->blocks_of("a").empty());
}

class filter_labels : public testing::Test {
protected:
    std::shared_ptr<filter_policy> policy_ =
        make_policy({.rules = {{.name = "web to db",
                                .from = label_selector{{"app=web", "env=live"}},
                                .to = label_selector{{"app=db"}}},
                               {.name = "live", .from = label_selector{{"env=live"}}}},
                     .endpoints = {{block4("10.0.0.1"), {"app=web", "env=live"}},
                                   {block4("10.0.0.2"), {"app=web", "env=test"}},
                                   {block4("10.0.0.3"), {"env=live", "app=db"}},
                                   {block6("fd00::1"), {"env=live", "app=web", "team=shop"}},
                                   {block6("fd00::3"), {"app=db"}}}});
};

TEST_F(filter_labels, choose_addresses_that_carry_all_of_them) {
    EXPECT_EQ(rule_for(*policy_, "10.0.0.1", "10.0.0.3"), "web to db");
    EXPECT_EQ(rule_for(*policy_, "fd00::1", "fd00::3"), "web to db");
    EXPECT_EQ(rule_for(*policy_, "10.0.0.2", "10.0.0.3"), "default");
    EXPECT_EQ(rule_for(*policy_, "10.0.0.1", "10.0.0.2"), "live");
    EXPECT_EQ(rule_for(*policy_, "10.0.0.3", "10.0.0.1"), "live");
    EXPECT_EQ(rule_for(*policy_, "fd00::3", "fd00::1"), "default");
    EXPECT_EQ(rule_for(*policy_, "10.0.0.9", "10.0.0.3"), "default");
}

TEST_F(filter_labels, come_and_go) {
    policy_->set_labels(block4("10.0.0.2"), {"env=live", "app=web"});
    EXPECT_EQ(rule_for(*policy_, "10.0.0.2", "10.0.0.3"), "web to db");
    policy_->set_labels(block4("10.0.0.2"), {"app=db"});
    EXPECT_EQ(rule_for(*policy_, "10.0.0.2", "10.0.0.3"), "default");
    EXPECT_EQ(rule_for(*policy_, "10.0.0.1", "10.0.0.2"), "web to db");
    policy_->set_labels(block4("10.0.0.2"), {"env=live"});
    EXPECT_EQ(rule_for(*policy_, "10.0.0.2", "10.0.0.3"), "live");
    EXPECT_EQ(rule_for(*policy_, "10.0.0.1", "10.0.0.2"), "live");
    policy_->set_labels(block4("10.0.0.3"), {});
    EXPECT_EQ(rule_for(*policy_, "10.0.0.1", "10.0.0.3"), "live");
    policy_->set_labels(block4("10.0.0.9"), {"unheard=of", "app=db"});
    EXPECT_EQ(rule_for(*policy_, "10.0.0.1", "10.0.0.9"), "web to db");
    policy_->reclaim();
}

TEST_F(filter_labels, of_blocks_are_their_own) {
    policy_->set_labels(block4("10.9.0.0", 16), {"env=live"});
    policy_->set_labels(block4("10.9.1.1"), {"app=web"});
    EXPECT_EQ(rule_for(*policy_, "10.9.5.5", "10.0.0.3"), "live");
    EXPECT_EQ(rule_for(*policy_, "10.9.1.1", "10.0.0.3"), "live");
    policy_->set_labels(block4("10.9.77.1", 16), {});
    EXPECT_EQ(rule_for(*policy_, "10.9.5.5", "10.0.0.3"), "default");
}

TEST_F(filter_labels, stay_as_they_were_if_they_cannot_change) {
    EXPECT_NE(error_of([&] { policy_->set_labels(block4("10.0.0.1", 33), {"app=web", "env=live"}); }), "no error");
    EXPECT_EQ(rule_for(*policy_, "10.0.0.1", "10.0.0.3"), "web to db");
}

} // namespace THIS_TEST
} // namespace xdpk
