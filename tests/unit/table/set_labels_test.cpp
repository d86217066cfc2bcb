// SPDX-License-Identifier: BSD-3-Clause
#include "table/set_labels.hpp"

#include "support/random_seed.hpp"

#include <xdpk/base/error.hpp>

#include <gtest/gtest.h>
#include <map>
#include <random>
#include <set>
#include <vector>

namespace xdpk::detail {
namespace THIS_TEST {

using labels4 = set_labels<ipv4_address>;

template <class Address>
std::vector<std::uint32_t> sets_of(const set_labels<Address>& labels, const set_combinations& combinations,
                                   const Address& address) {
    if (labels.look_up() == nullptr)
        return {};
    const std::uint16_t label = labels.look_up()->lookup(address);
    return label == lpm_table<Address>::no_route ? std::vector<std::uint32_t>{} : combinations.sets_of(label);
}

template <class Address>
std::size_t change(set_labels<Address>& labels, set_combinations& combinations, std::uint32_t set,
                   const std::vector<ip_prefix<Address>>& blocks, bool in) {
    const auto what = labels.prepare(combinations, set, blocks, in);
    labels.commit(what);
    return what.own.size();
}

ipv4_prefix block4(std::uint32_t address, std::uint8_t length) { return {ipv4_address::from_integer(address), length}; }

using sets = std::vector<std::uint32_t>;

TEST(set_labels, nested_blocks_add_up) {
    set_combinations combinations;
    labels4 labels;
    EXPECT_EQ(change(labels, combinations, 2, {block4(0x0A010000, 16)}, true), 1U);
    EXPECT_EQ(change(labels, combinations, 1, {block4(0x0A000000, 8), block4(0x0A010203, 32)}, true), 2U);
    EXPECT_EQ(sets_of(labels, combinations, ipv4_address::from_integer(0x0A020000)), (sets{1}));
    EXPECT_EQ(sets_of(labels, combinations, ipv4_address::from_integer(0x0A010000)), (sets{1, 2}));
    EXPECT_EQ(sets_of(labels, combinations, ipv4_address::from_integer(0x0B000000)), (sets{}));
    EXPECT_EQ(change(labels, combinations, 1, {block4(0x0A000000, 8)}, false), 1U);
    EXPECT_EQ(sets_of(labels, combinations, ipv4_address::from_integer(0x0A010000)), (sets{2}));
    EXPECT_EQ(sets_of(labels, combinations, ipv4_address::from_integer(0x0A010203)), (sets{1, 2}));
}

TEST(set_labels, twice_and_absent_change_nothing) {
    set_combinations combinations;
    labels4 labels;
    EXPECT_EQ(change(labels, combinations, 1, {block4(0, 0), block4(0x01000000, 0)}, true),
              1U); // bits behind count not
    EXPECT_EQ(change(labels, combinations, 1, {block4(0, 0)}, true), 0U);
    EXPECT_EQ(change(labels, combinations, 2, {block4(0, 0)}, false), 0U);
    EXPECT_EQ(change(labels, combinations, 1, {block4(0, 1)}, false), 0U);
    EXPECT_EQ(sets_of(labels, combinations, ipv4_address{}), (sets{1}));
    EXPECT_EQ(change(labels, combinations, 1, {block4(0, 0)}, false), 1U);
    EXPECT_EQ(sets_of(labels, combinations, ipv4_address{}), (sets{}));
}

TEST(set_labels, refuse_more_combinations_than_there_are_labels) {
    set_combinations combinations;
    labels4 labels;
    // A nest of blocks has a combination for each of its levels.
    std::uint32_t set = 0;
    const auto nest = [&](std::uint32_t address) {
        for (std::uint8_t length = 17; length <= 32; ++length)
            change(labels, combinations, set++, {block4(address, length)}, true);
    };
    const auto nests = [&] {
        for (std::uint32_t i = 0; i < 0x10000; ++i)
            nest(i << 16U);
    };
    EXPECT_THROW(nests(), error);
    const std::uint32_t last = set - 1;
    EXPECT_EQ(sets_of(labels, combinations, ipv4_address{}).size(), 16U) << "what was there stays";
    EXPECT_TRUE(combinations.labels_with(last + 1).empty());
    EXPECT_EQ(change(labels, combinations, 0, {block4(0, 17)}, true), 0U) << "and can be changed";
}

TEST(set_labels, refuse_lengths_that_cannot_be) {
    set_combinations combinations;
    labels4 labels;
    EXPECT_THROW(change(labels, combinations, 1, {block4(0, 8), block4(0, 33)}, true), error);
    EXPECT_EQ(sets_of(labels, combinations, ipv4_address{}), (sets{}));
}

TEST(set_labels, hold_a_million_blocks) {
    set_combinations combinations;
    labels4 labels;
    std::vector<ipv4_prefix> blocks;
    for (std::uint32_t i = 0; i < 1'000'000; ++i)
        blocks.push_back(block4(i * 0x9E3779B1U, 32));
    EXPECT_EQ(change(labels, combinations, 7, blocks, true), blocks.size());
    EXPECT_EQ(change(labels, combinations, 8, {blocks[17]}, true), 1U);
    EXPECT_EQ(combinations.size(), 3U); // {}, {7}, {7, 8}
    for (std::size_t i = 0; i < blocks.size(); i += 997)
        ASSERT_EQ(sets_of(labels, combinations, blocks[i].address), (sets{7}));
    EXPECT_EQ(sets_of(labels, combinations, blocks[17].address), (sets{7, 8}));
    EXPECT_EQ(sets_of(labels, combinations, ipv4_address::from_integer(1)), (sets{}));
    for (ipv4_prefix& block : blocks)
        block.length = 31;
    EXPECT_THROW(change(labels, combinations, 7, blocks, true), error) << "but not two million";
    EXPECT_EQ(change(labels, combinations, 7, {blocks[0]}, false), 0U) << "none of which got in";
}

/// Few addresses and lengths, so that blocks nest and meet again.
template <class Address>
ip_prefix<Address> random_block(std::mt19937_64& random) {
    ip_prefix<Address> block{.length = static_cast<std::uint8_t>(random() % 25)};
    for (std::size_t i = 0; i < 3; ++i)
        block.address.bytes[i] = static_cast<std::uint8_t>(random() % 4 * 64);
    if (random() % 8 == 0)
        block.length = ip_prefix<Address>::bits;
    return block;
}

template <class Address>
void agree_with_a_list(std::mt19937_64 random) {
    set_combinations combinations;
    set_labels<Address> labels;
    std::map<ip_prefix<Address>, std::set<std::uint32_t>> model;
    for (int step = 0; step < 1500; ++step) {
        const auto set = static_cast<std::uint32_t>(random() % 6);
        const bool in = random() % 2 == 0;
        std::vector<ip_prefix<Address>> blocks(1 + random() % 3);
        for (auto& block : blocks)
            block = random_block<Address>(random);
        std::size_t changed = 0;
        for (const auto& block : blocks)
            changed += in ? model[block.masked()].insert(set).second : model[block.masked()].erase(set);
        ASSERT_EQ(change(labels, combinations, set, blocks, in), changed);
        labels.reclaim();
        const Address address = random_block<Address>(random).address;
        std::set<std::uint32_t> expected;
        for (const auto& [block, its] : model)
            if (block.contains(address))
                expected.insert(its.begin(), its.end());
        ASSERT_EQ(sets_of(labels, combinations, address), sets(expected.begin(), expected.end()));
    }
}

TEST(set_labels, agree_with_a_list_of_ipv4_blocks) {
    const random_seed seed;
    agree_with_a_list<ipv4_address>(std::mt19937_64(seed.value()));
}

TEST(set_labels, agree_with_a_list_of_ipv6_blocks) {
    const random_seed seed;
    agree_with_a_list<ipv6_address>(std::mt19937_64(seed.value()));
}

} // namespace THIS_TEST
} // namespace xdpk::detail
