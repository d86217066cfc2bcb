// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/run/worker.hpp>

#include <xdpk/core/pipeline.hpp>
#include <xdpk/stage/count.hpp>
#include <xdpk/stage/cross_connect.hpp>
#include <xdpk/stage/drop.hpp>
#include <xdpk/stage/mac_swap.hpp>

#include "support/frames.hpp"
#include "support/rig.hpp"

#include <gtest/gtest.h>
#include <thread>

namespace xdpk {
namespace THIS_TEST {

using test::rig;

// Ends the run after that many bursts.
auto stop_after(worker& w, int bursts) {
    return [&w, left = bursts](burst&) mutable noexcept {
        if (--left == 0)
            w.stop();
    };
}

auto all_to(port_id out) {
    return [out](burst& b) noexcept {
        for (packet& p : b)
            p.out_port = out;
    };
}

void expect_whole(rig& r) {
    EXPECT_TRUE(r.work.last_frames().whole());
    EXPECT_TRUE(test::all_back(r.pool()));
    EXPECT_EQ(r.work.frames().pool, r.pool().total());
}

TEST(worker, ends_when_nothing_can_come_any_more) {
    rig r({"loop:packets=100"});
    drop stage;
    r.work.run(stage);
    EXPECT_EQ(r.counters().rx_packets.get(), 100);
    EXPECT_EQ(r.work.counters().dropped.get(), 100);
    EXPECT_EQ(r.work.counters().unrouted.get(), 0);
    expect_whole(r);
}

TEST(worker, counts_packets_without_a_way_out) {
    for (const unsigned out : {unsigned{unrouted}, 1U, 61U, 64U, 128U, 65535U}) {
        rig r({"loop:packets=10"});
        auto stage = all_to(static_cast<port_id>(out));
        r.work.run(stage);
        EXPECT_EQ(r.work.counters().unrouted.get(), 10) << out;
        EXPECT_EQ(r.work.counters().dropped.get(), 0) << out;
        expect_whole(r);
    }
}

TEST(worker, tells_the_ways_of_one_burst_apart) {
    rig r({"loop:packets=30", "loop:"});
    auto stage = [](burst& b) noexcept {
        for (packet& p : b)
            p.out_port = p.in_port == 1 || p.length % 2 == 1 ? to_drop : 1;
        for (std::uint32_t i = 0; i < b.size(); i += 3)
            b[i].out_port = b[i].in_port == 1 ? to_drop : unrouted;
    };
    r.work.run(stage);
    EXPECT_EQ(r.work.counters().unrouted.get(), 10);
    EXPECT_EQ(r.counters(1).tx_packets.get(), 20);
    EXPECT_EQ(r.work.counters().dropped.get(), 20);
    expect_whole(r);
}

TEST(worker, forwards_between_ports) {
    rig r({"loop:packets=40,size=2000", "loop:packets=70"}, 512);
    pipeline stage{cross_connect(2), mac_swap(), stop_after(r.work, 1000)};
    r.work.run(stage);
    EXPECT_GT(r.counters(0).rx_packets.get(), 10000);
    EXPECT_EQ(r.counters(0).rx_packets.get(), r.counters(1).tx_packets.get());
    EXPECT_EQ(r.counters(1).rx_packets.get(), r.counters(0).tx_packets.get());
    EXPECT_EQ(r.work.last_frames().queues.rx, 40 * 2 + 70);
    EXPECT_GT(r.work.counters().iterations.get(), 500);
    expect_whole(r);
}

TEST(worker, serves_every_queue_and_sends_by_the_first_of_a_port) {
    const auto port = open_port(port_spec("loop:queues=2,packets=5"));
    worker w(256, 2048, idle_mode::poll);
    for (std::uint32_t index = 0; index < 2; ++index)
        w.add(port->open(index, 0, w.memory(), w.next_holder()));
    EXPECT_EQ(w.next_holder(), 3);
    pipeline stage{all_to(0), stop_after(w, 10)};
    w.run(stage);
    EXPECT_EQ(w.queues()[1]->counters().rx_packets.get(), 5);
    EXPECT_EQ(w.queues()[1]->counters().tx_packets.get(), 0);
    EXPECT_GE(w.queues()[0]->counters().tx_packets.get(), 10);
    EXPECT_TRUE(w.last_frames().whole());
}

TEST(worker, stops_when_asked) {
    rig r({"loop:packets=10"}, 256, 2048, idle_mode::poll);
    auto stage = all_to(0);
    std::thread runs([&] { r.work.run(stage); });
    while (r.counters().rx_packets.get() < 1000)
        std::this_thread::yield();
    r.port().stop();
    r.work.stop();
    runs.join();
    expect_whole(r);
}

TEST(worker, can_be_told_to_stop_before_it_starts) {
    rig r({"loop:packets=10"});
    r.port().stop();
    r.work.stop();
    auto stage = all_to(0);
    r.work.run(stage);
    EXPECT_EQ(r.work.last_frames().queues.rx, 10);
    expect_whole(r);
}

TEST(worker, lets_others_look_between_two_bursts) {
    rig r({"loop:packets=20,size=4000"});
    auto stage = all_to(0);
    std::thread runs([&] { r.work.run(stage); });
    for (int i = 0; i < 100; ++i) {
        frame_report now;
        r.work.call([&] { now = r.work.frames(); });
        ASSERT_TRUE(now.whole());
        ASSERT_EQ(now.queues.rx, 60);
    }
    r.port().stop();
    r.work.stop();
    runs.join();
    bool ran = false;
    r.work.call([&ran] { ran = true; });
    EXPECT_TRUE(ran);
}

TEST(worker, needs_no_queue) {
    worker w(16, 2048, idle_mode::interrupt);
    drop stage;
    w.run(stage);
    EXPECT_EQ(w.last_frames().pool, 16);
}

} // namespace THIS_TEST
} // namespace xdpk
