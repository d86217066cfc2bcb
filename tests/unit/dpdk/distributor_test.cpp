// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <array>
#include <cerrno>
#include <numeric>
#include <vector>

#include <rte_distributor.h>
#include <rte_errno.h>
#include <rte_mbuf_core.h>

namespace THIS_TEST {

/// Two workers and packets, all by one thread: workers only ask and poll.
struct distributor : testing::Test {
    distributor() {
        for (std::size_t i = 0; i < memory.size(); ++i)
            packets[i] = &memory[i];
    }
    void tag(std::initializer_list<std::uint32_t> tags) {
        std::size_t i = 0;
        for (const std::uint32_t one : tags)
            memory[i++].hash.usr = one;
    }
    void ask(unsigned worker) { rte_distributor_request_pkt(burst, worker, nullptr, 0); }
    /// What the worker was given, by place.
    std::vector<std::size_t> poll(unsigned worker) {
        std::array<rte_mbuf*, 8> got{};
        std::vector<std::size_t> places;
        const int count = rte_distributor_poll_pkt(burst, worker, got.data());
        for (int i = 0; i < count; ++i)
            places.push_back(static_cast<std::size_t>(got[static_cast<std::size_t>(i)] - memory.data()));
        return places;
    }
    using list = std::vector<std::size_t>;

    std::array<rte_mbuf, 64> memory{};
    std::array<rte_mbuf*, 64> packets{};
    rte_distributor* burst = rte_distributor_create("burst", 0, 2, RTE_DIST_ALG_BURST);
};

TEST_F(distributor, takes_nothing_before_a_worker_has_asked) {
    EXPECT_EQ(rte_distributor_process(burst, packets.data(), 4), 0);
    ask(1);
    EXPECT_EQ(rte_distributor_poll_pkt(burst, 1, packets.data()), -1);
    EXPECT_EQ(rte_distributor_process(burst, packets.data(), 4), 4);
    EXPECT_EQ(poll(1), (list{0, 1, 2, 3}));
}

TEST_F(distributor, keeps_a_flow_with_the_worker_that_has_it) {
    ask(0);
    ask(1);
    tag({7, 8, 7, 8, 7});
    ASSERT_EQ(rte_distributor_process(burst, packets.data(), 5), 5);
    const list first = poll(0);
    const list second = poll(1);
    EXPECT_EQ(std::min(first, second), (list{0, 2, 4}));
    EXPECT_EQ(std::max(first, second), (list{1, 3}));
    // The worker without flow 7 asks; what comes of 7 waits for the other.
    const unsigned idle = first.size() == 2 ? 0 : 1;
    ask(idle);
    tag({7, 7});
    ASSERT_EQ(rte_distributor_process(burst, packets.data(), 2), 2);
    EXPECT_EQ(poll(idle), list{});
    ask(1 - idle);
    rte_distributor_process(burst, nullptr, 0);
    EXPECT_EQ(poll(1 - idle), (list{0, 1}));
}

TEST_F(distributor, gives_back_what_workers_are_done_with) {
    ask(0);
    ASSERT_EQ(rte_distributor_process(burst, packets.data(), 3), 3);
    ASSERT_EQ(poll(0), (list{0, 1, 2}));
    rte_distributor_request_pkt(burst, 0, packets.data(), 3);
    rte_distributor_process(burst, nullptr, 0);
    std::array<rte_mbuf*, 8> returned{};
    EXPECT_EQ(rte_distributor_returned_pkts(burst, returned.data(), 2), 2);
    EXPECT_EQ(rte_distributor_returned_pkts(burst, returned.data(), 8), 1);
    EXPECT_EQ(returned[0], packets[2]);
}

TEST_F(distributor, passes_on_what_waits_for_a_worker_that_ends) {
    ask(0);
    ASSERT_EQ(rte_distributor_process(burst, packets.data(), 2), 2);
    ASSERT_EQ(poll(0), (list{0, 1}));
    ASSERT_EQ(rte_distributor_process(burst, packets.data() + 2, 3), 3);
    ask(1);
    EXPECT_EQ(rte_distributor_return_pkt(burst, 0, packets.data(), 2), 0);
    rte_distributor_process(burst, nullptr, 0);
    rte_distributor_process(burst, nullptr, 0);
    EXPECT_EQ(poll(1), (list{2, 3, 4}));
    EXPECT_EQ(rte_distributor_return_pkt(burst, 1, packets.data(), 9), -EINVAL);
}

TEST_F(distributor, flushes_and_lets_waiting_workers_go) {
    EXPECT_EQ(rte_distributor_flush(burst), 0);
    ask(0);
    EXPECT_EQ(rte_distributor_flush(burst), 0);
    EXPECT_EQ(rte_distributor_poll_pkt(burst, 0, packets.data()), 0);
}

TEST_F(distributor, gives_one_at_a_time_if_told_so) {
    burst = rte_distributor_create("single", 0, 2, RTE_DIST_ALG_SINGLE);
    ask(0);
    EXPECT_EQ(rte_distributor_poll_pkt(burst, 0, packets.data()), 0);
    ASSERT_EQ(rte_distributor_process(burst, packets.data(), 3), 3);
    EXPECT_EQ(poll(0), list{0});
    EXPECT_EQ(poll(0), list{});
    ask(0);
    rte_distributor_process(burst, nullptr, 0);
    EXPECT_EQ(poll(0), list{1});
    EXPECT_EQ(rte_distributor_get_pkt(burst, 0, packets.data(), packets.data(), 2), -EINVAL);
}

TEST_F(distributor, refuses_what_it_cannot_be) {
    EXPECT_EQ(rte_distributor_create(nullptr, 0, 1, RTE_DIST_ALG_BURST), nullptr);
    EXPECT_EQ(rte_distributor_create("none", 0, 0, RTE_DIST_ALG_BURST), nullptr);
    EXPECT_EQ(rte_distributor_create("many", 0, 65, RTE_DIST_ALG_BURST), nullptr);
    EXPECT_EQ(rte_distributor_create("what", 0, 1, RTE_DIST_NUM_ALG_TYPES), nullptr);
    EXPECT_EQ(rte_errno, EINVAL);
}

} // namespace THIS_TEST
