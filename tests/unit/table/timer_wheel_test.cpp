// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/table/timer_wheel.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>
#include <optional>
#include <vector>

namespace xdpk {
namespace THIS_TEST {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();

/// Entries with deadlines, as an owner of a wheel keeps them.
struct owner {
    explicit owner(std::uint32_t entries, std::uint32_t now = 0) : links(entries), wheel(links, 0, now), due(entries) {}

    void arm(std::uint32_t entry, std::uint32_t when) {
        due[entry] = when;
        wheel.arm(entry, when);
    }

    /// Those whose deadline was reached, in the wheel's order.
    std::vector<std::uint32_t> expired(std::uint32_t now, std::size_t budget = unlimited) {
        std::vector<std::uint32_t> gone;
        steps = wheel.advance(now, budget, [&](std::uint32_t entry) -> std::optional<std::uint32_t> {
            ++visits;
            if (static_cast<std::int32_t>(due[entry] - now) > 0)
                return due[entry];
            gone.push_back(entry);
            return std::nullopt;
        });
        return gone;
    }

    std::optional<std::uint32_t> earliest(std::size_t budget = unlimited) {
        return wheel.earliest(budget, [this](std::uint32_t entry) { return due[entry]; });
    }

    timer_links links;
    timer_wheel wheel;
    std::vector<std::uint32_t> due;
    std::size_t visits = 0;
    std::size_t steps = 0;
};

TEST(TimerWheel, VisitsAtTheTickAndNotBefore) {
    for (const std::uint32_t when : {1U, 63U, 64U, 65U, 4095U, 4096U, 262144U, 1U << 30U, 0x7FFFFFFFU}) {
        owner o(1);
        o.arm(0, when);
        EXPECT_TRUE(o.links.armed(0));
        EXPECT_THAT(o.expired(when - 1), IsEmpty()) << when;
        EXPECT_THAT(o.expired(when), ElementsAre(0)) << when;
        EXPECT_FALSE(o.links.armed(0));
        EXPECT_LE(o.visits, 7U) << when;
    }
}

TEST(TimerWheel, WhatIsOverdueIsVisitedNext) {
    owner o(2, 1000);
    o.arm(0, 1000);
    o.arm(1, 3);
    EXPECT_THAT(o.expired(1000), ElementsAre(0, 1));
    o.arm(0, 1000);
    EXPECT_THAT(o.expired(1000), IsEmpty());
    EXPECT_THAT(o.expired(1001), ElementsAre(0));
}

TEST(TimerWheel, ARefreshCostsNothingUntilTheVisit) {
    owner o(1);
    o.arm(0, 10);
    for (std::uint32_t now = 1; now < 5000; ++now) {
        o.due[0] = now + 600;
        ASSERT_THAT(o.expired(now), IsEmpty());
    }
    EXPECT_LE(o.visits, 5000U / 64U);
    EXPECT_THAT(o.expired(4999 + 600), ElementsAre(0));
}

TEST(TimerWheel, DisarmedEntriesAreNotVisited) {
    owner o(3);
    for (const std::uint32_t entry : {0U, 1U, 2U})
        o.arm(entry, 100);
    o.links.disarm(1);
    o.links.disarm(1);
    EXPECT_THAT(o.expired(100), ElementsAre(0, 2));
}

TEST(TimerWheel, DoesNoMoreThanItsBudget) {
    owner o(100);
    for (std::uint32_t entry = 0; entry < 100; ++entry)
        o.arm(entry, 5);
    EXPECT_THAT(o.expired(6, 0), IsEmpty());
    EXPECT_EQ(o.expired(6, 30).size(), 30U);
    EXPECT_EQ(o.steps, 30U);
    EXPECT_EQ(o.expired(6, 30).size(), 30U);
    EXPECT_EQ(o.expired(100000, 1000).size(), 40U);
    EXPECT_LT(o.steps, 100U);
}

TEST(TimerWheel, StoppedAtASlotOfALevelItGoesOnThere) {
    owner o(3);
    o.arm(0, 64);
    o.arm(1, 65);
    o.arm(2, 66);
    EXPECT_THAT(o.expired(64, 1), ElementsAre(0));
    o.links.disarm(1);
    o.arm(1, 65);
    EXPECT_THAT(o.expired(66), UnorderedElementsAre(1, 2));
}

TEST(TimerWheel, SurvivesTheWrapOfItsTicks) {
    owner o(4, 0xFFFFFF00U);
    o.arm(0, 0xFFFFFFFFU);
    o.arm(1, 0U);
    o.arm(2, 1000U);
    o.arm(3, 0x7FFFFE00U);
    EXPECT_THAT(o.expired(0xFFFFFFFEU), IsEmpty());
    EXPECT_THAT(o.expired(0U), ElementsAre(0, 1));
    EXPECT_THAT(o.expired(999U), IsEmpty());
    EXPECT_THAT(o.expired(1000U), ElementsAre(2));
    EXPECT_THAT(o.expired(0x7FFFFDFFU), IsEmpty());
    EXPECT_THAT(o.expired(0x7FFFFE00U), ElementsAre(3));
}

TEST(TimerWheel, TellsTheEarliest) {
    owner o(3);
    EXPECT_EQ(o.earliest(), std::nullopt);
    o.arm(0, 5000);
    o.arm(1, 70);
    o.arm(2, 71);
    EXPECT_EQ(o.earliest(), 1U);
    o.links.disarm(1);
    EXPECT_EQ(o.earliest(), 2U);
    o.links.disarm(2);
    EXPECT_EQ(o.earliest(), 0U);
    o.links.disarm(0);
    EXPECT_EQ(o.earliest(), std::nullopt);
    o.arm(1, 70);
    EXPECT_THAT(o.expired(70), ElementsAre(1));
}

TEST(TimerWheel, TheEarliestIsNotOneThatWasRefreshed) {
    owner o(4);
    for (std::uint32_t entry = 0; entry < 4; ++entry)
        o.arm(entry, 100);
    o.due[0] = 5000;
    o.due[1] = 5000;
    EXPECT_EQ(o.earliest(1), 1U);
    EXPECT_EQ(o.earliest(), 2U);
    EXPECT_EQ(o.earliest(), 2U);
    EXPECT_THAT(o.expired(100), ElementsAre(2, 3));
    EXPECT_THAT(o.expired(5000), UnorderedElementsAre(0, 1));
}

TEST(TimerWheel, WheelsShareTheirEntries) {
    const auto of = [](timer_wheel& wheel) { return wheel.earliest(0, [](std::uint32_t) { return 10U; }); };
    timer_links links(2, 2);
    timer_wheel a(links, 0, 0);
    timer_wheel b(links, 1, 0);
    a.arm(0, 10);
    b.arm(1, 10);
    EXPECT_EQ(of(a), 0U);
    EXPECT_EQ(of(b), 1U);
    links.disarm(0);
    b.arm(0, 9);
    EXPECT_EQ(of(a), std::nullopt);
    EXPECT_EQ(of(b), 0U);
}

} // namespace THIS_TEST
} // namespace xdpk
