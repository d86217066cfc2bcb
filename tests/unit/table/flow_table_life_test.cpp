// SPDX-License-Identifier: BSD-3-Clause
// How flows end: their time is up, or they make room for others.
#include <xdpk/table/flow_table.hpp>

#include "table/flow_keys.hpp"

#include <array>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <vector>

namespace xdpk {
namespace THIS_TEST {

using table = flow_table<std::uint64_t>;
using testing::ElementsAre;
using testing::IsEmpty;
constexpr auto transitory = flow_phase::transitory;
constexpr auto established = flow_phase::established;

/// A table, and the numbers (values) of the flows that were removed.
struct life {
    explicit life(std::size_t entries, timer_wheel::tick now = 0) : t({.entries = entries, .now = now}) {}

    table::insertion add(std::uint32_t n, flow_phase phase, timer_wheel::tick now, timer_wheel::tick deadline) {
        return named(n, t.insert(numbered_key(n), phase, now, deadline, farewell()));
    }
    table::insertion add_both(std::uint32_t n, flow_phase phase, timer_wheel::tick now, timer_wheel::tick deadline) {
        const std::array keys{numbered_key(n), reversed(numbered_key(n))};
        return named(n, t.insert(keys, phase, now, deadline, farewell()));
    }
    void expire(timer_wheel::tick now, std::size_t budget = 1000) { t.expire(now, budget, farewell()); }
    bool has(std::uint32_t n, timer_wheel::tick now) const { return t.find(numbered_key(n), now) != table::none; }

    table t;
    std::vector<std::uint64_t> gone{};

private:
    std::function<void(table::index)> farewell() {
        return [this](table::index flow) { gone.push_back(t.value(flow)); };
    }
    table::insertion named(std::uint32_t n, table::insertion done) {
        if (done.result == insert_result::inserted)
            t.value(done.where) = n;
        return done;
    }
};

TEST(FlowTableLife, EndsAtTheDeadline) {
    life l(10);
    l.add(1, transitory, 0, 10);
    EXPECT_TRUE(l.has(1, 9));
    EXPECT_FALSE(l.has(1, 10));
    l.expire(9);
    EXPECT_THAT(l.gone, IsEmpty());
    l.expire(10);
    EXPECT_THAT(l.gone, ElementsAre(1));
    EXPECT_EQ(l.t.size(), 0U);
    EXPECT_EQ(l.t.counters().expired, 1U);
}

TEST(FlowTableLife, EitherDirectionKeepsBothAlive) {
    for (const bool by_reply : {false, true}) {
        life l(10);
        const table::index first = l.add_both(1, established, 0, 10).where;
        const table::index reply = l.t.other(first);
        l.t.refresh(by_reply ? reply : first, 500);
        l.expire(499);
        EXPECT_EQ(l.t.find(numbered_key(1), 499), first);
        EXPECT_EQ(l.t.find(reversed(numbered_key(1)), 499), reply);
        l.expire(500);
        EXPECT_THAT(l.gone, ElementsAre(1));
        EXPECT_EQ(l.t.size(), 0U);
    }
}

TEST(FlowTableLife, ADeadFlowsKeyIsTakenAtOnce) {
    life l(10);
    l.add_both(1, established, 0, 10);
    EXPECT_EQ(l.add_both(1, transitory, 9, 20).result, insert_result::present);
    EXPECT_EQ(l.add_both(1, transitory, 10, 20).result, insert_result::inserted);
    EXPECT_THAT(l.gone, ElementsAre(1));
    EXPECT_EQ(l.t.size(), 2U);
}

TEST(FlowTableLife, AClosingFlowsTimeIsCutShort) {
    life l(10);
    const table::index first = l.add_both(1, established, 0, 100000).where;
    EXPECT_EQ(l.t.phase(l.t.other(first)), established);
    l.t.set_phase(l.t.other(first), transitory, 50);
    EXPECT_EQ(l.t.phase(first), transitory);
    EXPECT_EQ(l.t.find(numbered_key(1), 50), table::none);
    l.expire(50);
    EXPECT_THAT(l.gone, ElementsAre(1));
}

TEST(FlowTableLife, FullOfTransitoryFlowsTheOldestGoes) {
    life l(8);
    for (std::uint32_t n = 0; n < 8; ++n)
        l.add(n, transitory, n, n + 300);
    l.t.refresh(l.t.find(numbered_key(0), 8), 330);
    EXPECT_EQ(l.add(100, transitory, 10, 310).result, insert_result::inserted);
    EXPECT_EQ(l.add_both(101, transitory, 11, 311).result, insert_result::inserted);
    EXPECT_THAT(l.gone, ElementsAre(1, 2, 3));
    EXPECT_EQ(l.t.counters().evicted, 3U);
    EXPECT_EQ(l.t.size(), 8U);
}

TEST(FlowTableLife, TheExpiredGoBeforeTheTransitory) {
    life l(4);
    l.add(1, transitory, 0, 300);
    l.add(2, transitory, 0, 300);
    l.add_both(3, established, 0, 20);
    EXPECT_EQ(l.add(4, transitory, 20, 300).result, insert_result::inserted);
    EXPECT_THAT(l.gone, ElementsAre(3));
    EXPECT_EQ(l.t.counters().evicted, 0U);
    EXPECT_EQ(l.t.counters().expired, 1U);
}

TEST(FlowTableLife, AnEstablishedFlowIsNeverEvicted) {
    life l(4);
    l.add_both(1, established, 0, 300);
    l.add(2, established, 0, 300);
    const table::index promoted = l.add(3, transitory, 0, 300).where;
    l.t.set_phase(promoted, established, 300);
    const table::insertion refused = l.add(4, transitory, 1, 300);
    EXPECT_EQ(refused.result, insert_result::full);
    EXPECT_EQ(refused.where, table::none);
    EXPECT_THAT(l.gone, IsEmpty());
    EXPECT_EQ(l.t.counters().refused, 1U);
    for (const std::uint32_t n : {1U, 2U, 3U})
        EXPECT_TRUE(l.has(n, 1));
    l.t.erase(promoted);
    EXPECT_EQ(l.add_both(5, transitory, 1, 300).result, insert_result::full);
    EXPECT_EQ(l.add(4, transitory, 1, 300).result, insert_result::inserted);
}

TEST(FlowTableLife, BothDirectionsDoNotFitInOneEntry) {
    life l(1);
    EXPECT_EQ(l.add_both(1, transitory, 0, 10).result, insert_result::full);
    EXPECT_EQ(l.add(1, transitory, 0, 10).result, insert_result::inserted);
    EXPECT_EQ(l.add_both(2, transitory, 0, 10).result, insert_result::full);
    EXPECT_TRUE(l.has(1, 0));
}

TEST(FlowTableLife, AFloodLeavesTheEstablishedInPeace) {
    life l(1000);
    for (std::uint32_t n = 0; n < 600; ++n)
        l.add(n, established, 0, 1000000);
    for (std::uint32_t n = 1000; n < 101000; ++n)
        ASSERT_EQ(l.add(n, transitory, n / 100, n / 100 + 300).result, insert_result::inserted);
    for (std::uint32_t n = 0; n < 600; ++n)
        EXPECT_TRUE(l.has(n, 1010));
    EXPECT_TRUE(l.has(100999, 1010));
    EXPECT_EQ(l.t.size(), 1000U);
    EXPECT_EQ(l.t.counters().evicted + l.t.counters().expired, 100600U - 1000U);
}

TEST(FlowTableLife, ExpiryDoesNoMoreThanItsBudget) {
    life l(100);
    for (std::uint32_t n = 0; n < 100; ++n)
        l.add(n, n % 2 == 0 ? transitory : established, 0, 5);
    l.expire(5, 10);
    EXPECT_EQ(l.gone.size(), 10U);
    l.expire(5, 1000);
    EXPECT_EQ(l.gone.size(), 100U);
}

} // namespace THIS_TEST
} // namespace xdpk
