// SPDX-License-Identifier: BSD-3-Clause
// Stages that are asked about a burst's new flows together.
#include <xdpk/stage/flow_cache.hpp>

#include "support/flow_rig.hpp"

#include <algorithm>
#include <cstddef>
#include <gtest/gtest.h>
#include <optional>
#include <vector>

namespace xdpk {
namespace THIS_TEST {

/// Foresees a flow's source port, and remembers what it was asked.
struct seer {
    std::vector<std::size_t> foreseen{};                   ///< flows at a time
    std::vector<std::optional<std::uint32_t>> decisions{}; ///< what each came with

    void foresee(std::span<const packet_fields> flows, std::span<std::uint32_t> found) noexcept {
        foreseen.push_back(flows.size());
        std::ranges::transform(flows, found.begin(), [](const packet_fields& f) { return f.source_port.host(); });
    }
    void decide(flow_decision& d, std::uint32_t port) noexcept {
        EXPECT_EQ(port, d.key.source_port.host());
        decisions.emplace_back(port);
    }
    void decide(flow_decision& /*d*/) noexcept { decisions.emplace_back(std::nullopt); }
};
static_assert(foreseeing_flow_stage<seer>);

/// Drops what comes from odd ports.
struct odd_ends {
    void decide(flow_decision& d) noexcept { d.verdict = d.key.source_port.host() % 2 == 1 ? XDPK_DROP : XDPK_FORWARD; }
};
static_assert(flow_stage<odd_ends> && !foreseeing_flow_stage<odd_ends>);

class Foresee : public testing::Test {
protected:
    void pass(std::uint16_t first, std::uint16_t count) {
        std::vector<std::vector<std::byte>> packets;
        for (std::uint16_t port = first; port < first + count; ++port)
            packets.push_back(build_packet({.source_port = port}));
        rig_.pass(packets);
    }
    seer& stage() { return cache_.stage<1>(); }

    flow_cache<odd_ends, seer> cache_{flow_cache_config{.flows = 1024}, odd_ends{}, seer{}};
    test::flow_rig<flow_cache<odd_ends, seer>> rig_{cache_};
};

TEST_F(Foresee, new_flows_of_a_burst_together_and_known_ones_not) {
    pass(1000, 8);
    pass(1004, 8);
    EXPECT_EQ(stage().foreseen, (std::vector<std::size_t>{8, 4}));
    const std::vector<std::optional<std::uint32_t>> even{1000, 1002, 1004, 1006, 1008, 1010};
    EXPECT_EQ(stage().decisions, even);
}

TEST_F(Foresee, nothing_if_all_flows_are_known) {
    pass(1000, 64);
    pass(1000, 64);
    EXPECT_EQ(stage().foreseen.size(), 1);
}

TEST_F(Foresee, a_flow_that_begins_twice_in_a_burst_is_decided_once) {
    const std::vector<std::byte> packet = build_packet({.source_port = 1000});
    rig_.pass({packet, packet, build_packet({.source_port = 1002}), packet});
    EXPECT_EQ(stage().foreseen, std::vector<std::size_t>{4});
    EXPECT_EQ(stage().decisions.size(), 2);
    EXPECT_EQ(rig_.counter("hits"), 2);
}

TEST_F(Foresee, flows_that_are_decided_anew_come_without) {
    pass(1000, 4);
    cache_.new_epoch();
    stage().decisions.clear();
    pass(1002, 4);
    EXPECT_EQ(stage().foreseen, (std::vector<std::size_t>{4, 2}));
    EXPECT_EQ(stage().decisions, (std::vector<std::optional<std::uint32_t>>{std::nullopt, 1004}));
}

} // namespace THIS_TEST
} // namespace xdpk
