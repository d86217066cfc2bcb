// SPDX-License-Identifier: BSD-3-Clause
#include <rte_errno.h>
#include <rte_mbuf.h>
#include <rte_mempool.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <gtest/gtest.h>
#include <memory>
#include <set>
#include <thread>
#include <vector>

namespace THIS_TEST {

using owned_pool = std::unique_ptr<rte_mempool, decltype(&rte_mempool_free)>;

owned_pool make(unsigned n, unsigned cache, const char* name = "mempool_test", unsigned size = 100) {
    return {rte_mempool_create(name, n, size, cache, 0, nullptr, nullptr, nullptr, nullptr, 0, 0), rte_mempool_free};
}

TEST(dpdk_mempool, gives_each_object_once_and_then_no_more) {
    const owned_pool mp = make(63, 0);
    std::set<void*> seen;
    void* object = nullptr;
    while (rte_mempool_get(mp.get(), &object) == 0) {
        std::memset(object, 0xaa, mp->elt_size);
        seen.insert(object);
    }
    EXPECT_EQ(seen.size(), 63U);
    EXPECT_TRUE(rte_mempool_empty(mp.get()));
    for (void* const one : seen)
        rte_mempool_put(mp.get(), one);
    EXPECT_TRUE(rte_mempool_full(mp.get()));
    rte_mempool_audit(mp.get());
}

TEST(dpdk_mempool, bulk_is_all_or_nothing) {
    const owned_pool mp = make(16, 0);
    std::array<void*, 16> objects{};
    ASSERT_EQ(rte_mempool_get_bulk(mp.get(), objects.data(), 10), 0);
    std::array<void*, 16> more{};
    EXPECT_EQ(rte_mempool_get_bulk(mp.get(), more.data(), 7), -ENOBUFS);
    EXPECT_EQ(rte_mempool_avail_count(mp.get()), 6U);
    EXPECT_EQ(rte_mempool_in_use_count(mp.get()), 10U);
    EXPECT_EQ(rte_mempool_get_bulk(mp.get(), more.data(), 6), 0);
    rte_mempool_put_bulk(mp.get(), objects.data(), 10);
    rte_mempool_put_bulk(mp.get(), more.data(), 6);
    EXPECT_EQ(rte_mempool_avail_count(mp.get()), 16U);
}

TEST(dpdk_mempool, a_cache_gives_back_what_was_put_last) {
    const owned_pool mp = make(256, 32);
    rte_mempool_cache* const cache = rte_mempool_cache_create(32, 0);
    std::array<void*, 64> objects{};
    ASSERT_EQ(rte_mempool_generic_get(mp.get(), objects.data(), 8, cache), 0);
    rte_mempool_generic_put(mp.get(), objects.data(), 8, cache);
    void* again = nullptr;
    ASSERT_EQ(rte_mempool_generic_get(mp.get(), &again, 1, cache), 0);
    EXPECT_EQ(again, objects[7]);
    rte_mempool_generic_put(mp.get(), &again, 1, cache);
    EXPECT_GT(cache->len, 0U);
    rte_mempool_cache_flush(cache, mp.get());
    EXPECT_EQ(rte_ring_count(mp->free_objects), 256U);
    rte_mempool_cache_free(cache);
}

TEST(dpdk_mempool, a_cache_never_holds_more_than_it_has_room_for) {
    const owned_pool mp = make(2048, 512);
    rte_mempool_cache* const cache = rte_mempool_cache_create(512, 0);
    std::vector<void*> objects(2048);
    for (unsigned n = 1; n <= 2048; n *= 2) {
        ASSERT_EQ(rte_mempool_generic_get(mp.get(), objects.data(), n, cache), 0) << n;
        EXPECT_EQ(std::set<void*>(objects.begin(), objects.begin() + n).size(), n);
        rte_mempool_generic_put(mp.get(), objects.data(), n, cache);
        EXPECT_LE(cache->len, cache->flushthresh);
        rte_mempool_cache_flush(cache, mp.get());
    }
    EXPECT_EQ(rte_ring_count(mp->free_objects), 2048U);
    rte_mempool_cache_free(cache);
}

TEST(dpdk_mempool, visits_every_object_with_its_index) {
    const owned_pool mp = make(10, 0);
    std::vector<void*> seen;
    const auto note = [](rte_mempool*, void* arg, void* object, unsigned index) {
        auto& into = *static_cast<std::vector<void*>*>(arg);
        EXPECT_EQ(into.size(), index);
        into.push_back(object);
    };
    EXPECT_EQ(rte_mempool_obj_iter(mp.get(), note, &seen), 10U);
    EXPECT_EQ(std::set<void*>(seen.begin(), seen.end()).size(), 10U);
    for (void* const object : seen) {
        EXPECT_EQ(reinterpret_cast<std::uintptr_t>(object) % RTE_CACHE_LINE_SIZE, 0U);
        EXPECT_EQ(rte_mempool_from_obj(object), mp.get());
    }
}

TEST(dpdk_mempool, is_refused_with_the_reason) {
    const owned_pool mp = make(16, 0, "mempool_test_name");
    EXPECT_EQ(make(16, 0, "mempool_test_name"), nullptr);
    EXPECT_EQ(rte_errno, EEXIST);
    EXPECT_EQ(make(16, 16, "mempool_test_cache"), nullptr);
    EXPECT_EQ(rte_errno, EINVAL);
    EXPECT_EQ(rte_mempool_lookup("mempool_test_name"), mp.get());
    EXPECT_EQ(rte_mempool_lookup("mempool_test_other"), nullptr);
    EXPECT_EQ(rte_mempool_set_ops_byname(mp.get(), "ring_mp_mc", nullptr), -EEXIST);
}

TEST(dpdk_mempool, several_threads_never_hold_the_same_object) {
    const owned_pool mp = make(512, 0, "mempool_test_many", 64);
    const auto work = [&mp](std::uint64_t mine) {
        std::array<void*, 16> objects{};
        for (int round = 0; round < 5'000; ++round) {
            if (rte_mempool_get_bulk(mp.get(), objects.data(), 16) != 0)
                continue;
            for (void* const o : objects)
                *static_cast<std::uint64_t*>(o) = mine;
            for (void* const o : objects)
                ASSERT_EQ(*static_cast<std::uint64_t*>(o), mine);
            rte_mempool_put_bulk(mp.get(), objects.data(), 16);
        }
    };
    std::vector<std::thread> threads;
    for (std::uint64_t t = 0; t < 4; ++t)
        threads.emplace_back(work, t);
    for (std::thread& t : threads)
        t.join();
    EXPECT_TRUE(rte_mempool_full(mp.get()));
}

// 1.5 GiB if they were all touched.
struct dpdk_huge_pool : testing::Test {
    static constexpr unsigned count = 700'000;
    owned_pool mp{rte_pktmbuf_pool_create("mempool_test_huge", count, 64, 0, RTE_MBUF_DEFAULT_BUF_SIZE, 0),
                  rte_mempool_free};
    std::vector<rte_mbuf*> packets = std::vector<rte_mbuf*>(count);
};

TEST_F(dpdk_huge_pool, makes_packets_as_they_are_wanted) {
    ASSERT_NE(mp, nullptr);
    EXPECT_TRUE(rte_mempool_full(mp.get()));
    for (int round = 0; round < 1000; ++round) {
        ASSERT_EQ(rte_pktmbuf_alloc_bulk(mp.get(), packets.data(), 100), 0);
        rte_mbuf_sanity_check(packets[99], 1);
        EXPECT_EQ(rte_pktmbuf_tailroom(packets[99]), RTE_MBUF_DEFAULT_DATAROOM);
        EXPECT_EQ(rte_mempool_avail_count(mp.get()), count - 100);
        rte_pktmbuf_free_bulk(packets.data(), 100);
    }
    EXPECT_TRUE(rte_mempool_full(mp.get()));
    EXPECT_EQ(mp->made_size, 100U) << "those put back are taken first";
    rte_mempool_audit(mp.get());
}

TEST_F(dpdk_huge_pool, gives_each_packet_once_and_then_no_more) {
    ASSERT_NE(mp, nullptr);
    ASSERT_EQ(rte_pktmbuf_alloc_bulk(mp.get(), packets.data(), 1000), 0);
    rte_pktmbuf_free_bulk(packets.data(), 500);
    EXPECT_NE(rte_pktmbuf_alloc_bulk(mp.get(), packets.data(), count - 499), 0);
    EXPECT_EQ(rte_mempool_avail_count(mp.get()), count - 500) << "those that it had found went back";
    rte_pktmbuf_free_bulk(packets.data() + 500, 500);
    ASSERT_EQ(rte_pktmbuf_alloc_bulk(mp.get(), packets.data(), 200'000), 0);
    ASSERT_EQ(rte_pktmbuf_alloc_bulk(mp.get(), packets.data() + 200'000, 100), 0);
    EXPECT_EQ(std::set<rte_mbuf*>(packets.begin(), packets.begin() + 200'100).size(), 200'100U);
    rte_pktmbuf_free_bulk(packets.data(), 200'100);
    EXPECT_TRUE(rte_mempool_full(mp.get()));
}

} // namespace THIS_TEST
