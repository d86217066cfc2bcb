// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/core/packet_ring.hpp>

#include "support/frames.hpp"

#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace xdpk {
namespace THIS_TEST {

using outcome = packet_ring::outcome;
using texts = std::vector<std::string>;

/// What comes out, with the ports as letters before it.
texts pop(packet_ring& ring, std::uint32_t most = 1000) {
    texts got;
    const std::uint32_t n = ring.pop(most, [&got](std::span<const std::byte> bytes, port_id in) {
        got.push_back(std::string(1, static_cast<char>('a' + in)) +
                      std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
    });
    EXPECT_EQ(n, got.size());
    return got;
}

class packet_ring_of_four : public testing::Test {
protected:
    outcome push(std::string_view text, port_id in = 0, const texts& further = {}) {
        burst b(memory_.pool);
        const outcome done = ring_.push(b, test::put(b, text, in, further));
        return done;
    }

    test::frames memory_;
    packet_ring ring_{4, 100};
};

TEST_F(packet_ring_of_four, gives_packets_with_their_ports_in_order) {
    push("one", 2);
    push("two", 0);
    EXPECT_TRUE(ring_.publish());
    push("three", 1);
    EXPECT_TRUE(ring_.publish());
    EXPECT_EQ(ring_.size(), 3);
    EXPECT_EQ(pop(ring_, 1), texts{"cone"});
    EXPECT_EQ(pop(ring_), (texts{"atwo", "bthree"}));
    EXPECT_EQ(pop(ring_), texts{});
}

TEST_F(packet_ring_of_four, shows_nothing_before_it_is_published) {
    EXPECT_FALSE(ring_.publish());
    push("one");
    EXPECT_EQ(ring_.size(), 0);
    EXPECT_EQ(pop(ring_), texts{});
    EXPECT_TRUE(ring_.publish());
    EXPECT_FALSE(ring_.publish());
    EXPECT_EQ(pop(ring_), texts{"aone"});
}

TEST_F(packet_ring_of_four, joins_segments) {
    EXPECT_EQ(push("one", 0, {" and", " two"}), outcome::taken);
    ring_.publish();
    EXPECT_EQ(pop(ring_), texts{"aone and two"});
}

TEST_F(packet_ring_of_four, leaves_frames_to_the_burst) {
    push("one", 0, {"two"});
    EXPECT_TRUE(test::all_back(memory_.pool));
}

TEST_F(packet_ring_of_four, refuses_what_is_longer_than_a_slot) {
    EXPECT_EQ(ring_.longest(), 128);
    EXPECT_EQ(push(std::string(129, 'x')), outcome::too_long);
    EXPECT_EQ(push(std::string(100, 'x'), 0, {std::string(29, 'y')}), outcome::too_long);
    EXPECT_EQ(push(std::string(100, 'x'), 0, {std::string(28, 'y')}), outcome::taken);
    ring_.publish();
    EXPECT_EQ(pop(ring_).front().size(), 129);
}

TEST_F(packet_ring_of_four, is_full_when_every_slot_is_taken) {
    for (int i = 0; i < 4; ++i)
        EXPECT_EQ(push("x"), outcome::taken);
    EXPECT_EQ(push("x"), outcome::full);
    ring_.publish();
    EXPECT_EQ(push("x"), outcome::full);
    EXPECT_EQ(pop(ring_, 1).size(), 1);
    EXPECT_EQ(push("x"), outcome::taken);
    EXPECT_EQ(push("x"), outcome::full);
}

TEST(packet_ring, takes_more_than_a_burst_at_a_time) {
    test::frames memory(512);
    packet_ring ring(200, 64);
    burst b(memory.pool);
    for (int i = 0; i < 200; ++i)
        EXPECT_EQ(ring.push(b, test::put(b, std::to_string(i))), outcome::taken);
    EXPECT_TRUE(ring.publish());
    texts got;
    for (texts some = pop(ring); !some.empty(); some = pop(ring))
        got.insert(got.end(), some.begin(), some.end());
    ASSERT_EQ(got.size(), 200);
    EXPECT_EQ(got.back(), "a199");
}

} // namespace THIS_TEST
} // namespace xdpk
