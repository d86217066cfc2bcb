// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

#include <rte_hash.h>

namespace THIS_TEST {

constexpr std::uint64_t kept = 400;
constexpr std::uint64_t churned = 400;

rte_hash* make(std::uint8_t flags) {
    rte_hash_parameters params{};
    params.name = "concurrent";
    params.entries = kept + churned;
    params.key_len = sizeof(std::uint64_t);
    params.extra_flag = flags;
    return rte_hash_create(&params);
}

void* data_of(std::uint64_t key) { return reinterpret_cast<void*>(key * 3 + 1); }

struct reader {
    rte_hash* table;
    std::atomic<bool> stop = false;
    std::atomic<std::uint64_t> wrong = 0;
    std::atomic<std::uint64_t> passes = 0;

    /// Keys that stay are always found, with what belongs to them; others are, or are not.
    void run() {
        for (; !stop.load(); ++passes)
            for (std::uint64_t key = 0; key < kept + churned; ++key) {
                void* data = nullptr;
                const bool found = rte_hash_lookup_data(table, &key, &data) >= 0;
                if ((key < kept && !found) || (found && data != data_of(key)))
                    ++wrong;
            }
    }

    /// Until what it has begun is done.
    void wait() const {
        for (const std::uint64_t then = passes.load(); passes.load() < then + 2;)
            std::this_thread::yield();
    }
};

/// Without locks a position is free when no reader can be looking at its key any more.
void churn(rte_hash* h, bool frees_later, const reader& beside) {
    for (int round = 0; round < 30; ++round) {
        std::vector<int> gone;
        for (std::uint64_t key = kept; key < kept + churned; ++key)
            rte_hash_add_key_data(h, &key, data_of(key));
        for (std::uint64_t key = kept; key < kept + churned; ++key)
            gone.push_back(rte_hash_del_key(h, &key));
        if (!frees_later)
            continue;
        beside.wait();
        for (const int position : gone)
            rte_hash_free_key_with_position(h, position);
    }
}

void run(std::uint8_t flags, bool frees_later) {
    rte_hash* const h = make(flags);
    ASSERT_NE(h, nullptr);
    for (std::uint64_t key = 0; key < kept; ++key)
        rte_hash_add_key_data(h, &key, data_of(key));
    reader beside{.table = h};
    std::thread thread([&] { beside.run(); });
    churn(h, frees_later, beside);
    beside.stop = true;
    thread.join();
    EXPECT_EQ(beside.wrong.load(), 0U);
    EXPECT_EQ(rte_hash_count(h), static_cast<int>(kept));
    rte_hash_free(h);
}

TEST(dpdk_hash_concurrency, readers_with_a_lock_see_what_is_there) { run(RTE_HASH_EXTRA_FLAGS_RW_CONCURRENCY, false); }

TEST(dpdk_hash_concurrency, readers_without_a_lock_see_what_is_there) {
    run(RTE_HASH_EXTRA_FLAGS_RW_CONCURRENCY_LF, true);
}

TEST(dpdk_hash_concurrency, several_writers_add_all_their_keys) {
    rte_hash* const h = make(RTE_HASH_EXTRA_FLAGS_MULTI_WRITER_ADD);
    const auto add = [h](std::uint64_t first) {
        for (std::uint64_t key = first; key < kept + churned; key += 2)
            rte_hash_add_key(h, &key);
    };
    std::thread other([&] { add(1); });
    add(0);
    other.join();
    EXPECT_EQ(rte_hash_count(h), static_cast<int>(kept + churned));
    rte_hash_free(h);
}

} // namespace THIS_TEST
