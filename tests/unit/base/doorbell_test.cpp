// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/base/doorbell.hpp>

#include <atomic>
#include <cstdint>
#include <gtest/gtest.h>
#include <poll.h>
#include <thread>

namespace xdpk {
namespace THIS_TEST {

bool readable(const doorbell& bell, int timeout = 0) {
    pollfd wait{.fd = bell.wait_fd(), .events = POLLIN, .revents = 0};
    return ::poll(&wait, 1, timeout) == 1;
}

TEST(doorbell, says_nothing_to_who_is_awake) {
    doorbell bell;
    bell.ring();
    EXPECT_FALSE(readable(bell));
    bell.arm();
    bell.disarm();
    bell.ring();
    EXPECT_FALSE(readable(bell));
}

TEST(doorbell, wakes_who_sleeps) {
    doorbell bell;
    bell.arm();
    EXPECT_FALSE(readable(bell));
    bell.ring();
    bell.ring();
    EXPECT_TRUE(readable(bell));
    bell.disarm();
    EXPECT_FALSE(readable(bell));
}

// Whatever the moment at which something is left, the sleeper sees it or is woken: a lost ring would hold it up for
// ever.
TEST(doorbell, loses_no_ring) {
    constexpr std::uint64_t many = 4'000;
    doorbell bell;
    std::atomic<std::uint64_t> left{0};
    std::atomic<std::uint64_t> seen{0};
    std::thread other([&] {
        for (std::uint64_t i = 1; i <= many; ++i) {
            left.store(i, std::memory_order_release);
            bell.ring();
            while (i % 8 == 0 && seen.load(std::memory_order_relaxed) != i)
                std::this_thread::yield();
        }
    });
    int overslept = 0;
    while (seen.load(std::memory_order_relaxed) != many) {
        bell.disarm();
        const std::uint64_t now = left.load(std::memory_order_acquire);
        if (now != seen.load(std::memory_order_relaxed)) {
            seen.store(now, std::memory_order_relaxed);
            continue;
        }
        bell.arm();
        if (left.load(std::memory_order_acquire) == now && !readable(bell, 10'000))
            ++overslept;
    }
    other.join();
    EXPECT_EQ(overslept, 0);
}

} // namespace THIS_TEST
} // namespace xdpk
