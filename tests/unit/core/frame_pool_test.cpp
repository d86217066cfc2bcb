// SPDX-License-Identifier: BSD-3-Clause
#include "support/frames.hpp"

#include <array>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

namespace xdpk {
namespace THIS_TEST {

constexpr std::uint32_t count = 16;
constexpr std::uint32_t chunk = 4096;

class frame_pool_of_16 : public testing::Test {
protected:
    test::frames memory{count, chunk};
    frame_pool& pool = memory.pool;
};

TEST_F(frame_pool_of_16, starts_full) {
    EXPECT_EQ(pool.total(), count);
    EXPECT_EQ(pool.chunk(), chunk);
    EXPECT_TRUE(test::all_back(pool));
}

TEST_F(frame_pool_of_16, gives_each_frame_once) {
    std::set<frame_address> taken;
    while (pool.available() != 0)
        taken.insert(pool.take());
    EXPECT_EQ(taken.size(), count);
    EXPECT_EQ(*taken.begin(), 0);
    EXPECT_EQ(*taken.rbegin(), (count - 1) * chunk);
    EXPECT_THAT(pool.census(), testing::Each(0));
}

TEST_F(frame_pool_of_16, gives_the_frame_used_last) {
    const frame_address first = pool.take();
    pool.take();
    pool.give(first);
    EXPECT_EQ(pool.take(), first);
}

TEST_F(frame_pool_of_16, knows_a_frame_by_any_byte_of_it) {
    const frame_address one = pool.take();
    const frame_address two = pool.take();
    pool.give(one + chunk - 1);
    pool.give(pool.at(two) + frame_data_offset);
    EXPECT_TRUE(test::all_back(pool));
}

TEST_F(frame_pool_of_16, translates_addresses) {
    const frame_address one = pool.take();
    EXPECT_EQ(pool.address_of(pool.at(one) + 5), one + 5);
    EXPECT_EQ(pool.at(0), pool.memory());
}

TEST_F(frame_pool_of_16, reclaims_what_one_holder_has) {
    const frame_address mine = pool.take();
    const frame_address also_mine = pool.take();
    const frame_address theirs = pool.take();
    const frame_address nobodys = pool.take();
    pool.lend(mine + frame_data_offset, 1);
    pool.lend(also_mine, 1);
    pool.lend(theirs, 2);
    EXPECT_EQ(pool.reclaim(1), 2);
    EXPECT_EQ(pool.available(), count - 2);
    EXPECT_EQ(pool.census()[theirs / chunk], 0);
    EXPECT_EQ(pool.census()[nobodys / chunk], 0);
    EXPECT_EQ(pool.reclaim(1), 0);
    EXPECT_EQ(pool.reclaim(2), 1);
}

TEST_F(frame_pool_of_16, reclaims_no_frame_that_came_back_or_went_on) {
    const frame_address back = pool.take();
    const frame_address on = pool.take();
    pool.lend(back, 1);
    pool.lend(on, 1);
    pool.give(back);
    pool.lend(on, 2);
    EXPECT_EQ(pool.reclaim(1), 0);
    EXPECT_EQ(pool.available(), count - 1);
    EXPECT_THAT(pool.census(), testing::Each(testing::Le(1)));
}

TEST_F(frame_pool_of_16, lends_and_takes_back_many_at_once) {
    std::array<frame_address, 6> frames{};
    pool.take();
    pool.lend(frames, 3);
    EXPECT_EQ(pool.available(), count - 7);
    EXPECT_EQ(std::set(frames.begin(), frames.end()).size(), frames.size());
    for (frame_address& frame : frames) {
        EXPECT_EQ(pool.census()[frame / chunk], 0);
        frame += frame_data_offset;
    }
    pool.give(std::span(frames).first(2));
    EXPECT_EQ(pool.available(), count - 5);
    EXPECT_EQ(pool.reclaim(3), 4);
    EXPECT_THAT(pool.census(), testing::Each(testing::Le(1)));
}

TEST_F(frame_pool_of_16, shows_a_frame_given_twice) {
    const frame_address one = pool.take();
    pool.take();
    pool.give(one);
    pool.give(one);
    EXPECT_EQ(pool.census()[one / chunk], 2);
}

} // namespace THIS_TEST
} // namespace xdpk
