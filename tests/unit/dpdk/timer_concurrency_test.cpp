// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <random>
#include <thread>
#include <vector>

#include <rte_lcore.h>
#include <rte_timer.h>

namespace THIS_TEST {

constexpr unsigned threads = 3;
constexpr int steps = 20000;

struct counted_timer {
    rte_timer timer = RTE_TIMER_INITIALIZER;
    std::atomic<int> running{0};
    std::atomic<int> ran{0};
};

void run(rte_timer*, void* data) {
    auto& own = *static_cast<counted_timer*>(data);
    EXPECT_EQ(own.running.fetch_add(1), 0);
    own.ran.fetch_add(1);
    own.running.fetch_sub(1);
}

/// Resets and stops timers on all lcores, and manages its own.
void work(unsigned lcore, std::array<counted_timer, 16>& timers) {
    RTE_PER_LCORE(_lcore_id) = lcore;
    std::mt19937 random(lcore);
    for (int i = 0; i < steps; ++i) {
        counted_timer& one = timers[random() % timers.size()];
        const rte_timer_type type = random() % 2 == 0 ? SINGLE : PERIODICAL;
        if (random() % 4 == 0)
            rte_timer_stop(&one.timer);
        else
            rte_timer_reset(&one.timer, random() % 2000, type, 1 + static_cast<unsigned>(random() % threads), run,
                            &one);
        rte_timer_manage();
    }
}

TEST(timer_concurrency, a_timer_never_runs_twice_at_once_and_stops_for_good) {
    ASSERT_EQ(rte_timer_subsystem_init(), 0);
    std::array<counted_timer, 16> timers;
    std::vector<std::thread> workers;
    for (unsigned lcore = 1; lcore <= threads; ++lcore)
        workers.emplace_back(work, lcore, std::ref(timers));
    for (std::thread& worker : workers)
        worker.join();
    int ran = 0;
    for (counted_timer& one : timers) {
        rte_timer_stop_sync(&one.timer);
        EXPECT_EQ(one.timer.status.state, RTE_TIMER_STOP);
        EXPECT_EQ(one.timer.list, nullptr);
        ran += one.ran;
    }
    EXPECT_GT(ran, steps / 10);
    unsigned lcores[] = {1, 2, 3};
    static int left;
    left = 0;
    rte_timer_stop_all(
        0, lcores, threads, [](rte_timer*, void*) { ++left; }, nullptr);
    EXPECT_EQ(left, 0);
    rte_timer_subsystem_finalize();
}

} // namespace THIS_TEST
