// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <vector>

#include <rte_efd.h>

namespace THIS_TEST {

TEST(dpdk_efd, gives_each_key_its_value) {
    constexpr std::uint32_t keys = 1000;
    rte_efd_table* const table = rte_efd_create("test", keys, sizeof(std::uint32_t), 1, 0);
    ASSERT_NE(table, nullptr);
    for (std::uint32_t key = 0; key < keys; ++key)
        ASSERT_EQ(rte_efd_update(table, 0, &key, static_cast<efd_value_t>(key * 3)), 0);
    const std::uint32_t changed = 5;
    EXPECT_EQ(rte_efd_update(table, 0, &changed, 15), RTE_EFD_UPDATE_NO_CHANGE);
    EXPECT_EQ(rte_efd_update(table, 0, &changed, 16), 0);
    EXPECT_EQ(rte_efd_lookup(table, 0, &changed), 16);
    std::vector<std::uint32_t> wanted(keys);
    std::vector<const void*> pointers;
    std::vector<efd_value_t> values(keys);
    for (std::uint32_t i = 0; i < keys; ++i) {
        wanted[i] = i;
        pointers.push_back(&wanted[i]);
    }
    rte_efd_lookup_bulk(table, 0, static_cast<int>(keys), pointers.data(), values.data());
    for (std::uint32_t i = 6; i < keys; ++i)
        EXPECT_EQ(values[i], static_cast<efd_value_t>(i * 3));
    rte_efd_free(table);
}

TEST(dpdk_efd, forgets_deleted_keys_and_has_room_for_others) {
    rte_efd_table* const table = rte_efd_create("test", 8, sizeof(std::uint32_t), 1, 0);
    ASSERT_NE(table, nullptr);
    for (std::uint32_t key = 0; key < 8; ++key)
        EXPECT_EQ(rte_efd_update(table, 0, &key, 9), 0);
    const std::uint32_t gone = 3;
    const std::uint32_t next = 100;
    efd_value_t had = 0;
    EXPECT_EQ(rte_efd_update(table, 0, &next, 1), RTE_EFD_UPDATE_FAILED);
    EXPECT_EQ(rte_efd_delete(table, 0, &gone, &had), 0);
    EXPECT_EQ(had, 9);
    EXPECT_NE(rte_efd_delete(table, 0, &gone, &had), 0);
    EXPECT_EQ(rte_efd_lookup(table, 0, &gone), 0);
    EXPECT_EQ(rte_efd_update(table, 0, &next, 1), 0);
    rte_efd_free(table);
}

} // namespace THIS_TEST
