// SPDX-License-Identifier: BSD-3-Clause
#include "tap.hpp"

namespace xdpk {
namespace THIS_TEST {

using test::packet_socket;
using test::rig;

class tap_send : public test::tap {};

TEST_F(tap_send, hands_packets_to_the_kernel) {
    rig r({"tap:t0"});
    const packet_socket kernel("t0");
    send(r, frame(60, 'a'));
    EXPECT_EQ(kernel.receive(), frame(60, 'a'));
    EXPECT_EQ(r.counters().tx_packets.get(), 1);
    EXPECT_EQ(r.counters().tx_bytes.get(), 60);
    EXPECT_EQ(r.counters().wakeups.get(), 1);
    EXPECT_TRUE(test::all_back(r.pool()));
}

TEST_F(tap_send, puts_segments_together) {
    rig r({"tap:t0,mtu=9000"});
    const packet_socket kernel("t0");
    send(r, frame(1000), {std::string(1600, 'y'), std::string(1400, 'z')});
    EXPECT_EQ(kernel.receive(), frame(1000) + std::string(1600, 'y') + std::string(1400, 'z'));
    EXPECT_EQ(r.counters().tx_bytes.get(), 4000);
    EXPECT_TRUE(test::all_back(r.pool()));
}

TEST_F(tap_send, takes_only_what_is_for_it) {
    rig r({"tap:t0"});
    const packet_socket kernel("t0");
    burst b(r.pool());
    test::put(b, frame(60, 'a')).out_port = 1;
    test::put(b, frame(60, 'b')).out_port = 0;
    r.queue().send(b, false);
    EXPECT_EQ(kernel.receive(), frame(60, 'b'));
    b.recycle(b[0]);
    b.release();
    EXPECT_TRUE(test::all_back(r.pool()));
}

TEST_F(tap_send, drops_what_is_no_frame) {
    rig r({"tap:t0"});
    send(r, "short");
    EXPECT_EQ(r.counters().tx_invalid.get(), 1);
    EXPECT_EQ(r.counters().tx_packets.get(), 0);
    EXPECT_TRUE(test::all_back(r.pool()));
}

TEST_F(tap_send, drops_while_the_device_is_down) {
    rig r({"tap:t0"});
    const packet_socket kernel("t0");
    kernel.set_up(false);
    send(r, frame(60, 'a'));
    EXPECT_EQ(r.counters().tx_full.get(), 1);
    kernel.set_up(true);
    send(r, frame(60, 'b'));
    EXPECT_EQ(r.counters().tx_packets.get(), 1);
    EXPECT_TRUE(test::all_back(r.pool()));
}

TEST_F(tap_send, drops_when_there_is_no_device) {
    rig r({"tap:t0"});
    r.port().disconnect(r.queue());
    EXPECT_EQ(r.queue().wait_fd(), -1);
    send(r, frame(60));
    EXPECT_EQ(r.counters().tx_full.get(), 1);
    EXPECT_TRUE(test::all_back(r.pool()));
}

} // namespace THIS_TEST
} // namespace xdpk
