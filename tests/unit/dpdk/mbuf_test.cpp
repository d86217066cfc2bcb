// SPDX-License-Identifier: BSD-3-Clause
#include <rte_errno.h>
#include <rte_mbuf.h>
#include <rte_mbuf_dyn.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <gtest/gtest.h>
#include <string>

namespace THIS_TEST {

struct dpdk_mbuf : testing::Test {
    void SetUp() override {
        pool = rte_pktmbuf_pool_create("mbuf_test", 64, 0, 16, RTE_MBUF_DEFAULT_BUF_SIZE, 0);
        ASSERT_NE(pool, nullptr);
    }
    void TearDown() override {
        EXPECT_TRUE(rte_mempool_full(pool)) << "packets were lost";
        rte_mempool_free(pool);
    }

    [[nodiscard]] rte_mbuf* packet(const std::string& text) const {
        rte_mbuf* const m = rte_pktmbuf_alloc(pool);
        text.copy(rte_pktmbuf_append(m, static_cast<std::uint16_t>(text.size())), text.size());
        return m;
    }
    [[nodiscard]] static std::string text_of(const rte_mbuf* m) {
        std::string text;
        for (; m != nullptr; m = m->next)
            text.append(rte_pktmbuf_mtod(m, const char*), m->data_len);
        return text;
    }

    rte_mempool* pool = nullptr;
};

TEST_F(dpdk_mbuf, a_new_packet_is_empty_with_headroom) {
    rte_mbuf* const m = rte_pktmbuf_alloc(pool);
    EXPECT_EQ(m->pkt_len, 0U);
    EXPECT_EQ(rte_pktmbuf_headroom(m), RTE_PKTMBUF_HEADROOM);
    EXPECT_GE(rte_pktmbuf_tailroom(m), RTE_MBUF_DEFAULT_DATAROOM);
    EXPECT_EQ(static_cast<char*>(m->buf_addr) - reinterpret_cast<char*>(m), 128 + 16);
    EXPECT_EQ(rte_pktmbuf_data_room_size(pool), RTE_MBUF_DEFAULT_BUF_SIZE);
    rte_mbuf_sanity_check(m, 1);
    rte_pktmbuf_free(m);
}

TEST_F(dpdk_mbuf, grows_and_shrinks_at_both_ends) {
    rte_mbuf* const m = packet("middle");
    std::memcpy(rte_pktmbuf_prepend(m, 4), "one ", 4);
    std::memcpy(rte_pktmbuf_append(m, 4), " end", 4);
    EXPECT_EQ(text_of(m), "one middle end");
    rte_pktmbuf_adj(m, 4);
    EXPECT_EQ(rte_pktmbuf_trim(m, 4), 0);
    EXPECT_EQ(text_of(m), "middle");
    EXPECT_EQ(rte_pktmbuf_prepend(m, static_cast<std::uint16_t>(m->data_off + 1)), nullptr);
    EXPECT_EQ(rte_pktmbuf_adj(m, 7), nullptr);
    EXPECT_EQ(rte_pktmbuf_trim(m, 7), -1);
    EXPECT_EQ(rte_pktmbuf_append(m, UINT16_MAX), nullptr);
    rte_pktmbuf_free(m);
}

TEST_F(dpdk_mbuf, chains_and_makes_one_of_many) {
    rte_mbuf* const m = packet("alpha ");
    ASSERT_EQ(rte_pktmbuf_chain(m, packet("beta ")), 0);
    ASSERT_EQ(rte_pktmbuf_chain(m, packet("gamma")), 0);
    EXPECT_EQ(m->nb_segs, 3);
    EXPECT_EQ(m->pkt_len, 16U);
    rte_mbuf_sanity_check(m, 1);
    std::string buffer(8, ' ');
    EXPECT_EQ(rte_pktmbuf_read(m, 4, 8, buffer.data()), buffer.data());
    EXPECT_EQ(buffer, "a beta g");
    EXPECT_EQ(rte_pktmbuf_read(m, 11, 6, buffer.data()), nullptr);
    EXPECT_EQ(rte_pktmbuf_linearize(m), 0);
    EXPECT_EQ(text_of(m), "alpha beta gamma");
    EXPECT_EQ(m->nb_segs, 1);
    EXPECT_EQ(rte_mempool_in_use_count(pool), 1U);
    rte_pktmbuf_free(m);
}

TEST_F(dpdk_mbuf, a_clone_shares_the_bytes_until_the_last_is_freed) {
    rte_mbuf* const m = packet("shared");
    rte_pktmbuf_chain(m, packet(" bytes"));
    rte_mbuf* const clone = rte_pktmbuf_clone(m, pool);
    ASSERT_NE(clone, nullptr);
    EXPECT_EQ(rte_mbuf_refcnt_read(m), 2);
    EXPECT_EQ(rte_pktmbuf_mtod(clone, char*), rte_pktmbuf_mtod(m, char*));
    EXPECT_NE(RTE_MBUF_CLONED(clone), 0U);
    rte_mbuf* const second = rte_pktmbuf_clone(clone, pool);
    EXPECT_EQ(rte_mbuf_refcnt_read(m), 3);
    rte_pktmbuf_free(m);
    rte_pktmbuf_free(clone);
    EXPECT_EQ(text_of(second), "shared bytes");
    rte_pktmbuf_free(second);
}

TEST_F(dpdk_mbuf, a_packet_that_was_a_clone_is_whole_again) {
    rte_mbuf* const m = packet("text");
    rte_mbuf* const clone = rte_pktmbuf_clone(m, pool);
    rte_pktmbuf_detach(clone);
    EXPECT_TRUE(RTE_MBUF_DIRECT(clone));
    EXPECT_EQ(rte_mbuf_refcnt_read(m), 1);
    EXPECT_EQ(static_cast<char*>(clone->buf_addr) - reinterpret_cast<char*>(clone), 128 + 16);
    EXPECT_EQ(clone->buf_len, m->buf_len);
    rte_pktmbuf_free(clone);
    rte_pktmbuf_free(m);
}

TEST_F(dpdk_mbuf, a_copy_has_its_own_bytes) {
    rte_mbuf* const m = packet(std::string(3000, 'x') + "tail");
    rte_mbuf* const copy = rte_pktmbuf_copy(m, pool, 2998, UINT32_MAX);
    ASSERT_NE(copy, nullptr);
    *rte_pktmbuf_mtod(m, char*) = 'y';
    EXPECT_EQ(text_of(copy), "xxtail");
    EXPECT_EQ(rte_pktmbuf_copy(m, pool, 3004, 1), nullptr);
    rte_pktmbuf_free(copy);
    rte_pktmbuf_free(m);
}

TEST_F(dpdk_mbuf, an_external_buffer_is_given_back_once) {
    static int freed = 0;
    static char buffer[256];
    std::uint16_t length = sizeof buffer;
    rte_mbuf_ext_shared_info* const shared = rte_pktmbuf_ext_shinfo_init_helper(
        buffer, &length, [](void* at, void*) { freed += at == buffer ? 1 : 100; }, nullptr);
    ASSERT_NE(shared, nullptr);
    EXPECT_LT(length, sizeof buffer);
    rte_mbuf* const m = rte_pktmbuf_alloc(pool);
    rte_pktmbuf_attach_extbuf(m, buffer, 0, length, shared);
    std::memcpy(rte_pktmbuf_append(m, 3), "ext", 3);
    rte_mbuf* const clone = rte_pktmbuf_clone(m, pool);
    rte_pktmbuf_free(m);
    EXPECT_EQ(freed, 0);
    EXPECT_EQ(text_of(clone), "ext");
    rte_pktmbuf_free(clone);
    EXPECT_EQ(freed, 1);
}

TEST_F(dpdk_mbuf, dynamic_fields_have_places_of_their_own) {
    const rte_mbuf_dynfield wide{.name = "mbuf_test_wide", .size = 8, .align = 8, .flags = 0};
    const rte_mbuf_dynfield byte{.name = "mbuf_test_byte", .size = 1, .align = 1, .flags = 0};
    const int first = rte_mbuf_dynfield_register(&wide);
    const int second = rte_mbuf_dynfield_register(&byte);
    ASSERT_GE(first, 0);
    ASSERT_GE(second, 0);
    EXPECT_EQ(first % 8, 0);
    EXPECT_TRUE(second < first || second >= first + 8);
    EXPECT_EQ(rte_mbuf_dynfield_register(&wide), first);
    EXPECT_EQ(rte_mbuf_dynfield_lookup("mbuf_test_byte", nullptr), second);
    const rte_mbuf_dynfield other{.name = "mbuf_test_wide", .size = 4, .align = 4, .flags = 0};
    EXPECT_EQ(rte_mbuf_dynfield_register(&other), -1);
    EXPECT_EQ(rte_errno, EEXIST);
    rte_mbuf* const m = rte_pktmbuf_alloc(pool);
    *RTE_MBUF_DYNFIELD(m, first, std::uint64_t*) = UINT64_MAX;
    EXPECT_EQ(m->pool, pool);
    EXPECT_EQ(m->tx_offload, 0U);
    rte_pktmbuf_free(m);
}

TEST(dpdk_mbuf_pool, too_large_for_a_frame_is_a_pool_all_the_same) {
    rte_mempool* const mp = rte_pktmbuf_pool_create("mbuf_test_large", 8, 0, 0, 9746, 0);
    ASSERT_NE(mp, nullptr);
    rte_mbuf* const m = rte_pktmbuf_alloc(mp);
    EXPECT_EQ(m->buf_len, 9746);
    EXPECT_NE(rte_pktmbuf_append(m, 9000), nullptr);
    rte_pktmbuf_free(m);
    rte_mempool_free(mp);
}

} // namespace THIS_TEST
