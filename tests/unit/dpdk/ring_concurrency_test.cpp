// SPDX-License-Identifier: BSD-3-Clause
#include <rte_ring.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <gtest/gtest.h>
#include <thread>
#include <tuple>
#include <vector>

namespace THIS_TEST {

constexpr std::uintptr_t per_producer = 5'000;

/// How many producers and consumers, and how many objects at a time.
class dpdk_ring_concurrency : public testing::TestWithParam<std::tuple<unsigned, unsigned, unsigned>> {};

void produce(rte_ring* r, std::uintptr_t producer, unsigned batch) {
    std::vector<void*> objects(batch);
    for (std::uintptr_t next = 0; next < per_producer;) {
        const auto n = static_cast<unsigned>(std::min<std::uintptr_t>(batch, per_producer - next));
        for (unsigned i = 0; i < n; ++i)
            objects[i] = reinterpret_cast<void*>(producer << 32U | (next + i + 1));
        const unsigned sent = rte_ring_enqueue_burst(r, objects.data(), n, nullptr);
        next += sent;
        if (sent == 0)
            std::this_thread::yield();
    }
}

void consume(rte_ring* r, unsigned batch, std::atomic<std::uintptr_t>& left, std::vector<std::uintptr_t>& into) {
    std::vector<void*> objects(batch);
    while (left.load() != 0) {
        const unsigned n = rte_ring_dequeue_burst(r, objects.data(), batch, nullptr);
        for (unsigned i = 0; i < n; ++i)
            into.push_back(reinterpret_cast<std::uintptr_t>(objects[i]));
        left -= n;
        if (n == 0)
            std::this_thread::yield();
    }
}

/// Each consumer sees each producer's objects in the order in which they were put in.
bool in_order(const std::vector<std::uintptr_t>& seen, unsigned producers) {
    std::vector<std::uintptr_t> last(producers);
    return std::ranges::all_of(seen, [&](std::uintptr_t object) {
        std::uintptr_t& before = last[object >> 32U];
        const bool later = (object & 0xffffffffU) > before;
        before = object & 0xffffffffU;
        return later;
    });
}

TEST_P(dpdk_ring_concurrency, loses_doubles_and_disorders_nothing) {
    const auto [producers, consumers, batch] = GetParam();
    const unsigned flags = (producers == 1 ? RING_F_SP_ENQ : 0U) | (consumers == 1 ? RING_F_SC_DEQ : 0U);
    rte_ring* const r = rte_ring_create("ring_concurrency", 256, 0, flags);
    ASSERT_NE(r, nullptr);
    std::atomic<std::uintptr_t> left = per_producer * producers;
    std::vector<std::vector<std::uintptr_t>> seen(consumers);
    std::vector<std::thread> threads;
    for (unsigned p = 0; p < producers; ++p)
        threads.emplace_back(produce, r, p, batch);
    for (unsigned c = 0; c < consumers; ++c)
        threads.emplace_back(consume, r, batch, std::ref(left), std::ref(seen[c]));
    for (std::thread& t : threads)
        t.join();
    std::vector<std::uintptr_t> all;
    for (const auto& one : seen) {
        EXPECT_TRUE(in_order(one, producers));
        all.insert(all.end(), one.begin(), one.end());
    }
    std::ranges::sort(all);
    EXPECT_EQ(all.size(), per_producer * producers);
    EXPECT_EQ(std::ranges::adjacent_find(all), all.end());
    rte_ring_free(r);
}

INSTANTIATE_TEST_SUITE_P(modes, dpdk_ring_concurrency,
                         testing::Values(std::tuple{1U, 1U, 7U}, std::tuple{3U, 1U, 1U}, std::tuple{1U, 3U, 32U},
                                         std::tuple{3U, 3U, 5U}, std::tuple{2U, 2U, 64U}));

} // namespace THIS_TEST
