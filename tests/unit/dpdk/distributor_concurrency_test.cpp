// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <random>
#include <thread>
#include <vector>

#include <rte_distributor.h>
#include <rte_mbuf_core.h>

namespace THIS_TEST {

constexpr unsigned workers = 3;
constexpr unsigned flows = 16;
constexpr unsigned all = 1000;

struct flow {
    std::atomic<int> holders{0};
    std::atomic<std::uint32_t> next{0}; ///< number of the packet that comes next
};

/// Checks that no other worker has a flow it has, and that its packets are in order.
void work(rte_distributor* distributor, unsigned id, std::array<flow, flows>& seen, const std::atomic<bool>& ended,
          unsigned at_once) {
    std::array<rte_mbuf*, 8> packets{};
    int count = 0;
    while (!ended.load()) {
        count = rte_distributor_get_pkt(distributor, id, packets.data(), packets.data(), static_cast<unsigned>(count));
        ASSERT_LE(count, static_cast<int>(at_once));
        std::array<bool, flows> mine{};
        for (int i = 0; i < count; ++i) {
            const rte_mbuf& packet = *packets[static_cast<std::size_t>(i)];
            flow& own = seen[packet.hash.usr];
            if (!std::exchange(mine[packet.hash.usr], true)) {
                EXPECT_EQ(own.holders.fetch_add(1), 0);
            }
            EXPECT_EQ(own.next.load(), packet.pkt_len);
            own.next.store(packet.pkt_len + 1);
        }
        for (std::size_t i = 0; i < flows; ++i)
            if (mine[i])
                seen[i].holders.fetch_sub(1);
    }
    rte_distributor_return_pkt(distributor, id, packets.data(), count);
}

/// Hands out `all` packets and collects them.
void distribute(rte_distributor* distributor, std::vector<rte_mbuf>& packets) {
    std::array<rte_mbuf*, 32> burst{};
    std::array<rte_mbuf*, 64> returned{};
    std::size_t sent = 0;
    std::size_t back = 0;
    while (back < packets.size()) {
        const std::size_t count = std::min({burst.size(), packets.size() - sent, 512 - (sent - back)});
        for (std::size_t i = 0; i < count; ++i)
            burst[i] = &packets[sent + i];
        sent +=
            static_cast<std::size_t>(rte_distributor_process(distributor, burst.data(), static_cast<unsigned>(count)));
        back += static_cast<std::size_t>(
            rte_distributor_returned_pkts(distributor, returned.data(), static_cast<unsigned>(returned.size())));
    }
}

class distributor_concurrency : public testing::TestWithParam<rte_distributor_alg_type> {};

TEST_P(distributor_concurrency, no_flow_is_with_two_workers_and_all_stay_in_order) {
    const unsigned at_once = GetParam() == RTE_DIST_ALG_SINGLE ? 1 : 8;
    rte_distributor* const distributor = rte_distributor_create("concurrency", 0, workers, GetParam());
    ASSERT_NE(distributor, nullptr);
    std::array<flow, flows> seen;
    std::atomic<bool> ended{false};
    std::vector<std::thread> threads;
    for (unsigned id = 0; id < workers; ++id)
        threads.emplace_back([&, id] { work(distributor, id, seen, ended, at_once); });

    std::mt19937 random(5);
    std::array<std::uint32_t, flows> next{};
    std::vector<rte_mbuf> packets(all);
    for (rte_mbuf& packet : packets) {
        packet.hash.usr = static_cast<std::uint32_t>(random() % flows);
        packet.pkt_len = next[packet.hash.usr]++;
    }
    distribute(distributor, packets);
    ended = true;
    // One packet each for those that wait: only a burst can be empty.
    std::vector<rte_mbuf> last(workers);
    std::thread feeder([&] {
        for (std::uint32_t i = 0; i < workers; ++i) {
            last[i].hash.usr = i;
            last[i].pkt_len = next[i];
            rte_mbuf* const one = &last[i];
            rte_distributor_process(distributor, const_cast<rte_mbuf**>(&one), 1);
        }
        rte_distributor_flush(distributor);
    });
    for (std::thread& one : threads)
        one.join();
    feeder.join();
    std::uint32_t sum = 0;
    for (const flow& one : seen)
        sum += one.next;
    EXPECT_GE(sum, all);
}

INSTANTIATE_TEST_SUITE_P(both, distributor_concurrency, testing::Values(RTE_DIST_ALG_BURST, RTE_DIST_ALG_SINGLE));

} // namespace THIS_TEST
