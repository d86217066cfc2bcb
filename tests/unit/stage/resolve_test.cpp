// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/resolve.hpp>

#include "stage/nd_frames.hpp"
#include "support/built_packets.hpp"

#include <xdpk/base/error.hpp>
#include <xdpk/stage/arp.hpp>
#include <xdpk/stage/nd.hpp>
#include <xdpk/stage/parse_headers.hpp>

#include <gtest/gtest.h>

namespace xdpk {
namespace THIS_TEST {

constexpr ipv4_address own4{{198, 18, 0, 1}};
constexpr ipv4_address host4{{198, 18, 0, 9}};
const ip_address host6 = test::peer;

/// Ours at port 1: 198.18.0.1, fe80::1 and 2001:db8::1; at port 2: nothing.
class resolve_test : public testing::Test {
protected:
    std::uint16_t want(const ip_address& address, port_id port = 1) {
        const std::uint16_t hop = hops->find_or_make({port, address});
        hops->want(hop);
        return hop;
    }
    /// What is added to a burst of one packet.
    std::vector<std::string> added(std::uint32_t now) {
        burst b(memory.pool);
        const packet& first = test::put(b, packet_spec{});
        stage.run(b, now);
        EXPECT_EQ(first.out_port, unrouted);
        std::vector<std::string> list;
        for (std::uint32_t i = 1; i < b.size(); ++i) {
            EXPECT_EQ(b[i].out_port, 1);
            EXPECT_TRUE(test::is_right(b[i]));
            list.push_back(test::text_of(b, b[i]));
        }
        return list;
    }

    test::frames memory{300};
    std::shared_ptr<hop_table> hops = std::make_shared<hop_table>(100);
    own_addresses own{std::vector<own_address>{
        {1, own4, test::own_mac}, {1, test::own, test::own_mac}, {1, test::own_link_local, test::own_mac}}};
    resolve stage{{.own = own, .hops = hops}};
};

/// What a neighbour's own stages answer to a question, heard by ours.
template <class Stage>
void let_answer(test::frames& memory, const std::string& question, Stage neighbours, Stage ours) {
    burst b(memory.pool);
    const packet& p = test::put(b, question, 1);
    parse_headers parse;
    parse(b);
    neighbours.run(b, 1);
    ASSERT_EQ(p.out_port, 1) << "no answer";
    burst back(memory.pool);
    test::put(back, test::text_of(b, p), 1);
    parse(back);
    ours.run(back, 1);
}

TEST_F(resolve_test, asks_for_wanted_neighbours_until_they_answer) {
    EXPECT_TRUE(added(1).empty());
    const std::uint16_t v4 = want(host4);
    const std::uint16_t v6 = want(host6);
    const std::vector<std::string> questions = added(1);
    ASSERT_EQ(questions.size(), 2);
    EXPECT_EQ(questions[0].substr(0, 6), std::string(6, '\xff'));
    EXPECT_EQ(questions[0].size(), 60);
    EXPECT_EQ(questions[1].substr(0, 6), std::string("\x33\x33\xff\x00\x00\x09", 6));
    const auto theirs = std::make_shared<hop_table>(8);
    const own_addresses them(std::vector<own_address>{{1, host4, test::peer_mac}, {1, host6, test::new_mac}});
    let_answer<arp>(memory, questions[0], arp({.own = them, .hops = theirs}), arp({.own = own, .hops = hops}));
    let_answer<nd>(memory, questions[1], nd({.own = them, .hops = theirs}), nd({.own = own, .hops = hops}));
    EXPECT_EQ((*hops)[v4].destination, test::peer_mac);
    EXPECT_EQ((*hops)[v6].destination, test::new_mac);
    EXPECT_EQ((*hops)[v6].port, 1);
    EXPECT_NE(theirs->find({1, own4}), hop_table::none) << "asked with the address of the same network";
    EXPECT_NE(theirs->find({1, test::own}), hop_table::none);
    EXPECT_TRUE(test::all_back(memory.pool));
}

TEST_F(resolve_test, asks_at_most_once_a_second) {
    want(host4);
    EXPECT_EQ(added(1).size(), 1);
    EXPECT_TRUE(added(1).empty());
    want(host4);
    EXPECT_TRUE(added(1).empty());
    want(host4);
    EXPECT_EQ(added(2).size(), 1);
    EXPECT_EQ(test::count(stage, "requests"), 2);
}

TEST_F(resolve_test, asks_old_neighbours_directly_and_forgets_silent_ones) {
    for (const ip_address& host : {ip_address{host4}, host6})
        hops->resolve(hops->find_or_make({1, host}), test::peer_mac, test::own_mac, 100);
    EXPECT_TRUE(added(160).empty());
    for (const std::uint32_t now : {161U, 162U, 163U}) {
        const std::vector<std::string> questions = added(now);
        ASSERT_EQ(questions.size(), 2);
        for (const std::string& q : questions)
            EXPECT_EQ(q.substr(0, 6), std::string("\x02\0\0\0\0\x0a", 6));
        EXPECT_EQ(test::nd_frame(questions[1]).nd.ip.destination, test::peer);
    }
    EXPECT_TRUE(added(164).empty());
    EXPECT_EQ((*hops)[hops->find({1, host4})].port, unrouted);
    EXPECT_EQ((*hops)[hops->find({1, host6})].port, unrouted);
}

TEST_F(resolve_test, asks_a_few_in_a_burst_and_the_others_in_the_next) {
    for (std::uint8_t last = 10; last < 30; ++last)
        want(ipv4_address{{198, 18, 0, last}});
    EXPECT_EQ(added(1).size(), 16);
    EXPECT_EQ(added(1).size(), 4);
}

TEST_F(resolve_test, says_what_it_cannot_ask) {
    want(host4, 2);
    EXPECT_TRUE(added(1).empty());
    EXPECT_EQ(test::count(stage, "no_source"), 1);
    want(host4);
    burst b(memory.pool);
    while (b.size() < burst::room_capacity)
        test::put(b, packet_spec{});
    stage.run(b, 1);
    EXPECT_EQ(b.size(), burst::room_capacity);
    EXPECT_EQ(test::count(stage, "no_room"), 1);
    want(host4);
    burst small(memory.pool);
    while (memory.pool.available() > 0)
        test::put(small, packet_spec{});
    stage.run(small, 2);
    EXPECT_EQ(test::count(stage, "no_room"), 2);
    EXPECT_THROW(resolve({}), error);
}

} // namespace THIS_TEST
} // namespace xdpk
