// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/table/mac_table.hpp>

#include <algorithm>
#include <atomic>
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <thread>
#include <utility>

namespace xdpk {
namespace THIS_TEST {

mac_address station(std::uint32_t n) {
    return {{0x02, 0, static_cast<std::uint8_t>(n >> 24U), static_cast<std::uint8_t>(n >> 16U),
             static_cast<std::uint8_t>(n >> 8U), static_cast<std::uint8_t>(n)}};
}

using result = mac_table::result;

TEST(MacTable, LearnsMovesAndTellsVlansApart) {
    mac_table table(1024, 300);
    EXPECT_EQ(table.find(station(1), 0, 10), mac_table::nowhere);
    EXPECT_EQ(table.learn(station(1), 0, 3, 10), result::added);
    EXPECT_EQ(table.learn(station(1), 0, 3, 11), result::refreshed);
    EXPECT_EQ(table.find(station(1), 0, 11), 3);
    EXPECT_EQ(table.learn(station(1), 0, 4, 12), result::moved);
    EXPECT_EQ(table.find(station(1), 0, 12), 4);
    EXPECT_EQ(table.find(station(1), 7, 12), mac_table::nowhere);
    EXPECT_EQ(table.learn(station(1), 7, 5, 12), result::added);
    EXPECT_EQ(table.find(station(1), 7, 12), 5);
    EXPECT_EQ(table.find(station(1), 0, 12), 4);
}

TEST(MacTable, KnowsTheAllZeroAddressOfVlanZero) {
    mac_table table(16, 300);
    EXPECT_EQ(table.find({}, 0, 0), mac_table::nowhere);
    table.learn({}, 0, 1, 0);
    EXPECT_EQ(table.find({}, 0, 0), 1);
}

TEST(MacTable, ForgetsAfterAging) {
    mac_table table(1024, 300);
    table.learn(station(1), 0, 3, 1000);
    EXPECT_EQ(table.find(station(1), 0, 1300), 3);
    EXPECT_EQ(table.find(station(1), 0, 1301), mac_table::nowhere);
    table.learn(station(1), 0, 3, 1301);
    EXPECT_EQ(table.find(station(1), 0, 1302), 3);
}

TEST(MacTable, AClockASecondBehindDoesNotForget) {
    mac_table table(1024, 300);
    table.learn(station(1), 0, 3, 1000);
    EXPECT_EQ(table.find(station(1), 0, 999), 3);
}

TEST(MacTable, FullBucketGivesUpTheLongestSilent) {
    mac_table table(8, 300); // two buckets
    const auto kept = [&](std::uint32_t n) { return table.find(station(n), 0, 100) != mac_table::nowhere; };
    std::uint32_t replaced = 0;
    for (std::uint32_t n = 0; n < 64; ++n)
        replaced += table.learn(station(n), 0, 1, n) == result::replaced ? 1 : 0;
    EXPECT_EQ(replaced, 64 - table.capacity());
    EXPECT_TRUE(kept(63));
    EXPECT_FALSE(kept(0));
}

TEST(MacTable, AgedOutEntryMakesRoomWithoutLoss) {
    mac_table table(8, 10);
    for (std::uint32_t n = 0; n < 64; ++n)
        table.learn(station(n), 0, 1, 0);
    for (std::uint32_t n = 100; n < 102; ++n)
        EXPECT_EQ(table.learn(station(n), 0, 1, 11), result::added);
}

TEST(MacTable, AgreesWithAMapWhileThereIsRoom) {
    const auto seed = std::random_device()();
    SCOPED_TRACE(seed);
    std::minstd_rand engine(seed);
    const auto random = [&engine] { return static_cast<std::uint32_t>(engine()); };
    mac_table table(65536, 1000);
    std::map<std::pair<std::uint32_t, std::uint16_t>, std::pair<std::uint16_t, std::uint32_t>> model;
    for (std::uint32_t step = 0; step < 200000; ++step) {
        const std::uint32_t n = random() % 500;
        const auto vlan = static_cast<std::uint16_t>(random() % 3);
        const std::uint32_t now = step / 50;
        const auto known = model.find({n, vlan});
        if (random() % 2 == 0) {
            const auto port = static_cast<std::uint16_t>(random() % 8);
            table.learn(station(n), vlan, port, now);
            model[{n, vlan}] = {port, now};
        } else {
            const bool fresh = known != model.end() && now - known->second.second <= 1000;
            ASSERT_EQ(table.find(station(n), vlan, now), fresh ? known->second.first : mac_table::nowhere);
        }
    }
}

TEST(MacTable, ThreadsShareIt) {
    mac_table table(64, 300);
    std::atomic<bool> wrong{false};
    const auto work = [&](std::uint32_t first) {
        for (std::uint32_t i = 0; i < 100000; ++i) {
            const std::uint32_t n = first + i % 16;
            table.learn(station(n), 0, static_cast<std::uint16_t>(n), i / 1000);
            const std::uint16_t port = table.find(station((first ^ 16U) + i % 16), 0, i / 1000);
            if (port != mac_table::nowhere && port >= 32)
                wrong = true;
        }
    };
    std::thread other(work, 16U);
    work(0);
    other.join();
    EXPECT_FALSE(wrong);
}

} // namespace THIS_TEST
} // namespace xdpk
