// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/run/mailbox.hpp>

#include <xdpk/base/error.hpp>

#include <atomic>
#include <gtest/gtest.h>
#include <poll.h>
#include <thread>
#include <vector>

namespace xdpk {
namespace THIS_TEST {

bool readable(const mailbox& box) {
    pollfd wait{.fd = box.wait_fd(), .events = POLLIN, .revents = 0};
    return ::poll(&wait, 1, 0) == 1;
}

void wait_until_raised(const mailbox& box) {
    while (!box.raised())
        std::this_thread::yield();
}

TEST(mailbox, is_quiet_at_first) {
    const mailbox box;
    EXPECT_FALSE(box.raised());
    EXPECT_FALSE(box.stopping());
    EXPECT_FALSE(readable(box));
}

TEST(mailbox, tells_of_a_stop) {
    mailbox box;
    box.stop();
    EXPECT_TRUE(box.raised());
    EXPECT_TRUE(readable(box));
    box.serve();
    EXPECT_TRUE(box.stopping());
    EXPECT_FALSE(box.raised());
    EXPECT_FALSE(readable(box));
}

TEST(mailbox, has_the_worker_do_the_work) {
    mailbox box;
    std::thread::id ran_on;
    std::atomic<bool> returned{false};
    std::thread caller([&] {
        box.call([&] { ran_on = std::this_thread::get_id(); });
        returned = true;
    });
    wait_until_raised(box);
    EXPECT_FALSE(returned);
    box.serve();
    caller.join();
    EXPECT_EQ(ran_on, std::this_thread::get_id());
    EXPECT_FALSE(box.stopping());
}

TEST(mailbox, passes_exceptions_on) {
    mailbox box;
    std::string what;
    std::thread caller([&] {
        try {
            box.call([] { throw error({.where = "there"}); });
        } catch (const error& failure) {
            what = failure.what();
        }
    });
    wait_until_raised(box);
    box.serve();
    caller.join();
    EXPECT_EQ(what, "there");
}

TEST(mailbox, has_the_caller_do_the_work_after_the_end) {
    mailbox box;
    box.retire();
    std::thread::id ran_on;
    box.call([&] { ran_on = std::this_thread::get_id(); });
    EXPECT_EQ(ran_on, std::this_thread::get_id());
    EXPECT_THROW(box.call([] { throw error({}); }), error);
}

TEST(mailbox, does_at_its_end_what_is_waiting) {
    mailbox box;
    bool done = false;
    std::thread caller([&] { box.call([&] { done = true; }); });
    wait_until_raised(box);
    box.retire();
    caller.join();
    EXPECT_TRUE(done);
}

// Callers before, during and after the worker's end: each call is run once, by one thread at a time.
TEST(mailbox, loses_no_call_around_its_end) {
    constexpr int callers = 4;
    constexpr int calls = 500;
    mailbox box;
    int count = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < callers; ++i)
        threads.emplace_back([&] {
            for (int n = 0; n < calls; ++n)
                box.call([&count] { ++count; });
        });
    for (int served = 0; served < calls; ++served) {
        wait_until_raised(box);
        box.serve();
    }
    box.retire();
    for (std::thread& t : threads)
        t.join();
    EXPECT_EQ(count, callers * calls);
}

// A worker that sleeps on a descriptor which stays readable, but sees no flag and so never serves it, does not sleep.
TEST(mailbox, is_never_readable_without_being_raised) {
    mailbox box;
    std::atomic<bool> done{false};
    std::thread worker([&] {
        while (!done)
            if (box.raised())
                box.serve();
    });
    int stale = 0;
    for (int i = 0; i < 20000; ++i) {
        box.call([] {});
        stale += !box.raised() && readable(box) && !box.raised() ? 1 : 0;
    }
    done = true;
    worker.join();
    EXPECT_EQ(stale, 0);
}

} // namespace THIS_TEST
} // namespace xdpk
