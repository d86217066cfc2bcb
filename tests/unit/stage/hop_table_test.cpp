// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/hop_table.hpp>

#include <xdpk/base/error.hpp>

#include <array>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <vector>

namespace xdpk {
namespace THIS_TEST {

constexpr mac_address own{{2, 0, 0, 0, 0, 1}};
constexpr mac_address first{{2, 0, 0, 0, 0, 0x0a}};
constexpr mac_address second{{2, 0, 0, 0, 0, 0x0b}};

neighbour host(std::uint8_t last, port_id port = 0) { return {port, ipv4_address{{198, 18, 0, last}}}; }

std::vector<std::uint16_t> wanted(hop_table& hops, std::size_t most = 16) {
    std::vector<std::uint16_t> list(most);
    list.resize(hops.take_wanted(list));
    return list;
}

TEST(hop_table, has_one_hop_for_a_neighbour) {
    hop_table hops(8);
    const std::uint16_t hop = hops.find_or_make(host(1));
    EXPECT_NE(hop, hop_table::none);
    EXPECT_EQ(hops.find_or_make(host(1)), hop);
    EXPECT_EQ(hops.find(host(1)), hop);
    EXPECT_EQ(hops.of(hop), host(1));
    EXPECT_NE(hops.find_or_make(host(1, 2)), hop) << "the same address at another port";
    EXPECT_NE(hops.find_or_make({0, ipv6_address{{198, 18, 0, 1}}}), hop) << "the same bytes of the other family";
    EXPECT_EQ(hops.find(host(9)), hop_table::none);
    EXPECT_EQ(hops.size(), 3);
}

TEST(hop_table, hops_are_unrouted_until_resolved) {
    hop_table hops(8);
    EXPECT_EQ(hops[hop_table::none].port, unrouted);
    const std::uint16_t hop = hops.find_or_make(host(1, 3));
    EXPECT_EQ(hops[hop].port, unrouted);
    hops.resolve(hop, first, own, 0);
    EXPECT_EQ(hops[hop].destination, first);
    EXPECT_EQ(hops[hop].source, own);
    EXPECT_EQ(hops[hop].port, 3);
    hops.resolve(hop, second, own, 1);
    EXPECT_EQ(hops[hop].destination, second);
    hops.unresolve(hop);
    EXPECT_EQ(hops[hop].port, unrouted);
}

TEST(hop_table, what_is_fixed_is_not_learned) {
    hop_table hops(8);
    const std::uint16_t hop = hops.find_or_make(host(1));
    hops.fix(hop, first, own);
    hops.resolve(hop, second, own, 1);
    EXPECT_EQ(hops[hop].destination, first);
    hops.age(1000, 60, 3);
    EXPECT_EQ(hops[hop].destination, first);
    EXPECT_TRUE(wanted(hops).empty());
    hops.unresolve(hop);
    hops.resolve(hop, second, own, 1);
    EXPECT_EQ(hops[hop].destination, second);
}

TEST(hop_table, full_makes_none) {
    hop_table hops(100);
    for (std::uint8_t i = 1; i <= 100; ++i)
        EXPECT_TRUE(hops.holds(hops.find_or_make(host(i))));
    EXPECT_EQ(hops.find_or_make(host(101)), hop_table::none);
    for (std::uint8_t i = 1; i <= 100; ++i)
        EXPECT_EQ(hops.of(hops.find(host(i))), host(i));
    EXPECT_EQ(hops.size(), hops.capacity());
    EXPECT_THROW(hop_table(0), error);
    EXPECT_THROW(hop_table(65536), error);
    EXPECT_EQ(hop_table(65535).capacity(), 65535);
}

TEST(hop_table, tells_each_wanted_hop_once) {
    hop_table hops(200);
    std::vector<std::uint16_t> made;
    for (std::uint8_t i = 0; i < 150; ++i)
        made.push_back(hops.find_or_make(host(i)));
    EXPECT_TRUE(wanted(hops).empty());
    for (const std::uint16_t hop : {made[0], made[99], made[149], made[99]})
        hops.want(hop);
    EXPECT_THAT(wanted(hops, 2), testing::SizeIs(2));
    EXPECT_THAT(wanted(hops, 2), testing::SizeIs(1));
    EXPECT_TRUE(wanted(hops).empty());
}

TEST(hop_table, is_asked_for_once_a_second) {
    hop_table hops(8);
    const std::uint16_t hop = hops.find_or_make(host(1));
    const std::uint16_t other = hops.find_or_make(host(2));
    EXPECT_TRUE(hops.may_ask(hop, 7));
    EXPECT_FALSE(hops.may_ask(hop, 7));
    EXPECT_TRUE(hops.may_ask(other, 7));
    EXPECT_TRUE(hops.may_ask(hop, 8));
}

TEST(hop_table, wants_what_is_old_and_forgets_what_stays_silent) {
    hop_table hops(8);
    const std::uint16_t hop = hops.find_or_make(host(1));
    hops.resolve(hop, first, own, 100);
    hops.age(160, 60, 3);
    EXPECT_TRUE(wanted(hops).empty());
    hops.age(161, 60, 3);
    EXPECT_THAT(wanted(hops), testing::ElementsAre(hop));
    EXPECT_EQ(hops[hop].destination, first) << "good while it is asked for";
    hops.resolve(hop, first, own, 162);
    hops.age(164, 60, 3);
    EXPECT_TRUE(wanted(hops).empty());
    hops.age(225, 60, 3);
    EXPECT_EQ(hops[hop].port, 0);
    hops.age(226, 60, 3);
    EXPECT_EQ(hops[hop].port, unrouted);
    EXPECT_EQ(hops.find(host(1)), hop) << "a hop keeps its index";
}

TEST(hop_table, sweeps_what_nobody_wants) {
    hop_table hops(4);
    const std::uint16_t kept = hops.find_or_make(host(1));
    hops.keep(kept);
    const std::uint16_t resolved = hops.find_or_make(host(2));
    hops.resolve(resolved, first, own, 0);
    const std::uint16_t busy = hops.find_or_make(host(3));
    const std::uint16_t idle = hops.find_or_make(host(4));
    EXPECT_EQ(hops.sweep(), 0);
    EXPECT_EQ(hops.sweep(), 0);
    hops.want(busy);
    EXPECT_EQ(hops.sweep(), 1);
    EXPECT_EQ(hops.find(host(4)), hop_table::none);
    EXPECT_EQ(hops.find_or_make(host(5)), hop_table::none) << "packets may still refer to it";
    hops.resolve(idle, second, own, 0);
    hops.reclaim();
    EXPECT_EQ(hops.size(), 3);
    EXPECT_EQ(hops.find_or_make(host(5)), idle);
    EXPECT_EQ(hops[idle].port, unrouted);
    EXPECT_EQ(hops.find(host(1)), kept);
    EXPECT_EQ(hops.find(host(2)), resolved);
    EXPECT_EQ(hops.find(host(3)), busy);
    hops.sweep();
    EXPECT_EQ(hops.find(host(5)), idle) << "as new as any";
}

} // namespace THIS_TEST
} // namespace xdpk
