// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/io/link_queue.hpp>

#include "support/frames.hpp"

#include <gtest/gtest.h>
#include <poll.h>
#include <string>

namespace xdpk {
namespace THIS_TEST {

using test::put;
using test::text_of;

class link_queue_between_two : public testing::Test {
protected:
    void send(std::string_view text, port_id in = 0, const std::vector<std::string>& further = {}) {
        burst b(sender_.pool);
        EXPECT_EQ(links_.of(0).send(1, b, put(b, text, in, further)), packet_ring::outcome::taken);
        links_.of(0).flush();
    }
    bool woken() {
        pollfd wait{.fd = queue_.wait_fd(), .events = POLLIN, .revents = 0};
        return ::poll(&wait, 1, 0) == 1;
    }

    worker_links links_{2, 9000};
    test::frames sender_{512};
    test::frames receiver_{256};
    link_queue queue_{links_.of(1), receiver_.pool, 1};
};

TEST_F(link_queue_between_two, puts_packets_into_frames_of_its_own) {
    send("one", 3);
    send("two", 4);
    burst b(receiver_.pool);
    queue_.receive(b);
    ASSERT_EQ(b.size(), 2);
    EXPECT_EQ(text_of(b, b[0]), "one");
    EXPECT_EQ(b[0].in_port, 3);
    EXPECT_EQ(b[1].in_port, 4);
    EXPECT_EQ(b[1].out_port, unrouted);
    EXPECT_TRUE(b.handed_over());
    EXPECT_EQ(receiver_.pool.available(), receiver_.pool.total() - 2);
    EXPECT_TRUE(test::all_back(sender_.pool));
    EXPECT_EQ(queue_.counters().rx_packets.get(), 2);
    EXPECT_EQ(queue_.counters().rx_bytes.get(), 6);
    EXPECT_EQ(queue_.port(), unrouted);
    EXPECT_FALSE(queue_.exhausted());
}

TEST_F(link_queue_between_two, takes_nothing_from_an_empty_link) {
    burst b(receiver_.pool);
    queue_.receive(b);
    EXPECT_TRUE(b.empty());
    EXPECT_FALSE(b.handed_over());
    EXPECT_EQ(queue_.counters().starved.get(), 0);
}

TEST_F(link_queue_between_two, spreads_long_packets_over_frames) {
    const std::string long_text(3000, 'x');
    send(long_text.substr(0, 1500), 0, {long_text.substr(1500)});
    burst b(receiver_.pool);
    queue_.receive(b);
    ASSERT_EQ(b.size(), 1);
    EXPECT_EQ(b[0].rest_count, 1);
    EXPECT_EQ(text_of(b, b[0]), long_text);
}

TEST_F(link_queue_between_two, leaves_packets_where_they_are_while_frames_lack) {
    for (int i = 0; i < 100; ++i)
        send("x");
    burst held(receiver_.pool);
    for (int i = 0; i < 250; ++i)
        put(held, "held");
    burst b(receiver_.pool);
    queue_.receive(b); // a packet may take six frames, as many as are left
    EXPECT_EQ(b.size(), 1);
    put(held, "held");
    b.release();
    queue_.receive(b);
    EXPECT_TRUE(b.empty());
    EXPECT_EQ(queue_.counters().starved.get(), 1);
    held.recycle();
    std::uint32_t received = 0;
    for (int i = 0; i < 10; ++i) {
        queue_.receive(b);
        received += b.size();
        b.recycle();
    }
    EXPECT_EQ(received, 99);
    EXPECT_EQ(queue_.counters().rx_invalid.get(), 0);
}

TEST_F(link_queue_between_two, is_woken_for_what_came_after_it_had_looked) {
    EXPECT_TRUE(queue_.can_wait());
    EXPECT_FALSE(woken());
    send("one");
    EXPECT_TRUE(woken());
    burst b(receiver_.pool);
    queue_.receive(b);
    EXPECT_EQ(b.size(), 1);
    EXPECT_FALSE(woken());
    send("two");
    EXPECT_FALSE(woken());
}

TEST_F(link_queue_between_two, does_not_wait_if_something_is_there) {
    send("one");
    EXPECT_FALSE(queue_.can_wait());
}

} // namespace THIS_TEST
} // namespace xdpk
