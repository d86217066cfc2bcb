// SPDX-License-Identifier: BSD-3-Clause
#include <rte_hash.h>
#include <rte_rcu_qsbr.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <gtest/gtest.h>
#include <memory>
#include <thread>
#include <vector>

namespace THIS_TEST {

constexpr unsigned reader_count = 3;
constexpr int changes = 2'000;

struct dpdk_rcu_concurrency : testing::Test {
    void SetUp() override { ASSERT_EQ(rte_rcu_qsbr_init(v, reader_count), 0); }
    void TearDown() override { std::free(v); }

    /// Readers that call `look` between quiescent points; they sleep now and then, go and come back.
    template <class F>
    void read_while(F look, const std::function<void()>& write) {
        std::atomic<bool> stop = false;
        std::vector<std::thread> threads;
        for (unsigned id = 0; id < reader_count; ++id)
            threads.emplace_back([&, id] {
                rte_rcu_qsbr_thread_register(v, id);
                for (std::uint32_t round = 0; !stop.load(); ++round) {
                    rte_rcu_qsbr_thread_online(v, id);
                    for (int i = 0; i < 20; ++i) {
                        look();
                        rte_rcu_qsbr_quiescent(v, id);
                    }
                    rte_rcu_qsbr_thread_offline(v, id);
                    if (round % 8 == id)
                        std::this_thread::yield();
                }
                rte_rcu_qsbr_thread_unregister(v, id);
            });
        write();
        stop = true;
        for (std::thread& t : threads)
            t.join();
    }

    rte_rcu_qsbr* v =
        static_cast<rte_rcu_qsbr*>(std::aligned_alloc(RTE_CACHE_LINE_SIZE, rte_rcu_qsbr_get_memsize(reader_count)));
};

/// Plain values: a reader that sees a freed one is a race, and reads a wrong sum.
struct pair {
    std::uint64_t a, b;
};

TEST_F(dpdk_rcu_concurrency, what_was_waited_for_is_nobodys) {
    std::atomic<pair*> shared = new pair{1, ~std::uint64_t{1}};
    std::atomic<std::uint64_t> wrong = 0;
    read_while(
        [&] {
            const pair* const p = shared.load(std::memory_order_acquire);
            if (p->a != ~p->b)
                ++wrong;
        },
        [&] {
            for (std::uint64_t i = 2; i < changes; ++i) {
                pair* const old = shared.exchange(new pair{i, ~i}, std::memory_order_acq_rel);
                rte_rcu_qsbr_synchronize(v, RTE_QSBR_THRID_INVALID);
                *old = {0, 0};
                delete old;
            }
        });
    EXPECT_EQ(wrong, 0U);
    delete shared.load();
}

TEST_F(dpdk_rcu_concurrency, two_writers_share_a_queue) {
    std::atomic<pair*> shared = new pair{1, ~std::uint64_t{1}};
    std::atomic<std::uint64_t> wrong = 0;
    rte_rcu_qsbr_dq_parameters params{};
    params.name = "concurrent";
    params.size = 63;
    params.esize = sizeof(void*);
    params.trigger_reclaim_limit = 16;
    params.max_reclaim_size = 32;
    params.free_fn = [](void*, void* thing, unsigned) {
        pair* const p = *static_cast<pair**>(thing);
        *p = {0, 0};
        delete p;
    };
    params.v = v;
    rte_rcu_qsbr_dq* const queue = rte_rcu_qsbr_dq_create(&params);
    const auto write = [&] {
        for (std::uint64_t i = 2; i < changes; ++i) {
            pair* old = shared.exchange(new pair{i, ~i}, std::memory_order_acq_rel);
            while (rte_rcu_qsbr_dq_enqueue(queue, &old) != 0)
                std::this_thread::yield();
        }
    };
    read_while(
        [&] {
            const pair* const p = shared.load(std::memory_order_acquire);
            if (p->a != ~p->b)
                ++wrong;
        },
        [&] {
            std::thread other(write);
            write();
            other.join();
        });
    EXPECT_EQ(wrong, 0U);
    EXPECT_EQ(rte_rcu_qsbr_dq_delete(queue), 0);
    delete shared.load();
}

TEST_F(dpdk_rcu_concurrency, a_tables_places_are_used_again_behind_its_readers) {
    constexpr std::uint32_t kept = 32;
    rte_hash_parameters params{};
    params.name = "rcu_concurrent";
    params.entries = 2 * kept;
    params.key_len = sizeof(std::uint32_t);
    params.extra_flag = RTE_HASH_EXTRA_FLAGS_RW_CONCURRENCY_LF;
    rte_hash* const h = rte_hash_create(&params);
    rte_hash_rcu_config config{};
    config.v = v;
    ASSERT_EQ(rte_hash_rcu_qsbr_add(h, &config), 0);
    const auto data_of = [](std::uint32_t key) { return reinterpret_cast<void*>(std::uintptr_t{key} * 3 + 1); };
    for (std::uint32_t key = 0; key < kept; ++key)
        ASSERT_EQ(rte_hash_add_key_data(h, &key, data_of(key)), 0);
    std::atomic<std::uint64_t> wrong = 0;
    read_while(
        [&] {
            for (std::uint32_t key = 0; key < kept + 40; ++key) {
                void* data = nullptr;
                const bool found = rte_hash_lookup_data(h, &key, &data) >= 0;
                if ((key < kept && !found) || (found && data != data_of(key)))
                    ++wrong;
            }
        },
        [&] {
            for (std::uint32_t i = 0; i < changes; ++i) {
                const std::uint32_t key = kept + i % 40;
                while (rte_hash_add_key_data(h, &key, data_of(key)) != 0)
                    std::this_thread::yield();
                rte_hash_del_key(h, &key);
            }
        });
    EXPECT_EQ(wrong, 0U);
    rte_hash_free(h);
}

} // namespace THIS_TEST
