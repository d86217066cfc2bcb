// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/forwarding_table.hpp>

#include "support/grace_period.hpp"
#include "support/random_seed.hpp"

#include <atomic>
#include <gtest/gtest.h>
#include <random>
#include <thread>
#include <vector>

namespace xdpk {
namespace THIS_TEST {

constexpr std::size_t workers = 2;

/// Two hops whose numbers differ by 100, so that a mixture of two targets is seen.
route_target pair_of(std::uint16_t hop) { return {.hops = {{hop}, {static_cast<std::uint16_t>(hop + 100)}}}; }

void look_up(const forwarding_table& table, grace_period<workers>& grace, std::size_t self,
             const std::atomic<bool>& stop) {
    while (!stop.load(std::memory_order_relaxed)) {
        for (std::uint8_t i = 0; i < 16; ++i) {
            const route_group* const group = table.find(ipv4_address{{10, i, 0, 1}});
            EXPECT_EQ(group->kind(), route_kind::gateways);
            EXPECT_EQ(group->pick(0) + 100, group->pick(1)) << "of one target";
        }
        grace.quiescent(self);
    }
    grace.leave(self);
}

TEST(forwarding_table, is_read_while_it_is_written) {
    const random_seed seed;
    std::mt19937_64 random(seed.value());
    forwarding_table table({.node_memory = 1U << 20U, .targets = 64});
    table.set(ipv4_prefix{}, pair_of(1));
    ASSERT_EQ(table.find(ipv4_address{})->pick(1), 101);
    grace_period<workers> grace;
    std::atomic<bool> stop{false};
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < workers; ++i)
        threads.emplace_back([&, i] { look_up(table, grace, i, stop); });
    for (int i = 0; i < 1000; ++i) {
        const ipv4_prefix prefix{{{10, static_cast<std::uint8_t>(random() % 16), 0, 0}}, 16};
        if (random() % 3 == 0)
            table.erase(prefix);
        else
            table.set(prefix, pair_of(static_cast<std::uint16_t>(2 + random() % 90)));
        if (i % 20 == 19) {
            grace.wait();
            table.reclaim();
        }
    }
    stop = true;
    for (std::thread& t : threads)
        t.join();
}

} // namespace THIS_TEST
} // namespace xdpk
