// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <random>
#include <set>
#include <vector>

#include <rte_cycles.h>
#include <rte_lcore.h>
#include <rte_timer.h>

namespace THIS_TEST {

constexpr unsigned lcore = 3;
constexpr unsigned other = 5;

/// The test's thread as an lcore, and the subsystem.
class timers : public testing::Test {
protected:
    timers() : before_(RTE_PER_LCORE(_lcore_id)) {
        RTE_PER_LCORE(_lcore_id) = lcore;
        EXPECT_EQ(rte_timer_subsystem_init(), 0);
    }
    ~timers() override {
        rte_timer_subsystem_finalize();
        RTE_PER_LCORE(_lcore_id) = before_;
    }

private:
    unsigned before_;
};

void count(rte_timer*, void* times) { ++*static_cast<int*>(times); }

void stop_itself(rte_timer* timer, void* times) {
    ++*static_cast<int*>(times);
    EXPECT_EQ(timer->status.state, RTE_TIMER_RUNNING);
    EXPECT_EQ(rte_timer_stop(timer), 0);
    // It is the program's again.
    timer->f = nullptr;
}

TEST_F(timers, a_single_one_runs_once_when_it_is_due) {
    rte_timer timer = RTE_TIMER_INITIALIZER;
    int times = 0;
    ASSERT_EQ(rte_timer_reset(&timer, UINT64_C(1) << 40, SINGLE, lcore, count, &times), 0);
    EXPECT_EQ(rte_timer_pending(&timer), 1);
    EXPECT_EQ(timer.status.owner, static_cast<int>(lcore));
    rte_timer_manage();
    EXPECT_EQ(times, 0);
    ASSERT_EQ(rte_timer_reset(&timer, 0, SINGLE, lcore, count, &times), 0);
    rte_timer_manage();
    rte_timer_manage();
    EXPECT_EQ(times, 1);
    EXPECT_EQ(timer.status.state, RTE_TIMER_STOP);
    EXPECT_EQ(timer.status.owner, RTE_TIMER_NO_OWNER);
}

TEST_F(timers, a_periodical_one_runs_once_a_call_until_it_has_caught_up) {
    rte_timer timer = RTE_TIMER_INITIALIZER;
    int times = 0;
    const std::uint64_t period = rte_get_timer_hz() / 1000;
    ASSERT_EQ(rte_timer_reset(&timer, period, PERIODICAL, lcore, count, &times), 0);
    const std::uint64_t first = timer.expire;
    while (rte_get_timer_cycles() < first + 3 * period) {
    }
    rte_timer_manage();
    EXPECT_EQ(times, 1);
    EXPECT_EQ(timer.expire, first + period);
    rte_timer_manage();
    rte_timer_manage();
    rte_timer_manage();
    EXPECT_GE(times, 4);
    EXPECT_EQ(timer.expire, first + static_cast<std::uint64_t>(times) * period);
    rte_timer_stop_sync(&timer);
    EXPECT_EQ(rte_timer_next_ticks(), -ENOENT);
}

TEST_F(timers, its_own_function_may_stop_it) {
    rte_timer timer = RTE_TIMER_INITIALIZER;
    int times = 0;
    ASSERT_EQ(rte_timer_reset(&timer, 0, PERIODICAL, lcore, stop_itself, &times), 0);
    rte_timer_manage();
    rte_timer_manage();
    EXPECT_EQ(times, 1);
    EXPECT_EQ(timer.f, nullptr);
    EXPECT_EQ(rte_timer_pending(&timer), 0);
}

TEST_F(timers, another_ones_function_may_not) {
    rte_timer later = RTE_TIMER_INITIALIZER;
    rte_timer first = RTE_TIMER_INITIALIZER;
    static int refused;
    const auto stop_other = [](rte_timer*, void* timer) { refused = rte_timer_stop(static_cast<rte_timer*>(timer)); };
    int times = 0;
    ASSERT_EQ(rte_timer_reset(&first, 0, SINGLE, lcore, stop_other, &later), 0);
    ASSERT_EQ(rte_timer_reset(&later, 0, SINGLE, lcore, count, &times), 0);
    rte_timer_manage();
    EXPECT_EQ(refused, -1);
    EXPECT_EQ(times, 1);
}

TEST_F(timers, only_their_lcore_runs_them) {
    rte_timer timer = RTE_TIMER_INITIALIZER;
    int times = 0;
    ASSERT_EQ(rte_timer_reset(&timer, 0, SINGLE, other, count, &times), 0);
    rte_timer_manage();
    EXPECT_EQ(times, 0);
    unsigned lcores[] = {lcore, other};
    static int managed;
    managed = 0;
    EXPECT_EQ(rte_timer_alt_manage(0, lcores, 2, [](rte_timer*) { ++managed; }), 0);
    EXPECT_EQ(managed, 1);
    EXPECT_EQ(times, 0);
    EXPECT_EQ(rte_timer_reset(&timer, 0, SINGLE, RTE_MAX_LCORE, count, &times), -EINVAL);
}

TEST_F(timers, sets_are_apart) {
    std::uint32_t set = 0;
    ASSERT_EQ(rte_timer_data_alloc(&set), 0);
    ASSERT_NE(set, 0U);
    rte_timer timer = RTE_TIMER_INITIALIZER;
    int times = 0;
    ASSERT_EQ(rte_timer_alt_reset(set, &timer, 0, SINGLE, lcore, count, &times), 0);
    rte_timer_manage();
    EXPECT_EQ(times, 0);
    unsigned lcores[] = {lcore};
    int stopped = 0;
    EXPECT_EQ(rte_timer_stop_all(set, lcores, 1, count, &stopped), 0);
    EXPECT_EQ(stopped, 1);
    EXPECT_EQ(rte_timer_pending(&timer), 0);
    EXPECT_EQ(rte_timer_data_dealloc(set), 0);
    EXPECT_EQ(rte_timer_data_dealloc(set), -EINVAL);
    EXPECT_EQ(rte_timer_alt_stop(set, &timer), -EINVAL);
}

TEST_F(timers, many_at_random_run_in_order_and_none_that_was_stopped) {
    std::mt19937 random(7);
    std::vector<rte_timer> many(2000, rte_timer RTE_TIMER_INITIALIZER);
    static std::vector<const rte_timer*> ran;
    ran.clear();
    const auto note = [](rte_timer* timer, void*) { ran.push_back(timer); };
    std::set<const rte_timer*> pending;
    for (int i = 0; i < 10000; ++i) {
        rte_timer& timer = many[random() % many.size()];
        if (random() % 3 == 0) {
            ASSERT_EQ(rte_timer_stop(&timer), 0);
            pending.erase(&timer);
        } else {
            ASSERT_EQ(rte_timer_reset(&timer, random() % 100, SINGLE, lcore, note, nullptr), 0);
            pending.insert(&timer);
        }
    }
    while (rte_timer_next_ticks() > 0) {
    }
    std::vector<std::uint64_t> due;
    while (rte_timer_next_ticks() != -ENOENT)
        rte_timer_manage();
    for (const rte_timer* const timer : ran)
        due.push_back(timer->expire);
    EXPECT_TRUE(std::ranges::is_sorted(due));
    EXPECT_EQ(std::set<const rte_timer*>(ran.begin(), ran.end()), pending);
    EXPECT_EQ(ran.size(), pending.size());
}

} // namespace THIS_TEST
