// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/run/application.hpp>

#include <xdpk/base/error.hpp>
#include <xdpk/core/pipeline.hpp>
#include <xdpk/stage/cross_connect.hpp>

#include <chrono>
#include <csignal>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>
#include <sys/eventfd.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace xdpk {
namespace THIS_TEST {

using clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

/// Counts packets, as many at a time as it is told.
struct tally {
    std::uint64_t step = 1;
    std::uint64_t sum = 0;

    void operator()(burst& b) noexcept { sum += step * b.size(); }
};

struct outcome {
    int status;
    std::string log;
};

/// Runs two workers between two ports whose packets go round for ever, until `tend` asks for the end.
template <class Tend>
outcome run_tended(const std::string& name, Tend tend) {
    application app(name, "for a test");
    std::vector<std::string> words{name, "loop:packets=50,queues=2", "loop:packets=20,queues=2", "--workers", "2"};
    words.insert(words.end(), {"--cores", "0,0", "--quiet", "--json", "--sandbox", "off"});
    std::vector<char*> arguments;
    for (std::string& word : words)
        arguments.push_back(word.data());
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    const int status = app.run(
        static_cast<int>(arguments.size()), arguments.data(),
        [](const worker_context& w) { return pipeline(cross_connect(w.ports.size()), tally()); }, std::move(tend));
    testing::internal::GetCapturedStdout();
    return {status, testing::internal::GetCapturedStderr()};
}

/// The same, `tend` not being called at the end.
template <class Tend>
outcome run_until_end(const std::string& name, Tend tend) {
    return run_tended(name, [&tend](auto& all) {
        if (!all.ending())
            tend(all);
    });
}

void send(int signal) { ::kill(::getpid(), signal); }

TEST(application, changes_the_stages_of_each_worker_on_its_thread) {
    std::vector<unsigned> workers;
    std::set<std::thread::id> threads;
    std::uint64_t stepped = 0;
    const outcome o = run_until_end("tended", [&](auto& all) {
        EXPECT_EQ(all.size(), 2);
        all.each([&](auto& stages, unsigned worker) {
            tally& t = stages.template stage<1>();
            t = {.step = std::uint64_t{1} << 40U};
            workers.push_back(worker);
            threads.insert(std::this_thread::get_id());
        });
        while (stepped == 0)
            all.each([&](auto& stages, unsigned) { stepped = stages.template stage<1>().sum >> 40U; });
        send(SIGTERM);
    });
    EXPECT_EQ(o.status, 0);
    EXPECT_THAT(workers, testing::ElementsAre(0, 1));
    EXPECT_EQ(threads.size(), 2);
    EXPECT_FALSE(threads.contains(std::this_thread::get_id()));
}

TEST(application, tends_at_least_once_a_second) {
    std::vector<clock::time_point> calls;
    const outcome o = run_until_end("regular", [&](auto&) {
        calls.push_back(clock::now());
        if (calls.size() == 3)
            send(SIGTERM);
    });
    EXPECT_EQ(o.status, 0);
    ASSERT_EQ(calls.size(), 3);
    EXPECT_LT(calls[2] - calls[0], 2500ms);
}

TEST(application, tends_once_more_at_the_end) {
    std::vector<bool> ends;
    const outcome o = run_tended("ending", [&](auto& all) {
        ends.push_back(all.ending());
        if (ends.size() == 1)
            send(SIGTERM);
    });
    EXPECT_EQ(o.status, 0);
    EXPECT_THAT(ends, testing::ElementsAre(false, true));
}

TEST(application, tends_at_once_when_there_is_something_to_read) {
    const fd event(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
    const auto start = clock::now();
    std::uint64_t calls = 0;
    const outcome o = run_until_end("woken", [&](auto& all) {
        all.wake_on({event.get()});
        std::uint64_t one = 1;
        if (++calls > 1) {
            EXPECT_EQ(::read(event.get(), &one, sizeof one), ssize_t{sizeof one});
        }
        EXPECT_EQ(::write(event.get(), &one, sizeof one), ssize_t{sizeof one});
        if (calls == 20)
            send(SIGTERM);
    });
    EXPECT_EQ(o.status, 0);
    EXPECT_EQ(calls, 20);
    EXPECT_LT(clock::now() - start, 10s);
}

TEST(application, tells_of_a_hangup_once) {
    std::vector<bool> hangups;
    const outcome o = run_until_end("reloading", [&](auto& all) {
        hangups.push_back(all.take_hangup());
        send(hangups.size() == 1 ? SIGHUP : SIGTERM);
        if (hangups.size() == 2)
            hangups.push_back(all.take_hangup());
    });
    EXPECT_EQ(o.status, 0);
    EXPECT_THAT(hangups, testing::ElementsAre(false, true, false));
}

TEST(application, runs_on_when_tending_fails_and_logs_it_once) {
    const fd event(::eventfd(1, EFD_NONBLOCK | EFD_CLOEXEC));
    unsigned calls = 0;
    const outcome o = run_until_end("failing", [&](auto& all) {
        all.wake_on({event.get()});
        if (++calls == 5)
            send(SIGTERM);
        if (calls == 3)
            return;
        all.each([](auto&, unsigned) { throw error({.where = "services", .what = "broke"}); });
    });
    EXPECT_EQ(o.status, 0);
    EXPECT_EQ(calls, 5);
    const std::string line = "failing: error: services: broke\n";
    EXPECT_EQ(o.log, line + line) << "once before it worked, once after";
}

} // namespace THIS_TEST
} // namespace xdpk
