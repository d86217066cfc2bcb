// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/base/error.hpp>
#include <xdpk/table/flow_table.hpp>

#include "table/flow_keys.hpp"

#include <array>
#include <bit>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <utility>
#include <vector>

namespace xdpk {
namespace THIS_TEST {

using table = flow_table<std::uint64_t>;
constexpr auto transitory = flow_phase::transitory;
constexpr auto established = flow_phase::established;

const auto nobody = [](table::index flow) { FAIL() << flow << " was removed"; };

table make(std::size_t entries, timer_wheel::tick now = 0) { return table({.entries = entries, .now = now}); }

std::array<flow_key, 2> both_ways(std::uint32_t n) { return {numbered_key(n), reversed(numbered_key(n))}; }

TEST(FlowTable, FindsWhatWasInserted) {
    table t = make(100);
    EXPECT_EQ(t.find(numbered_key(1), 0), table::none);
    const table::insertion done = t.insert(numbered_key(1), transitory, 0, 10, nobody);
    ASSERT_EQ(done.result, insert_result::inserted);
    EXPECT_EQ(t.value(done.where), 0U);
    t.value(done.where) = 77;
    EXPECT_EQ(t.find(numbered_key(1), 9), done.where);
    EXPECT_EQ(t.find(numbered_key(2), 9), table::none);
    EXPECT_EQ(t.value(t.find(numbered_key(1), 9)), 77U);
    EXPECT_EQ(t.key(done.where), numbered_key(1));
    EXPECT_EQ(t.other(done.where), done.where);
    EXPECT_EQ(t.size(), 1U);
}

TEST(FlowTable, KeysThatDifferInOneByteAreDifferent) {
    table t = make(100);
    flow_key key = numbered_key(6);
    ASSERT_EQ(t.insert(key, transitory, 0, 10, nobody).result, insert_result::inserted);
    auto bytes = std::bit_cast<std::array<std::uint8_t, sizeof(flow_key)>>(key);
    for (std::uint8_t& byte : bytes) {
        byte ^= 0x80U;
        EXPECT_EQ(t.find(std::bit_cast<flow_key>(bytes), 0), table::none);
        byte ^= 0x80U;
    }
    EXPECT_NE(t.find(std::bit_cast<flow_key>(bytes), 0), table::none);
}

TEST(FlowTable, AllFlowsCanBeGoneThrough) {
    constexpr std::uint32_t flows = 1000;
    table t = make(flows);
    for (std::uint32_t n = 0; n < flows; ++n)
        ASSERT_EQ(t.insert(numbered_key(n), established, 0, 10, nobody).result, insert_result::inserted);
    std::size_t found = 0;
    for (table::index i = 0; i < t.places(); ++i)
        found += t.holds(i, 0) ? 1 : 0;
    EXPECT_EQ(found, flows);
    EXPECT_GT(t.places(), t.capacity());
}

TEST(FlowTable, TheZeroKeyIsAKey) {
    table t = make(10);
    EXPECT_EQ(t.find({}, 0), table::none);
    ASSERT_EQ(t.insert(flow_key{}, transitory, 0, 10, nobody).result, insert_result::inserted);
    EXPECT_NE(t.find({}, 0), table::none);
}

TEST(FlowTable, LinksBothDirections) {
    table t = make(100);
    const auto keys = both_ways(1);
    const table::index first = t.insert(keys, transitory, 0, 10, nobody).where;
    const table::index reply = t.find(keys[1], 0);
    ASSERT_NE(reply, table::none);
    EXPECT_EQ(t.find(keys[0], 0), first);
    EXPECT_EQ(t.other(first), reply);
    EXPECT_EQ(t.other(reply), first);
    t.value(first) = 1;
    t.value(reply) = 2;
    EXPECT_EQ(t.value(first), 1U);
    EXPECT_EQ(t.size(), 2U);
    t.erase(reply);
    EXPECT_EQ(t.size(), 0U);
    EXPECT_EQ(t.find(keys[0], 0), table::none);
    EXPECT_EQ(t.find(keys[1], 0), table::none);
}

TEST(FlowTable, AFlowWithItselfHasOneEntry) {
    table t = make(100);
    const std::array keys{numbered_key(1), numbered_key(1)};
    const table::index only = t.insert(keys, transitory, 0, 10, nobody).where;
    EXPECT_EQ(t.other(only), only);
    EXPECT_EQ(t.size(), 1U);
    t.erase(only);
    EXPECT_EQ(t.size(), 0U);
}

TEST(FlowTable, ADuplicateChangesNothing) {
    table t = make(100);
    const auto keys = both_ways(1);
    const table::index first = t.insert(keys, established, 0, 10, nobody).where;
    t.value(first) = 5;
    const table::insertion again = t.insert(keys, transitory, 0, 99, nobody);
    EXPECT_EQ(again.result, insert_result::present);
    EXPECT_EQ(again.where, first);
    const std::array half_taken{numbered_key(2), keys[1]};
    EXPECT_EQ(t.insert(half_taken, transitory, 0, 99, nobody).result, insert_result::present);
    EXPECT_EQ(t.find(numbered_key(2), 0), table::none);
    EXPECT_EQ(t.value(first), 5U);
    EXPECT_EQ(t.phase(first), established);
    EXPECT_EQ(t.size(), 2U);
    EXPECT_EQ(t.find(keys[0], 10), table::none);
}

TEST(FlowTable, ABurstOfAnySizeIsLookedUp) {
    table t = make(1000);
    std::vector<flow_key> keys;
    for (std::uint32_t n = 0; n < 200; ++n) {
        keys.push_back(numbered_key(n));
        if (n % 3 != 0) {
            ASSERT_EQ(t.insert(keys.back(), transitory, 0, 10, nobody).result, insert_result::inserted);
        }
    }
    for (const std::size_t size : {0U, 1U, 31U, 32U, 33U, 64U, 200U}) {
        std::vector<table::index> found(size, 12345);
        t.lookup(std::span(keys).first(size), 0, found);
        for (std::uint32_t n = 0; n < size; ++n) {
            ASSERT_EQ(found[n] == table::none, n % 3 == 0) << n;
            if (n % 3 != 0) {
                ASSERT_EQ(t.key(found[n]), keys[n]);
            }
        }
    }
}

TEST(FlowTable, HoldsLargeValues) {
    struct action {
        std::array<std::uint64_t, 20> words;
    };
    flow_table<action> t({.entries = 100});
    for (std::uint32_t n = 0; n < 100; ++n) {
        const auto done = t.insert(numbered_key(n), transitory, 0, 10, [](auto) {});
        ASSERT_EQ(done.result, insert_result::inserted);
        t.value(done.where).words.fill(n);
    }
    for (std::uint32_t n = 0; n < 100; ++n)
        EXPECT_THAT(t.value(t.find(numbered_key(n), 0)).words, testing::Each(n));
}

TEST(FlowTable, CanBeMoved) {
    table first = make(100);
    ASSERT_EQ(first.insert(numbered_key(1), transitory, 0, 10, nobody).result, insert_result::inserted);
    table second = std::move(first);
    EXPECT_NE(second.find(numbered_key(1), 0), table::none);
    ASSERT_EQ(second.insert(numbered_key(2), transitory, 0, 10, nobody).result, insert_result::inserted);
    second.expire(10, 100, [](auto) {});
    EXPECT_EQ(second.size(), 0U);
}

TEST(FlowTable, RefusesSizesItCannotHave) {
    EXPECT_THROW(make(0), error);
    EXPECT_THROW(make(std::size_t{1} << 40U), error);
}

} // namespace THIS_TEST
} // namespace xdpk
