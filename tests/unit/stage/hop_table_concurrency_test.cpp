// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/hop_table.hpp>

#include "support/grace_period.hpp"
#include "support/random_seed.hpp"

#include <array>
#include <atomic>
#include <gtest/gtest.h>
#include <random>
#include <thread>
#include <vector>

namespace xdpk {
namespace THIS_TEST {

constexpr std::size_t workers = 2;
constexpr std::size_t some_hosts = 64;

neighbour host(std::size_t number) {
    return {static_cast<port_id>(number % 3),
            ipv4_address::from_integer(0x0A000000U + static_cast<std::uint32_t>(number))};
}

/// Addresses whose bytes are all equal, so that a mixture of two is seen.
mac_address filled(std::uint8_t value) { return {{value, value, value, value, value, value}}; }

bool is_whole(const mac_address& mac) { return mac == filled(mac.bytes[0]); }

TEST(hop_table, nobody_sees_half_an_address) {
    hop_table hops(4);
    const std::uint16_t hop = hops.find_or_make(host(1));
    std::atomic<bool> stop{false};
    std::vector<std::thread> readers;
    for (std::size_t i = 0; i < workers; ++i)
        readers.emplace_back([&] {
            while (!stop.load(std::memory_order_relaxed)) {
                const flow_hop seen = hops[hop];
                EXPECT_TRUE(is_whole(seen.destination) && is_whole(seen.source));
                EXPECT_TRUE(seen.port == unrouted || seen.destination != mac_address{});
            }
        });
    for (unsigned i = 0; i < 200'000; ++i)
        if (i % 16 == 0)
            hops.unresolve(hop);
        else
            hops.resolve(hop, filled(static_cast<std::uint8_t>(i | 1U)), filled(static_cast<std::uint8_t>(i)), i);
    stop = true;
    for (std::thread& t : readers)
        t.join();
}

/// Every worker looks for hosts, of which there are more than hops: a few from `first` on, which moves. A hop it is
/// given must be that host's.
void look_for_hosts(hop_table& hops, grace_period<workers>& grace, std::size_t self, std::uint64_t seed,
                    const std::atomic<std::size_t>& first, const std::atomic<bool>& stop) {
    std::mt19937_64 random(seed + self);
    while (!stop.load(std::memory_order_relaxed)) {
        const neighbour wanted = host((first.load(std::memory_order_relaxed) + random() % 8) % some_hosts);
        if (const std::uint16_t hop = hops.find_or_make(wanted); hop != hop_table::none) {
            EXPECT_EQ(hops.of(hop), wanted);
            if (random() % 4 == 0)
                hops.want(hop);
        }
        std::array<std::uint16_t, 8> room{};
        hops.take_wanted(room);
        grace.quiescent(self);
    }
    grace.leave(self);
}

TEST(hop_table, hops_are_made_and_swept_at_once) {
    constexpr std::size_t enough = 200;
    const random_seed seed;
    hop_table hops(some_hosts / 2);
    grace_period<workers> grace;
    std::atomic<std::size_t> first{0};
    std::atomic<bool> stop{false};
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < workers; ++i)
        threads.emplace_back([&, i] { look_for_hosts(hops, grace, i, seed.value(), first, stop); });
    for (std::size_t swept = 0; swept < enough;) {
        swept += hops.sweep();
        grace.wait();
        hops.reclaim();
        first.fetch_add(4, std::memory_order_relaxed);
    }
    stop = true;
    for (std::thread& t : threads)
        t.join();
    std::size_t found = 0;
    for (std::size_t i = 0; i < some_hosts; ++i)
        found += hops.find(host(i)) != hop_table::none ? 1 : 0;
    EXPECT_EQ(found, hops.size()) << "none is there twice, none is lost";
}

} // namespace THIS_TEST
} // namespace xdpk
