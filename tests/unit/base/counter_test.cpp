// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/base/counter.hpp>

#include <atomic>
#include <gtest/gtest.h>
#include <thread>

namespace xdpk {
namespace THIS_TEST {

TEST(counter, adds) {
    counter c;
    EXPECT_EQ(c.get(), 0);
    c.add(3);
    c.add(std::uint64_t{1} << 40U);
    EXPECT_EQ(c.get(), (std::uint64_t{1} << 40U) + 3);
}

TEST(counter, copies_its_value) {
    counter c;
    c.add(5);
    counter copy(c);
    copy.add(1);
    EXPECT_EQ(c.get(), 5);
    EXPECT_EQ(copy.get(), 6);
    c = copy;
    EXPECT_EQ(c.get(), 6);
}

TEST(counter, is_read_while_it_is_written) {
    constexpr std::uint64_t count = 100000;
    counter c;
    std::atomic<bool> done{false};
    std::thread writer([&] {
        for (std::uint64_t i = 0; i < count; ++i)
            c.add(1);
        done = true;
    });
    std::uint64_t last = 0;
    bool forward = true;
    while (!done) {
        const std::uint64_t now = c.get();
        forward = forward && now >= last;
        last = now;
    }
    writer.join();
    EXPECT_TRUE(forward);
    EXPECT_EQ(c.get(), count);
}

} // namespace THIS_TEST
} // namespace xdpk
