// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/base/error.hpp>
#include <xdpk/io/port.hpp>
#include <xdpk/net/checksum.hpp>
#include <xdpk/net/headers.hpp>

#include "support/frames.hpp"
#include "support/rig.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace xdpk {
namespace THIS_TEST {

using test::put;
using test::rig;
using test::send_all;
using test::text_of;

std::vector<std::string> received(rig& r, std::size_t queue = 0) {
    burst b(r.pool());
    r.queue(queue).receive(b);
    std::vector<std::string> texts;
    for (const packet& p : b) {
        EXPECT_EQ(p.in_port, queue);
        EXPECT_EQ(p.out_port, unrouted);
        texts.push_back(text_of(b, p));
    }
    return texts;
}

TEST(loop_port, gives_back_what_was_sent_in_its_order) {
    rig r({"loop:"});
    burst b(r.pool());
    put(b, "one");
    put(b, "two", 0, {" and", " more"});
    put(b, "three");
    send_all(r.queue(), b);
    EXPECT_FALSE(r.queue().exhausted());
    EXPECT_THAT(received(r), testing::ElementsAre("one", "two and more", "three"));
    EXPECT_TRUE(r.queue().exhausted());
    EXPECT_EQ(r.counters().tx_packets.get(), 3);
    EXPECT_EQ(r.counters().rx_packets.get(), 3);
    EXPECT_EQ(r.counters().tx_bytes.get(), 3 + 12 + 5);
    EXPECT_EQ(r.counters().rx_bytes.get(), 3 + 12 + 5);
    EXPECT_TRUE(test::all_back(r.pool()));
}

TEST(loop_port, takes_only_what_is_for_it) {
    rig r({"loop:", "loop:"});
    burst b(r.pool());
    put(b, "mine").out_port = 0;
    put(b, "theirs").out_port = 1;
    r.queue(0).send(b, false);
    EXPECT_THAT(received(r, 0), testing::ElementsAre("mine"));
    b.recycle(b[1]);
    b.release();
    EXPECT_TRUE(test::all_back(r.pool()));
}

TEST(loop_port, receives_a_burst_at_a_time) {
    rig r({"loop:packets=100"});
    EXPECT_EQ(received(r).size(), burst::capacity);
    EXPECT_EQ(received(r).size(), 100 - burst::capacity);
    EXPECT_TRUE(received(r).empty());
}

TEST(loop_port, never_cuts_a_packet) {
    rig r({"loop:ring=1024"}, 700);
    for (int i = 0; i < 6; ++i) {
        burst b(r.pool());
        put(b, "x", 0, std::vector<std::string>(100, "y"));
        send_all(r.queue(), b);
    }
    EXPECT_EQ(received(r).size(), burst::segment_capacity / 100);
    EXPECT_THAT(received(r), testing::ElementsAre("x" + std::string(100, 'y')));
}

TEST(loop_port, drops_what_the_ring_does_not_take) {
    rig r({"loop:ring=4"});
    burst b(r.pool());
    put(b, "1");
    put(b, "2", 0, {"2"});
    put(b, "3", 0, {"3"});
    put(b, "4");
    put(b, "5");
    send_all(r.queue(), b);
    EXPECT_EQ(r.counters().tx_packets.get(), 3);
    EXPECT_EQ(r.counters().tx_full.get(), 2);
    EXPECT_THAT(received(r), testing::ElementsAre("1", "22", "4"));
    EXPECT_TRUE(test::all_back(r.pool()));
}

TEST(loop_port, accounts_for_its_frames) {
    rig r({"loop:packets=3,size=3000"});
    std::vector<std::uint8_t> seen = r.pool().census();
    EXPECT_EQ(r.queue().frames(seen).rx, 6);
    EXPECT_THAT(seen, testing::Each(1));
    EXPECT_TRUE(r.work.frames().whole());
    r.queue().close();
    EXPECT_TRUE(test::all_back(r.pool()));
    EXPECT_TRUE(received(r).empty());
}

// A frame may have been lent to a queue whose device went away since.
TEST(loop_port, holds_frames_in_its_own_name) {
    constexpr holder_id other = 9;
    rig r({"loop:"});
    burst b(r.pool());
    put(b, "x", 0, {"y"});
    r.pool().lend(r.pool().address_of(b[0].data), other);
    r.pool().lend(r.pool().address_of(b.rest(b[0])[0].data), other);
    send_all(r.queue(), b);
    EXPECT_EQ(r.pool().reclaim(other), 0);
    EXPECT_EQ(received(r).size(), 1);
    EXPECT_TRUE(test::all_back(r.pool()));
}

TEST(loop_port, starts_with_udp_packets) {
    rig r({"loop:packets=2,size=200"});
    burst b(r.pool());
    r.queue().receive(b);
    ASSERT_EQ(b.size(), 2);
    for (const packet& p : b) {
        ASSERT_EQ(p.length, 200);
        const std::span<const std::byte> bytes(p.data, p.length);
        const auto* const ip = header_at<ipv4_header>(bytes, sizeof(ethernet_header));
        EXPECT_EQ(header_at<ethernet_header>(bytes, 0)->type.host(), ether_type::ipv4);
        EXPECT_TRUE(has_valid_checksum(*ip));
        EXPECT_EQ(ip->total_length.host(), 200 - sizeof(ethernet_header));
    }
    EXPECT_NE(text_of(b, b[0]), text_of(b, b[1])) << "two flows";
}

TEST(loop_port, stops_receiving) {
    rig r({"loop:packets=5"});
    r.port().stop();
    EXPECT_TRUE(received(r).empty());
    r.queue().close();
    EXPECT_TRUE(test::all_back(r.pool()));
}

TEST(loop_port, makes_its_ring_as_large_as_its_packets_need) {
    EXPECT_EQ(open_port(port_spec("loop:"))->facts().frames, 1024);
    EXPECT_EQ(open_port(port_spec("loop:packets=1500"))->facts().frames, 2048);
    EXPECT_EQ(open_port(port_spec("loop:packets=1000,size=3000"))->facts().frames, 2048);
}

TEST(loop_port, tells_its_facts) {
    EXPECT_EQ(open_port(port_spec("loop:"))->facts().name, "loop");
    const auto port = open_port(port_spec("loop:left,queues=3"));
    EXPECT_EQ(port->facts().name, "left");
    EXPECT_EQ(port->facts().kind, "loop");
    EXPECT_EQ(port->facts().queues, 3);
}

TEST(loop_port, refuses_more_packets_than_fit) {
    EXPECT_THROW(rig({"loop:packets=9,ring=8"}), error);
    EXPECT_THROW(rig({"loop:packets=200"}, 128), error);
    EXPECT_NO_THROW(rig({"loop:packets=8,ring=8"}));
    EXPECT_THROW((void)open_port(port_spec("loop:pakets=9")), error);
}

} // namespace THIS_TEST
} // namespace xdpk
