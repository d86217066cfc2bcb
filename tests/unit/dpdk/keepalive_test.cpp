// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <vector>

#include <rte_keepalive.h>
#include <rte_lcore.h>
#include <rte_malloc.h>

namespace THIS_TEST {

constexpr int lcore = 2;

struct keepalive : testing::Test {
    keepalive() {
        rte_keepalive_register_core(watch, lcore);
        rte_keepalive_register_relay_callback(watch, note, this);
        RTE_PER_LCORE(_lcore_id) = lcore;
    }
    ~keepalive() override {
        RTE_PER_LCORE(_lcore_id) = LCORE_ID_ANY;
        rte_free(watch);
    }
    static void fail(void* data, const int number) { static_cast<keepalive*>(data)->dead.push_back(number); }
    static void note(void* data, const int number, rte_keepalive_state state, std::uint64_t last_seen) {
        auto& self = *static_cast<keepalive*>(data);
        EXPECT_EQ(number, lcore);
        self.states.push_back(state);
        self.seen = last_seen;
    }
    void look() { rte_keepalive_dispatch_pings(nullptr, watch); }

    std::vector<int> dead;
    std::vector<rte_keepalive_state> states;
    std::uint64_t seen = 0;
    rte_keepalive* watch = rte_keepalive_create(fail, this);
};

TEST_F(keepalive, an_lcore_that_is_silent_dies_once) {
    for (int i = 0; i < 5; ++i)
        look();
    EXPECT_EQ(states, (std::vector<rte_keepalive_state>{RTE_KA_STATE_MISSING, RTE_KA_STATE_DEAD, RTE_KA_STATE_GONE,
                                                        RTE_KA_STATE_GONE, RTE_KA_STATE_GONE}));
    EXPECT_EQ(dead, std::vector<int>{lcore});
    EXPECT_NE(seen, 0U);
}

TEST_F(keepalive, one_that_marks_itself_lives) {
    for (int i = 0; i < 5; ++i) {
        rte_keepalive_mark_alive(watch);
        look();
    }
    EXPECT_EQ(states, std::vector<rte_keepalive_state>(5, RTE_KA_STATE_MISSING));
    EXPECT_TRUE(dead.empty());
}

TEST_F(keepalive, one_that_sleeps_is_not_missed_and_may_come_back) {
    rte_keepalive_mark_sleep(watch);
    for (int i = 0; i < 5; ++i)
        look();
    EXPECT_EQ(states, std::vector<rte_keepalive_state>(5, RTE_KA_STATE_SLEEP));
    rte_keepalive_mark_alive(watch);
    look();
    EXPECT_EQ(states.back(), RTE_KA_STATE_MISSING);
}

TEST_F(keepalive, lcores_that_cannot_be_are_ignored) {
    rte_keepalive_register_core(watch, RTE_KEEPALIVE_MAXCORES);
    rte_keepalive_register_core(watch, -1);
    look();
    EXPECT_EQ(states.size(), 1U);
}

} // namespace THIS_TEST
