// SPDX-License-Identifier: BSD-3-Clause
#include <rte_errno.h>
#include <rte_hash.h>
#include <rte_lpm.h>
#include <rte_rcu_qsbr.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <gtest/gtest.h>
#include <memory>
#include <vector>

namespace THIS_TEST {

struct dpdk_rcu : testing::Test {
    static constexpr std::uint32_t readers = 130; // more than two words of bits

    void SetUp() override { ASSERT_EQ(rte_rcu_qsbr_init(v, readers), 0); }
    void TearDown() override { std::free(v); }
    void join(unsigned reader) const {
        ASSERT_EQ(rte_rcu_qsbr_thread_register(v, reader), 0);
        rte_rcu_qsbr_thread_online(v, reader);
    }

    rte_rcu_qsbr* v =
        static_cast<rte_rcu_qsbr*>(std::aligned_alloc(RTE_CACHE_LINE_SIZE, rte_rcu_qsbr_get_memsize(readers)));
};

TEST_F(dpdk_rcu, nobody_is_waited_for_where_nobody_reads) {
    EXPECT_EQ(rte_rcu_qsbr_check(v, rte_rcu_qsbr_start(v), false), 1);
    ASSERT_EQ(rte_rcu_qsbr_thread_register(v, 5), 0);
    EXPECT_EQ(rte_rcu_qsbr_check(v, rte_rcu_qsbr_start(v), false), 1) << "it is not online";
    rte_rcu_qsbr_synchronize(v, RTE_QSBR_THRID_INVALID);
}

TEST_F(dpdk_rcu, each_reader_is_waited_for) {
    for (const unsigned reader : {0U, 63U, 64U, 129U})
        join(reader);
    const std::uint64_t token = rte_rcu_qsbr_start(v);
    for (const unsigned reader : {0U, 63U, 64U}) {
        EXPECT_EQ(rte_rcu_qsbr_check(v, token, false), 0);
        rte_rcu_qsbr_quiescent(v, reader);
    }
    EXPECT_EQ(rte_rcu_qsbr_check(v, token, false), 0);
    rte_rcu_qsbr_thread_offline(v, 129);
    EXPECT_EQ(rte_rcu_qsbr_check(v, token, false), 1);
    EXPECT_EQ(rte_rcu_qsbr_check(v, token + 1, false), 0) << "a later token was not given yet";
}

TEST_F(dpdk_rcu, who_comes_later_or_goes_is_not_waited_for) {
    join(1);
    const std::uint64_t token = rte_rcu_qsbr_start(v);
    join(2);
    EXPECT_EQ(rte_rcu_qsbr_check(v, token, false), 0);
    EXPECT_EQ(rte_rcu_qsbr_thread_unregister(v, 1), 0);
    EXPECT_EQ(rte_rcu_qsbr_check(v, token, false), 1);
    EXPECT_EQ(v->num_threads, 1U);
}

TEST_F(dpdk_rcu, refuses_readers_that_are_not_there) {
    EXPECT_EQ(rte_rcu_qsbr_thread_register(v, readers), 1);
    EXPECT_EQ(rte_errno, EINVAL);
    EXPECT_EQ(rte_rcu_qsbr_get_memsize(0), 1U);
    EXPECT_EQ(rte_rcu_qsbr_init(v, 0), 1);
    EXPECT_EQ(rte_rcu_qsbr_dump(stdout, nullptr), 1);
}

void note(void* into, void* thing, unsigned n) {
    EXPECT_EQ(n, 1U);
    static_cast<std::vector<std::uint32_t>*>(into)->push_back(*static_cast<std::uint32_t*>(thing));
}

TEST_F(dpdk_rcu, a_queue_frees_in_order_what_nobody_holds) {
    std::vector<std::uint32_t> freed;
    rte_rcu_qsbr_dq_parameters params{};
    params.name = "queue";
    params.size = 7;
    params.esize = sizeof(std::uint32_t);
    params.trigger_reclaim_limit = 8;
    params.free_fn = note;
    params.p = &freed;
    params.v = v;
    rte_rcu_qsbr_dq* const queue = rte_rcu_qsbr_dq_create(&params);
    ASSERT_NE(queue, nullptr);
    join(0);
    for (std::uint32_t thing = 0; thing < 7; ++thing) {
        ASSERT_EQ(rte_rcu_qsbr_dq_enqueue(queue, &thing), 0);
        if (thing == 3)
            rte_rcu_qsbr_quiescent(v, 0);
    }
    std::uint32_t one_more = 7;
    EXPECT_EQ(rte_rcu_qsbr_dq_enqueue(queue, &one_more), 1);
    EXPECT_EQ(rte_errno, ENOSPC);
    unsigned count = 0, pending = 0, available = 0;
    ASSERT_EQ(rte_rcu_qsbr_dq_reclaim(queue, 3, &count, &pending, &available), 0);
    EXPECT_EQ(freed, (std::vector<std::uint32_t>{0, 1, 2}));
    EXPECT_EQ(pending, 4U);
    EXPECT_EQ(available, 3U);
    EXPECT_EQ(rte_rcu_qsbr_dq_delete(queue), 1);
    EXPECT_EQ(rte_errno, EAGAIN);
    EXPECT_EQ(freed.size(), 4U);
    rte_rcu_qsbr_quiescent(v, 0);
    EXPECT_EQ(rte_rcu_qsbr_dq_delete(queue), 0);
    EXPECT_EQ(freed.size(), 7U);
}

struct dpdk_rcu_tables : dpdk_rcu {
    static rte_hash* make_hash() {
        rte_hash_parameters params{};
        params.name = "rcu_test";
        params.entries = 8;
        params.key_len = sizeof(std::uint32_t);
        params.extra_flag = RTE_HASH_EXTRA_FLAGS_RW_CONCURRENCY_LF;
        return rte_hash_create(&params);
    }
};

TEST_F(dpdk_rcu_tables, a_deleted_key_gives_its_place_when_nobody_reads_it) {
    rte_hash* const h = make_hash();
    std::vector<std::uint32_t> freed;
    rte_hash_rcu_config config{};
    config.v = v;
    config.trigger_reclaim_limit = 8;
    config.key_data_ptr = &freed;
    config.free_key_data_func = [](void* into, void* data) { note(into, data, 1); };
    ASSERT_EQ(rte_hash_rcu_qsbr_add(h, &config), 0);
    EXPECT_EQ(rte_hash_rcu_qsbr_add(h, &config), 1);
    EXPECT_EQ(rte_errno, EEXIST);
    std::array<std::uint32_t, 16> keys{};
    for (std::uint32_t i = 0; i < 16; ++i)
        keys[i] = i;
    for (std::uint32_t i = 0; i < 8; ++i)
        ASSERT_EQ(rte_hash_add_key_data(h, &keys[i], &keys[i]), 0);
    join(0);
    ASSERT_GE(rte_hash_del_key(h, &keys[3]), 0);
    EXPECT_EQ(rte_hash_add_key_data(h, &keys[9], &keys[9]), -ENOSPC) << "reader 0 may be reading the place";
    rte_rcu_qsbr_quiescent(v, 0);
    EXPECT_EQ(rte_hash_add_key_data(h, &keys[9], &keys[9]), 0);
    EXPECT_EQ(freed, std::vector<std::uint32_t>{3});
    ASSERT_GE(rte_hash_del_key(h, &keys[4]), 0);
    unsigned count = 0, pending = 0;
    EXPECT_EQ(rte_hash_rcu_qsbr_dq_reclaim(h, &count, &pending, nullptr), 0);
    EXPECT_EQ(pending, 1U);
    rte_rcu_qsbr_thread_offline(v, 0);
    rte_hash_free(h);
    EXPECT_EQ(freed, (std::vector<std::uint32_t>{3, 4}));
}

TEST_F(dpdk_rcu_tables, routes_fail_for_want_of_memory_only_while_somebody_reads) {
    const rte_lpm_config size{.max_rules = 1, .number_tbl8s = 1, .flags = 0};
    rte_lpm* const lpm = rte_lpm_create("rcu_test", 0, &size);
    rte_lpm_rcu_config config{};
    config.v = v;
    ASSERT_EQ(rte_lpm_rcu_qsbr_add(lpm, &config), 0);
    EXPECT_EQ(rte_lpm_rcu_qsbr_add(lpm, &config), 1);
    EXPECT_EQ(rte_errno, EEXIST);
    join(0);
    // Each change replaces nodes, which only the reader's quiescence makes free again.
    int status = 0;
    std::uint32_t changes = 0;
    for (; status == 0 && changes < 1'000'000; ++changes)
        status = rte_lpm_add(lpm, 0x0a000000, 30, changes % 2 + 1);
    EXPECT_EQ(status, -ENOSPC) << changes;
    rte_rcu_qsbr_quiescent(v, 0);
    EXPECT_EQ(rte_lpm_add(lpm, 0x0a000000, 30, 7), 0);
    std::uint32_t hop = 0;
    EXPECT_EQ(rte_lpm_lookup(lpm, 0x0a000001, &hop), 0);
    EXPECT_EQ(hop, 7U);
    rte_lpm_free(lpm);
}

} // namespace THIS_TEST
