// SPDX-License-Identifier: BSD-3-Clause
#include "push_down_rig.hpp"

#include "stages/push_denies.hpp"

#include "stage/filter_flows.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace xdpk::test {
namespace THIS_TEST {

using testing::ElementsAre;
using testing::IsEmpty;
using cache = flow_cache<filter>;

filter_policy_config denying() {
    return {.rules = {{.name = "first", .from = set_name{"none"}, .action = filter_action::permit},
                      {.name = "from", .from = set_name{"bad"}, .action = filter_action::drop},
                      {.name = "to", .to = set_name{"bad"}, .action = filter_action::drop}},
            .otherwise = filter_action::permit,
            .sets = {{.name = "none"}, {.name = "bad", .blocks = {block4("192.0.2.0", 24)}}}};
}

class PushDenies : public testing::Test {
protected:
    [[nodiscard]] std::uint64_t packets_of(std::uint32_t rule) const { return cache_.sums(0)[rule + 1].packets.get(); }

    std::shared_ptr<filter_policy> policy_ = make_policy(denying());
    recording_sink sink_;
    cache cache_{{.flows = 64, .accounts = {5, 1}, .push = std::make_shared<push_link>()},
                 filter({.policy = filter_share(policy_)})};
    stages::push_denies denies_{sink_, {.rules = 4}};
    stages::push_down::each_cache each_ = [this](const auto& visit) { visit(cache_.engine(), 0); };
};

TEST_F(PushDenies, numbers_rules_as_xdp_has_them) {
    denies_.follow(*policy_, each_);
    EXPECT_THAT(sink_.denies, ElementsAre(denied_block{false, block4("192.0.2.0", 24), 0},
                                          denied_block{true, block4("192.0.2.0", 24), 1}));
}

TEST_F(PushDenies, has_ports_and_flows_with_their_rules) {
    const auto rule = [](const char* name, const classifier_rule& match) {
        return filter_rule{.name = name, .match = match, .action = filter_action::drop};
    };
    const classifier_rule flow{.source = block4("10.0.0.1"),
                               .destination = block4("10.0.0.2"),
                               .protocol = ip_proto::udp,
                               .source_ports = {5, 5},
                               .destination_ports = {6, 6}};
    const filter_policy policy(
        {.rules = {rule("syn", {.protocol = ip_proto::tcp, .tcp_flags = {2, 2}}),
                   rule("port", {.protocol = ip_proto::udp, .destination_ports = {53, 53}}), rule("flow", flow)}});
    const denied_flow denied{*parse_ip("10.0.0.1"), *parse_ip("10.0.0.2"), ip_proto::udp, 5, 6, 1};
    denies_.follow(policy, each_);
    EXPECT_THAT(sink_.denied_ports, ElementsAre(denied_port{true, ip_proto::udp, 53, 0}));
    EXPECT_THAT(sink_.denied_flows, ElementsAre(denied));
    EXPECT_EQ(denies_.size(), 2U);
    denies_.follow(filter_policy({.rules = {rule("flow", flow)}}), each_);
    EXPECT_THAT(sink_.denied_ports, IsEmpty());
    EXPECT_THAT(sink_.denied_flows,
                ElementsAre(denied_flow{denied.source, denied.destination, ip_proto::udp, 5, 6, 0}));
    denies_.stop(each_);
    EXPECT_THAT(sink_.denied_flows, IsEmpty());
}

TEST_F(PushDenies, changes_what_has_changed_and_nothing_else) {
    denies_.follow(*policy_, each_);
    policy_->add_to_set("bad", std::array<address_block, 1>{block4("198.51.100.1")});
    denies_.follow(*policy_, each_);
    EXPECT_EQ(sink_.denies.size(), 4U);
    policy_->remove_from_set("bad", std::array<address_block, 1>{block4("192.0.2.0", 24)});
    denies_.follow(*policy_, each_);
    EXPECT_THAT(sink_.denies, ElementsAre(denied_block{false, block4("198.51.100.1"), 0},
                                          denied_block{true, block4("198.51.100.1"), 1}));
    EXPECT_EQ(denies_.size(), 2U);
}

TEST_F(PushDenies, adds_up_what_was_dropped_for_the_policys_rules) {
    denies_.follow(*policy_, each_);
    sink_.sums[0] = {.packets = 7, .bytes = 700};
    sink_.sums[1] = {.packets = 2, .bytes = 120};
    denies_.count(each_);
    denies_.count(each_);
    EXPECT_EQ(packets_of(1), 7U);
    EXPECT_EQ(packets_of(2), 2U);
    EXPECT_EQ(cache_.sums(0)[2].bytes.get(), 700U);
    const auto counter = [this](const std::string& name) {
        for (const named_counter& c : cache_.engine().counters())
            if (name == c.name)
                return c.value->get();
        return std::uint64_t{0};
    };
    EXPECT_EQ(counter("dropped"), 9U);
    EXPECT_EQ(counter("hits"), 9U);
    EXPECT_EQ(counter("xdp_denied"), 9U);
    EXPECT_EQ(counter("xdp_packets"), 9U);
}

TEST_F(PushDenies, counts_for_the_old_rules_before_others_get_their_numbers) {
    denies_.follow(*policy_, each_);
    sink_.sums[0].packets = 3;
    // What the first rule permits is first now: the second is not pushed any more.
    policy_->add_to_set("none", std::array<address_block, 1>{block4("192.0.2.1")});
    denies_.follow(*policy_, each_);
    EXPECT_THAT(sink_.denies, IsEmpty());
    EXPECT_EQ(packets_of(1), 3U);
    policy_->remove_from_set("none", std::array<address_block, 1>{block4("192.0.2.1")});
    denies_.follow(*policy_, each_);
    sink_.sums[0].packets = 4;
    denies_.stop(each_);
    EXPECT_THAT(sink_.denies, IsEmpty());
    EXPECT_EQ(packets_of(1), 4U);
}

TEST_F(PushDenies, leaves_nothing_where_not_all_is_taken) {
    denies_.follow(*policy_, each_);
    sink_.deny_room = 3;
    policy_->add_to_set("bad", std::array<address_block, 1>{block4("198.51.100.1")});
    EXPECT_THROW(denies_.follow(*policy_, each_), error);
    EXPECT_THAT(sink_.denies, IsEmpty());
    sink_.deny_room = 4;
    denies_.follow(*policy_, each_);
    EXPECT_EQ(sink_.denies.size(), 4U);
}

} // namespace THIS_TEST
} // namespace xdpk::test
