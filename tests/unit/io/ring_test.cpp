// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/io/ring.hpp>

#include <array>
#include <cstdint>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <numeric>
#include <span>
#include <vector>

namespace xdpk {
namespace THIS_TEST {

/// A ring's memory as the kernel maps it, and the kernel's side of the work.
class kernel_side {
public:
    static constexpr std::uint32_t size = 8;

    ring<std::uint64_t> user_side() {
        return ring<std::uint64_t>(
            {.producer = &producer, .consumer = &consumer, .flags = &flags, .slots = slots.data(), .size = size});
    }
    /// Fill and tx ring: takes everything that was published.
    std::vector<std::uint64_t> take() {
        std::vector<std::uint64_t> taken;
        for (; consumer != producer; ++consumer)
            taken.push_back(slots[consumer % size]);
        return taken;
    }
    /// Rx and completion ring: hands over numbers from `first` on.
    void hand_over(std::uint64_t first, std::uint32_t n) {
        for (; n != 0; --n)
            slots[producer++ % size] = first++;
    }

    std::uint32_t producer = 0;
    std::uint32_t consumer = 0;
    std::uint32_t flags = 0;
    std::array<std::uint64_t, size> slots{};
};

std::vector<std::uint64_t> numbers(std::uint64_t first, std::size_t n) {
    std::vector<std::uint64_t> list(n);
    std::iota(list.begin(), list.end(), first);
    return list;
}

// What the application does on a fill or tx ring.
void put(ring<std::uint64_t>& r, std::uint64_t first, std::uint32_t n) {
    for (const std::span<std::uint64_t> run : r.runs(n))
        for (std::uint64_t& slot : run)
            slot = first++;
    r.publish(n);
}

// What the application does on an rx or completion ring.
std::vector<std::uint64_t> get(ring<std::uint64_t>& r, std::uint32_t most) {
    std::vector<std::uint64_t> got;
    const std::uint32_t n = r.ready(most);
    for (const std::span<std::uint64_t> run : r.runs(n))
        got.insert(got.end(), run.begin(), run.end());
    r.release(n);
    return got;
}

TEST(ring, shows_the_kernel_only_what_is_published) {
    kernel_side kernel;
    ring<std::uint64_t> r = kernel.user_side();
    EXPECT_EQ(r.size(), kernel_side::size);
    r[0] = 7;
    r[1] = 8;
    EXPECT_TRUE(kernel.take().empty());
    r.publish(2);
    EXPECT_EQ(kernel.take(), (std::vector<std::uint64_t>{7, 8}));
}

TEST(ring, gives_what_the_kernel_handed_over) {
    kernel_side kernel;
    ring<std::uint64_t> r = kernel.user_side();
    EXPECT_EQ(r.ready(4), 0);
    kernel.hand_over(10, 5);
    EXPECT_EQ(get(r, 3), numbers(10, 3));
    EXPECT_EQ(kernel.consumer, 3);
    EXPECT_EQ(get(r, 8), numbers(13, 2));
    EXPECT_EQ(kernel.consumer, 5);
}

TEST(ring, does_not_release_what_was_only_looked_at) {
    kernel_side kernel;
    ring<std::uint64_t> r = kernel.user_side();
    kernel.hand_over(1, 2);
    EXPECT_EQ(r.ready(8), 2);
    EXPECT_EQ(r.ready(8), 2);
    EXPECT_EQ(r[1], 2);
    EXPECT_EQ(kernel.consumer, 0);
}

TEST(ring, goes_round_many_times) {
    kernel_side out;
    kernel_side in;
    ring<std::uint64_t> to = out.user_side();
    ring<std::uint64_t> from = in.user_side();
    std::uint64_t next = 0;
    for (std::uint32_t round = 0; round < 100; ++round) {
        const std::uint32_t n = round % (kernel_side::size + 1);
        put(to, next, n);
        ASSERT_EQ(out.take(), numbers(next, n));
        in.hand_over(next, n);
        ASSERT_EQ(get(from, kernel_side::size), numbers(next, n));
        next += n;
    }
}

// The kernel's indices are free-running 32-bit counters. Nobody can wait for 2^32 packets here, so both sides start
// shortly before the end; the ring takes its place from what it finds in its memory.
TEST(ring, goes_on_where_the_indices_wrap) {
    constexpr std::uint32_t shortly_before = 0U - 13;
    kernel_side out;
    kernel_side in;
    ring<std::uint64_t> to = out.user_side();
    ring<std::uint64_t> from = in.user_side();
    to.publish(shortly_before);
    out.consumer = shortly_before;
    in.producer = shortly_before;
    from.release(from.ready(shortly_before));
    for (std::uint64_t first = 0; first < 60; first += 6) {
        put(to, first, 6);
        ASSERT_EQ(to.for_each_queued([](std::uint64_t) {}), 6);
        ASSERT_EQ(out.take(), numbers(first, 6));
        in.hand_over(first, 6);
        ASSERT_EQ(get(from, 6), numbers(first, 6));
    }
    EXPECT_LT(out.producer, 100);
    EXPECT_LT(in.consumer, 100);
}

TEST(ring, knows_when_to_wake_the_kernel) {
    kernel_side kernel;
    const ring<std::uint64_t> r = kernel.user_side();
    EXPECT_FALSE(r.needs_wakeup());
    kernel.flags = 1;
    EXPECT_TRUE(r.needs_wakeup());
    kernel.flags = 2;
    EXPECT_FALSE(r.needs_wakeup());
}

TEST(ring, lists_what_lies_between_the_indices) {
    kernel_side kernel;
    ring<std::uint64_t> r = kernel.user_side();
    put(r, 20, 8);
    kernel.consumer = 3;
    std::vector<std::uint64_t> seen;
    EXPECT_EQ(r.for_each_queued([&seen](std::uint64_t slot) { seen.push_back(slot); }), 5);
    EXPECT_EQ(seen, numbers(23, 5));
}

} // namespace THIS_TEST
} // namespace xdpk
