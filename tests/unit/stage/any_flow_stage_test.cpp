// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/any_flow_stage.hpp>

#include <xdpk/stage/flow_cache.hpp>

#include "flow_stages.hpp"

#include "support/flow_rig.hpp"

#include <gtest/gtest.h>

namespace xdpk {
namespace THIS_TEST {

using cache = flow_cache<flow_stage_sequence>;

// Counts, keeps nothing, and refuses if it is told to.
struct gate {
    static constexpr const char* name = "gate";
    xdpk_verdict verdict = XDPK_FORWARD;
    counter asked{};

    void decide(flow_decision& d) noexcept {
        asked.add(1);
        d.verdict = verdict;
    }
    [[nodiscard]] std::vector<named_counter> counters() const { return {{"asked", &asked}}; }
};

flow_stage_sequence gate_and_backend(xdpk_verdict verdict) {
    std::vector<any_flow_stage> stages;
    stages.emplace_back(gate{.verdict = verdict});
    stages.emplace_back(test::to_backend{});
    return flow_stage_sequence(std::move(stages));
}

std::uint64_t gate_count(const cache& c) {
    std::vector<stage_counter> list;
    c.list_counters(list);
    for (const stage_counter& each : list)
        if (each.name == "gate.asked")
            return each.value->get();
    return 0;
}

TEST(any_flow_stage, each_is_asked_in_its_turn) {
    cache flows(flow_cache_config{.flows = 32, .accounts = {1, 2}}, gate_and_backend(XDPK_FORWARD));
    test::flow_rig<cache> rig(flows);
    const test::passed out = rig.pass(packet_spec{});
    EXPECT_EQ(out.mark, 42);
    EXPECT_EQ(flows.stage<0>().find<test::to_backend>()->asked, 1);
    EXPECT_EQ(gate_count(flows), 1);
}

TEST(any_flow_stage, none_is_asked_behind_one_that_refuses) {
    cache flows(flow_cache_config{.flows = 32, .accounts = {1, 2}}, gate_and_backend(XDPK_DROP));
    test::flow_rig<cache> rig(flows);
    EXPECT_EQ(rig.pass(packet_spec{}).out, to_drop);
    EXPECT_EQ(flows.stage<0>().find<test::to_backend>()->asked, 0);
    EXPECT_EQ(gate_count(flows), 1);
}

TEST(any_flow_stage, those_that_hold_something_are_told_of_a_flows_end) {
    cache flows(flow_cache_config{.flows = 32, .accounts = {1, 2}}, gate_and_backend(XDPK_FORWARD));
    test::flow_rig<cache> rig(flows);
    rig.pass(packet_spec{});
    rig.now += 10000;
    rig.pass(packet_spec{.source_port = 99});
    EXPECT_EQ(flows.stage<0>().find<test::to_backend>()->forgotten, 1);
    EXPECT_EQ(flows.stage<0>().find<gate>()->asked.get(), 2);
}

} // namespace THIS_TEST
} // namespace xdpk
