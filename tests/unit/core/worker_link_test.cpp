// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/core/worker_link.hpp>

#include <xdpk/base/error.hpp>

#include "support/frames.hpp"

#include <gtest/gtest.h>
#include <string>
#include <sys/eventfd.h>
#include <vector>

namespace xdpk {
namespace THIS_TEST {

using outcome = packet_ring::outcome;
using texts = std::vector<std::string>;

void send(worker_link& from, unsigned to, test::frames& memory, std::string_view text) {
    burst b(memory.pool);
    EXPECT_EQ(from.send(to, b, test::put(b, text)), outcome::taken);
}

texts receive(worker_link& link, std::uint32_t most = 64) {
    texts got;
    link.receive(most, [&got](std::span<const std::byte> bytes, port_id) {
        got.emplace_back(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    });
    return got;
}

TEST(worker_link, connects_each_worker_with_each_other) {
    test::frames memory;
    worker_links links(3, 1518);
    for (unsigned from = 0; from < 3; ++from)
        for (unsigned to = 0; to < 3; ++to)
            if (from != to)
                send(links.of(from), to, memory, std::to_string(from) + " to " + std::to_string(to));
    for (unsigned w = 0; w < 3; ++w)
        EXPECT_FALSE(links.of(w).waiting());
    for (unsigned w = 0; w < 3; ++w)
        links.of(w).flush();
    for (unsigned to = 0; to < 3; ++to) {
        EXPECT_TRUE(links.of(to).waiting());
        for (const std::string& text : receive(links.of(to)))
            EXPECT_EQ(text.substr(1), " to " + std::to_string(to));
        EXPECT_EQ(links.of(to).received().get(), 2);
        EXPECT_EQ(links.of(to).sent().get(), 2);
        EXPECT_FALSE(links.of(to).waiting());
    }
}

TEST(worker_link, lets_every_sender_have_its_turn) {
    test::frames memory;
    worker_links links(3, 1518);
    for (const unsigned from : {1U, 2U}) {
        for (int i = 0; i < 3; ++i)
            send(links.of(from), 0, memory, std::to_string(from));
        links.of(from).flush();
    }
    const texts first = receive(links.of(0), 1);
    const texts second = receive(links.of(0), 1);
    EXPECT_NE(first, second);
    EXPECT_EQ(receive(links.of(0)).size(), 4);
}

TEST(worker_link, rings_only_for_those_it_sent_to) {
    test::frames memory;
    worker_links links(3, 1518);
    links.of(1).bell().arm();
    links.of(2).bell().arm();
    send(links.of(0), 1, memory, "x");
    links.of(0).flush();
    const auto rung = [&](unsigned worker) {
        eventfd_t value = 0;
        return ::eventfd_read(links.of(worker).bell().wait_fd(), &value) == 0;
    };
    EXPECT_TRUE(rung(1));
    EXPECT_FALSE(rung(2));
}

TEST(worker_link, counts_what_is_dropped_at_the_end) {
    test::frames memory;
    worker_links links(2, 1518);
    for (int i = 0; i < 100; ++i)
        send(links.of(0), 1, memory, "x");
    links.of(0).flush();
    receive(links.of(1), 10);
    links.of(1).discard();
    EXPECT_EQ(links.of(1).discarded().get(), 90);
    EXPECT_EQ(links.of(1).received().get(), 10);
    EXPECT_FALSE(links.of(1).waiting());
}

TEST(worker_link, one_worker_has_nobody_to_hear_from) {
    worker_links links(1, 1518);
    EXPECT_FALSE(links.of(0).waiting());
    EXPECT_TRUE(receive(links.of(0)).empty());
    links.of(0).flush();
}

TEST(worker_link, is_made_before_the_workers_run) {
    worker_links early(2, 1518);
    EXPECT_FALSE(early.in_use());
    EXPECT_EQ(early.of(1).worker(), 1);
    EXPECT_TRUE(early.in_use());
    early.seal();
    EXPECT_EQ(&early.of(1), &early.of(1));
    worker_links late(2, 1518);
    late.seal();
    EXPECT_THROW(static_cast<void>(late.of(0)), error);
    EXPECT_FALSE(late.in_use());
}

TEST(worker_link, has_room_for_two_bursts_of_whatever_length) {
    test::frames memory(512, 4096);
    for (const std::uint32_t longest : {64U, 1518U, 9238U, 65536U}) {
        worker_links links(2, longest);
        for (std::uint32_t i = 0; i < 2 * burst::capacity; ++i)
            send(links.of(0), 1, memory, std::string(64, 'x'));
    }
}

} // namespace THIS_TEST
} // namespace xdpk
