// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <memory>
#include <set>
#include <vector>

#include <rte_errno.h>
#include <rte_hash.h>

namespace THIS_TEST {

struct free_hash {
    void operator()(rte_hash* h) const noexcept { rte_hash_free(h); }
};
using hash = std::unique_ptr<rte_hash, free_hash>;

hash make(std::uint32_t entries, std::uint8_t flags = 0, rte_hash_function function = nullptr) {
    rte_hash_parameters params{};
    params.name = "test";
    params.entries = entries;
    params.key_len = sizeof(std::uint64_t);
    params.hash_func = function;
    params.extra_flag = flags;
    return hash(rte_hash_create(&params));
}

/// All keys in one bucket, with the same tag.
std::uint32_t constant(const void*, std::uint32_t, std::uint32_t) { return 0x12345678; }

void fill_and_empty(rte_hash* h, std::uint64_t entries) {
    std::set<int> positions;
    for (std::uint64_t key = 0; key < entries; ++key)
        positions.insert(rte_hash_add_key(h, &key));
    EXPECT_EQ(positions.size(), entries);
    EXPECT_EQ(*positions.begin(), 0);
    EXPECT_EQ(*positions.rbegin(), static_cast<int>(entries) - 1);
    EXPECT_EQ(rte_hash_add_key(h, &entries), -ENOSPC);
    for (std::uint64_t key = 0; key < entries; key += 2)
        EXPECT_GE(rte_hash_del_key(h, &key), 0);
    for (std::uint64_t key = 0; key < entries; ++key)
        EXPECT_EQ(rte_hash_lookup(h, &key) >= 0, key % 2 == 1) << key;
}

TEST(dpdk_hash, has_room_for_all_its_keys) {
    const hash h = make(5000);
    fill_and_empty(h.get(), 5000);
    EXPECT_EQ(rte_hash_count(h.get()), 2500);
}

TEST(dpdk_hash, has_room_for_keys_that_all_collide) {
    const hash h = make(300, 0, constant);
    fill_and_empty(h.get(), 300);
}

TEST(dpdk_hash, gives_positions_away_in_the_order_in_which_they_became_free) {
    const hash h = make(8);
    for (std::uint64_t key = 0; key < 8; ++key)
        EXPECT_EQ(rte_hash_add_key(h.get(), &key), static_cast<int>(key));
    for (const std::uint64_t key : {5U, 2U, 7U})
        EXPECT_EQ(rte_hash_del_key(h.get(), &key), static_cast<int>(key));
    for (const int expected : {5, 2, 7}) {
        const std::uint64_t key = 100 + static_cast<std::uint64_t>(expected);
        EXPECT_EQ(rte_hash_add_key(h.get(), &key), expected);
    }
}

TEST(dpdk_hash, keeps_positions_until_they_are_freed_if_readers_take_no_lock) {
    const hash h = make(8, RTE_HASH_EXTRA_FLAGS_RW_CONCURRENCY_LF);
    for (std::uint64_t key = 0; key < 8; ++key)
        EXPECT_EQ(rte_hash_add_key(h.get(), &key), static_cast<int>(key));
    const std::uint64_t gone = 3;
    const std::uint64_t next = 30;
    EXPECT_EQ(rte_hash_del_key(h.get(), &gone), 3);
    EXPECT_EQ(rte_hash_add_key(h.get(), &next), -ENOSPC);
    EXPECT_EQ(rte_hash_free_key_with_position(h.get(), 8), -EINVAL);
    EXPECT_EQ(rte_hash_free_key_with_position(h.get(), 3), 0);
    EXPECT_EQ(rte_hash_add_key(h.get(), &next), 3);
}

TEST(dpdk_hash, looks_up_in_bulk_what_it_looks_up_one_by_one) {
    const hash h = make(1000);
    for (std::uint64_t key = 0; key < 1000; key += 3)
        EXPECT_EQ(rte_hash_add_key_data(h.get(), &key, reinterpret_cast<void*>(key + 1)), 0);
    std::vector<std::uint64_t> keys(64);
    std::array<const void*, 64> pointers{};
    std::array<int, 64> positions{};
    std::array<void*, 64> data{};
    std::uint64_t hits = 0;
    for (std::uint64_t first = 0; first < 900; first += 64) {
        for (std::uint64_t i = 0; i < 64; ++i) {
            keys[i] = first + i;
            pointers[i] = &keys[i];
        }
        ASSERT_EQ(rte_hash_lookup_bulk(h.get(), pointers.data(), 64, positions.data()), 0);
        const int found = rte_hash_lookup_bulk_data(h.get(), pointers.data(), 64, &hits, data.data());
        ASSERT_EQ(found, __builtin_popcountll(hits));
        for (std::uint64_t i = 0; i < 64; ++i) {
            EXPECT_EQ(positions[i], rte_hash_lookup(h.get(), &keys[i]));
            EXPECT_EQ(hits >> i & 1U, keys[i] % 3 == 0 ? 1U : 0U);
            EXPECT_TRUE(keys[i] % 3 != 0 || data[i] == reinterpret_cast<void*>(keys[i] + 1));
        }
    }
    EXPECT_EQ(rte_hash_lookup_bulk(h.get(), pointers.data(), 65, positions.data()), -EINVAL);
}

TEST(dpdk_hash, compares_keys_as_it_is_told) {
    const hash h = make(8, 0, constant);
    rte_hash_set_cmp_func(h.get(), [](const void* a, const void* b, std::size_t) {
        return *static_cast<const std::uint64_t*>(a) % 10 == *static_cast<const std::uint64_t*>(b) % 10 ? 0 : 1;
    });
    const std::uint64_t first = 13;
    const std::uint64_t same = 23;
    const std::uint64_t other = 14;
    EXPECT_EQ(rte_hash_add_key(h.get(), &first), 0);
    EXPECT_EQ(rte_hash_lookup(h.get(), &same), 0);
    EXPECT_EQ(rte_hash_lookup(h.get(), &other), -ENOENT);
}

TEST(dpdk_hash, says_why_it_cannot_be) {
    EXPECT_EQ(make(7), nullptr);
    EXPECT_EQ(rte_errno, EINVAL);
    const hash first = make(8);
    EXPECT_EQ(make(8), nullptr);
    EXPECT_EQ(rte_errno, EEXIST);
}

} // namespace THIS_TEST
