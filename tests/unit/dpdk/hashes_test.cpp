// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

#include <rte_hash_crc.h>
#include <rte_jhash.h>
#include <rte_thash.h>

#include "dpdk/hash_crc.hpp"

namespace THIS_TEST {

/// The example in the comments of lookup3.c.
TEST(dpdk_hashes, jhash_is_lookup3) {
    constexpr std::string_view text = "Four score and seven years ago";
    EXPECT_EQ(rte_jhash(text.data(), text.size(), 0), 0x17770551U);
    EXPECT_EQ(rte_jhash(text.data(), text.size(), 1), 0xcd628161U);
}

TEST(dpdk_hashes, jhash_of_words_is_that_of_their_bytes) {
    const std::array<std::uint32_t, 3> words{1, 0x80000000, 77};
    EXPECT_EQ(rte_jhash_3words(words[0], words[1], words[2], 5), rte_jhash(words.data(), 12, 5));
    EXPECT_EQ(rte_jhash_2words(words[0], words[1], 5), rte_jhash(words.data(), 8, 5));
    EXPECT_EQ(rte_jhash_1word(words[0], 5), rte_jhash(words.data(), 4, 5));
}

/// The check value of CRC-32/ISCSI, which is complemented before and after.
TEST(dpdk_hashes, crc_is_crc32c) {
    EXPECT_EQ(~rte_hash_crc("123456789", 9, 0xffffffff), 0xe3069283U);
    EXPECT_EQ(~xdpk::dpdk::hash_crc("123456789", 9, 0xffffffff), 0xe3069283U);
}

TEST(dpdk_hashes, crc_is_the_same_inline_and_in_the_library) {
    std::array<std::uint8_t, 40> bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<std::uint8_t>(i * 37);
    for (std::uint32_t length = 0; length <= bytes.size(); ++length)
        EXPECT_EQ(rte_hash_crc(bytes.data(), length, 9), xdpk::dpdk::hash_crc(bytes.data(), length, 9)) << length;
    EXPECT_EQ(xdpk_hash_crc(0x0123456789abcdef, 8, 3), rte_hash_crc_8byte(0x0123456789abcdef, 3));
    EXPECT_EQ(xdpk_hash_crc(0x89abcdef, 4, 3), rte_hash_crc_4byte(0x89abcdef, 3));
}

/// Microsoft's verification suite: 66.9.149.187:2794 to 161.142.100.80:1766.
TEST(dpdk_hashes, toeplitz_is_that_of_nics) {
    std::array<std::uint8_t, 40> key{0x6d, 0x5a, 0x56, 0xda, 0x25, 0x5b, 0x0e, 0xc2, 0x41, 0x67, 0x25, 0x3d, 0x43, 0xa3,
                                     0x8f, 0xb0, 0xd0, 0xca, 0x2b, 0xcb, 0xae, 0x7b, 0x30, 0xb4, 0x77, 0xcb, 0x2d, 0xa3,
                                     0x80, 0x30, 0xf2, 0x0c, 0x6a, 0x42, 0xb7, 0x3b, 0xbe, 0xac, 0x01, 0xfa};
    rte_thash_tuple tuple{};
    tuple.v4.src_addr = RTE_IPV4(66, 9, 149, 187);
    tuple.v4.dst_addr = RTE_IPV4(161, 142, 100, 80);
    tuple.v4.sport = 2794;
    tuple.v4.dport = 1766;
    auto* const words = reinterpret_cast<std::uint32_t*>(&tuple);
    EXPECT_EQ(rte_softrss(words, RTE_THASH_V4_L3_LEN, key.data()), 0x323e8fc2U);
    EXPECT_EQ(rte_softrss(words, RTE_THASH_V4_L4_LEN, key.data()), 0x51ccc178U);
    rte_convert_rss_key(reinterpret_cast<const std::uint32_t*>(key.data()),
                        reinterpret_cast<std::uint32_t*>(key.data()), key.size());
    EXPECT_EQ(rte_softrss_be(words, RTE_THASH_V4_L4_LEN, key.data()), 0x51ccc178U);
}

} // namespace THIS_TEST
