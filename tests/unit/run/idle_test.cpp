// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/run/idle.hpp>

#include <gtest/gtest.h>

namespace xdpk {
namespace THIS_TEST {

using clock = std::chrono::steady_clock;

// How long an adaptive worker spins from here until it may sleep.
clock::duration spins_for(idle& i) {
    const clock::time_point start = clock::now();
    while (!i.sleep_now()) {
    }
    return clock::now() - start;
}

TEST(idle, polling_never_sleeps) {
    idle i(idle_mode::poll);
    for (int round = 0; round < 100000; ++round)
        ASSERT_FALSE(i.sleep_now());
}

TEST(idle, by_interrupts_sleeps_at_once) {
    idle i(idle_mode::interrupt);
    EXPECT_TRUE(i.sleep_now());
    i.reset();
    EXPECT_TRUE(i.sleep_now());
}

TEST(idle, adaptive_spins_for_a_moment) {
    idle i(idle_mode::adaptive);
    EXPECT_FALSE(i.sleep_now());
    EXPECT_GE(spins_for(i), std::chrono::microseconds(40));
    EXPECT_TRUE(spins_for(i) < std::chrono::seconds(1)) << "goes on sleeping while nothing comes";
}

TEST(idle, adaptive_spins_anew_after_something_came) {
    idle i(idle_mode::adaptive);
    static_cast<void>(spins_for(i));
    i.reset();
    EXPECT_FALSE(i.sleep_now());
    EXPECT_GE(spins_for(i), std::chrono::microseconds(40));
}

} // namespace THIS_TEST
} // namespace xdpk
