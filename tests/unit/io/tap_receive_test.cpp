// SPDX-License-Identifier: BSD-3-Clause
#include "tap.hpp"

#include <poll.h>

namespace xdpk {
namespace THIS_TEST {

using test::packet_socket;
using test::rig;

class tap_receive : public test::tap {};

TEST_F(tap_receive, gives_what_the_kernel_sends) {
    rig r({"tap:t0"});
    const packet_socket kernel("t0");
    kernel.send(frame(60, 'a'));
    kernel.send(frame(1514, 'b'));
    EXPECT_THAT(received(r, 2), testing::ElementsAre(frame(60, 'a'), frame(1514, 'b')));
    EXPECT_EQ(r.counters().rx_packets.get(), 2);
    EXPECT_EQ(r.counters().rx_bytes.get(), 1574);
}

TEST_F(tap_receive, leaves_room_for_headers) {
    rig r({"tap:t0"});
    packet_socket("t0").send(frame(60));
    burst b(r.pool());
    for (int i = 0; i < 1000000 && b.empty(); ++i)
        r.queue().receive(b);
    ASSERT_EQ(b.size(), 1);
    EXPECT_EQ(r.pool().address_of(b[0].data) % r.pool().chunk(), frame_data_offset);
    EXPECT_EQ(b[0].out_port, unrouted);
}

TEST_F(tap_receive, counts_its_system_calls) {
    rig r({"tap:t0"});
    EXPECT_TRUE(received(r, 0).empty());
    burst b(r.pool());
    r.queue().receive(b);
    EXPECT_EQ(r.counters().wakeups.get(), 1);
    const packet_socket kernel("t0");
    kernel.send(frame(60));
    kernel.send(frame(60));
    r.queue().receive(b);
    EXPECT_EQ(b.size(), 2);
    EXPECT_EQ(r.counters().wakeups.get(), 4) << "two packets and the look that found no third";
}

TEST_F(tap_receive, can_be_waited_for) {
    rig r({"tap:t0"});
    pollfd wait{.fd = r.queue().wait_fd(), .events = POLLIN, .revents = 0};
    EXPECT_TRUE(r.queue().can_wait());
    EXPECT_FALSE(r.queue().exhausted());
    EXPECT_EQ(::poll(&wait, 1, 0), 0);
    packet_socket("t0").send(frame(60));
    EXPECT_EQ(::poll(&wait, 1, 1000), 1);
}

TEST_F(tap_receive, spreads_large_packets_over_frames) {
    rig r({"tap:t0,mtu=9000"});
    const packet_socket kernel("t0");
    for (const std::size_t length : {1664U, 1665U, 4992U, 9014U})
        kernel.send(frame(length));
    EXPECT_THAT(received(r, 4), testing::ElementsAre(frame(1664), frame(1665), frame(4992), frame(9014)));
    EXPECT_TRUE(r.work.frames().whole());
    r.queue().close();
    EXPECT_TRUE(test::all_back(r.pool()));
}

TEST_F(tap_receive, takes_a_burst_at_a_time) {
    rig r({"tap:t0"});
    const packet_socket kernel("t0");
    for (int i = 0; i < 100; ++i)
        kernel.send(frame(60));
    burst b(r.pool());
    r.queue().receive(b);
    EXPECT_EQ(b.size(), burst::capacity);
    b.recycle();
    EXPECT_EQ(received(r, 36).size(), 36);
}

TEST_F(tap_receive, drops_what_is_longer_than_its_frames) {
    rig r({"tap:t0"});
    const packet_socket kernel("t0");
    kernel.set_mtu(4000);
    kernel.send(frame(1664));
    kernel.send(frame(1665));
    kernel.send(frame(4014));
    kernel.send(frame(60));
    EXPECT_THAT(received(r, 2), testing::ElementsAre(frame(1664), frame(60)));
    EXPECT_EQ(r.counters().rx_invalid.get(), 2);
    r.queue().close();
    EXPECT_TRUE(test::all_back(r.pool()));
}

TEST_F(tap_receive, goes_on_when_frames_come_back) {
    rig r({"tap:t0,mtu=9000"}, 8);
    const packet_socket kernel("t0");
    kernel.send(frame(9014));
    std::vector<frame_address> taken(4);
    for (frame_address& frame : taken)
        frame = r.pool().take();
    burst b(r.pool());
    r.queue().receive(b);
    EXPECT_TRUE(b.empty());
    EXPECT_EQ(r.counters().starved.get(), 1);
    EXPECT_EQ(r.work.frames().queues.fill, 4);
    for (const frame_address frame : taken)
        r.pool().give(frame);
    EXPECT_THAT(received(r), testing::ElementsAre(frame(9014)));
    r.queue().close();
    EXPECT_TRUE(test::all_back(r.pool()));
}

// A frame in its hands may have been lent to a queue whose device went away since.
TEST_F(tap_receive, holds_frames_in_its_own_name) {
    constexpr holder_id other = 9;
    rig r({"tap:t0"}, 4);
    for (frame_address frame = 0; frame < 4; ++frame)
        r.pool().lend(frame * r.pool().chunk(), other);
    EXPECT_TRUE(received(r, 0).empty());
    burst b(r.pool());
    r.queue().receive(b);
    EXPECT_EQ(r.work.frames().queues.fill, 1);
    EXPECT_EQ(r.pool().reclaim(other), 0);
    EXPECT_TRUE(r.work.frames().whole());
}

TEST_F(tap_receive, stops) {
    rig r({"tap:t0"});
    r.port().stop();
    packet_socket("t0").send(frame(60));
    burst b(r.pool());
    r.queue().receive(b);
    EXPECT_TRUE(b.empty());
}

} // namespace THIS_TEST
} // namespace xdpk
